"""Programs that die, are killed, or are told to end: script/supervisor.py with small real programs in place of servers."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from script.supervisor import WITHIN, Part
from tests.config.served import ROOT
from tests.exports.engine import until

pytestmark = pytest.mark.services

# Whoever starts the tests under nohup ignores SIGHUP, which the supervisor would respect.
PROGRAM = """
import json, signal, sys
from pathlib import Path
from script.supervisor import Part, Supervisor
signal.signal(signal.SIGHUP, signal.SIG_DFL)
commands, probe, pause, folder = json.loads(sys.argv[1]), sys.argv[2], float(sys.argv[3]), Path(sys.argv[4])
parts = [Part(name, ["sh", "-c", command], folder / f"{name}.log") for name, command in commands.items()]
sys.exit(Supervisor(first_pause=pause).run(parts, ["sh", "-c", probe], "All are up.", lambda: None))
"""
RUNS = "exec sleep 1000"


def alive(mark: str) -> list[int]:
    """Every process that inherited the mark, wherever it hangs."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if f"MARK={mark}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


@dataclass
class Run:
    process: subprocess.Popen
    folder: Path
    mark: str

    def said(self) -> str:
        return (self.folder / "said").read_text()

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def until_said(self, words: str) -> None:
        until(lambda: words in self.said(), seconds=10, what=words)

    def ends(self, seconds: float) -> int:
        return self.process.wait(timeout=seconds)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(pause: float = 0.05, probe: str = "true", **commands: str) -> Run:
        mark = secrets.token_hex(8)
        said = (tmp_path / "said").open("w")
        words = [sys.executable, "-c", PROGRAM, json.dumps(commands), probe, str(pause), str(tmp_path)]
        environment = {**os.environ, "MARK": mark, "PYTHONPATH": str(ROOT)}
        options = {"stdout": said, "stderr": subprocess.STDOUT, "start_new_session": True}
        process = subprocess.Popen(words, cwd=ROOT, env=environment, **options)
        runs.append(Run(process, tmp_path, mark))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        run.process.wait()
        for pid in alive(run.mark):
            os.kill(pid, signal.SIGKILL)


def test_a_part_that_ends_at_once_again_and_again_ends_all_with_its_last_words(begin: Callable[..., Run]) -> None:
    run = begin(web=RUNS, worker='echo "The disk is full." >&2; exit 3')
    assert run.ends(10) == 1
    said = run.said()
    pauses = re.findall(r"^[-\d]+ [:\d]+ The worker part ended by itself \(status 3\)\. .* in (\S+) s\.$", said, re.M)
    assert pauses == ["0.05", "0.1", "0.2", "0.4"], said
    assert "The worker part ended by itself (status 3), 5 times within 5 minutes. The portal ends.\n" in said
    assert said.endswith(f"The last words of the worker part ({run.folder}/worker.log):\nThe disk is full.\n")
    assert alive(run.mark) == []


def test_it_is_not_called_up_while_a_part_is_in_its_pause(begin: Callable[..., Run], tmp_path: Path) -> None:
    """The web part answers, since the probe says so, and a file that somebody asks for would not be made."""
    answers = f"until grep -q 'ended by itself' {tmp_path}/worker.log; do sleep 0.05; done; touch {tmp_path}/answered"
    run = begin(pause=60, probe=answers, web=RUNS, worker="exit 1")
    until((tmp_path / "answered").exists, seconds=10, what="the probe")
    time.sleep(0.5)
    assert "All are up." not in run.said()
    run.process.terminate()
    assert run.ends(5) == 0


def test_it_is_not_called_up_where_nothing_answers(begin: Callable[..., Run]) -> None:
    run = begin(probe="echo 503 broker missing >&2; exit 1", web=RUNS)
    assert run.ends(10) == 1
    assert run.said().startswith("503 broker missing\n")
    assert run.said().endswith(f"The portal did not get ready. See {run.folder}.\n")
    assert alive(run.mark) == []


def test_a_killed_part_is_started_again_and_its_own_log_says_so(begin: Callable[..., Run]) -> None:
    run = begin(web=RUNS, worker=RUNS)
    run.until_said("All are up.")
    web, worker = run.children()
    os.kill(worker, signal.SIGKILL)
    run.until_said("The worker part ended by itself (killed by SIGKILL). It is started again in 0.05 s.")
    until(lambda: len(run.children()) == 2, seconds=5, what="another worker")
    assert worker not in run.children()
    assert web in run.children()
    assert "killed by SIGKILL" in (run.folder / "worker.log").read_text()
    assert run.said().count("All are up.") == 1


def test_what_a_killed_part_leaves_behind_is_gone_before_its_successor_starts(begin: Callable[..., Run]) -> None:
    """Its child is told to end first, and does not."""
    child = "sh -c 'trap \"echo told\" TERM; while :; do sleep 0.1; done'"
    # the pause is long enough for a busy machine: a shell that slept takes note of what it is told when it wakes
    run = begin(pause=3, worker=f"{child} & echo child $!; wait")
    log = run.folder / "worker.log"

    def left() -> list[str]:
        return re.findall(r"child (\d+)", log.read_text()) if log.exists() else []

    until(left, seconds=10, what="a worker's child")
    run.until_said("All are up.")  # the probe, a child as well, is gone
    (worker,) = run.children()
    os.kill(worker, signal.SIGKILL)
    # the second shows its mark only once it has become the program that it starts
    until(lambda: len(left()) == 2 and int(left()[1]) in alive(run.mark), seconds=20, what="another worker's child")
    assert int(left()[0]) not in alive(run.mark)
    assert "\ntold\nchild " in log.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_ends_it_waits_for_nobody_who_is_in_his_pause(begin: Callable[..., Run], number: int) -> None:
    run = begin(pause=60, web=RUNS, worker="exit 1")
    run.until_said("It is started again in 60 s.")
    began = time.monotonic()
    run.process.send_signal(number)
    assert run.ends(5) == 0
    assert time.monotonic() - began < 5
    assert alive(run.mark) == []


def test_whoever_ends_it_before_it_is_up_is_not_told_of_a_failure(begin: Callable[..., Run]) -> None:
    """The probe is told to end, too, and has not found anything wrong."""
    run = begin(probe=f"echo asking >&2; {RUNS}", web=RUNS)
    run.until_said("asking")
    run.process.terminate()
    assert run.ends(5) == 0
    assert run.said() == "asking\nEnding...\n"
    assert alive(run.mark) == []


def test_ctrl_c_in_a_terminal_reaches_no_part_itself(begin: Callable[..., Run]) -> None:
    """It goes to all of a group; the parts end when they are told to, each in its own way."""
    traps = "trap 'echo interrupted; exit 1' INT; trap 'echo told; exit' TERM"
    run = begin(web=f"{traps}; echo listening; while :; do sleep 0.1; done")
    log = run.folder / "web.log"
    # on a busy machine all are up before the shell of this part has read its first word
    until(lambda: log.exists() and log.read_text() == "listening\n", seconds=10, what="a part that listens")
    run.until_said("All are up.")
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.ends(5) == 0
    assert log.read_text() == "listening\ntold\n"


def test_a_second_ctrl_c_ends_the_waiting(begin: Callable[..., Run]) -> None:
    run = begin(web="trap : TERM; while :; do sleep 0.1; done")
    run.until_said("All are up.")
    run.process.send_signal(signal.SIGINT)
    run.until_said("Ending...")
    run.process.send_signal(signal.SIGINT)
    assert run.ends(3) == 0
    assert alive(run.mark) == []


def test_kill_minus_nine_of_it_leaves_no_part(begin: Callable[..., Run]) -> None:
    run = begin(web=RUNS, worker=RUNS)
    run.until_said("All are up.")
    assert len(alive(run.mark)) == 3
    run.process.kill()
    until(lambda: alive(run.mark) == [], seconds=3, what="the end of all")


def test_what_cannot_even_be_started_is_told_and_ends_all(begin: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "web.log").mkdir()
    run = begin(web=RUNS)
    assert run.ends(10) == 1
    assert "The web part ended by itself (it could not be started: Is a directory). It is started" in run.said()


def test_ends_of_long_ago_are_forgotten(tmp_path: Path) -> None:
    """Killed once an hour, a worker may go on for ever, and never waits longer than the first time."""
    now = time.monotonic()
    worker = Part("worker", [], tmp_path / "worker.log", ends=[now - WITHIN - 1] * 9)
    worker.note_end("killed by SIGKILL", 1.0)
    assert not worker.is_hopeless
    assert worker.due - now < 1.5
    assert len(worker.ends) == 1


# --- The port ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["127.0.0.1", "0.0.0.0", "::1", "::"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port where somebody else listens, and says nothing."""
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, 0), family=family, backlog=1) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    "command", [["bash", "script/server"], [sys.executable, "script/keep.py", "--logs", "{tmp_path}"]]
)
def test_on_a_port_that_is_taken_it_says_at_once_what_to_do(command: list[str], taken: int, tmp_path: Path) -> None:
    """Whoever asks before installing anything, and who binds it later."""
    words = [word.format(tmp_path=tmp_path) for word in command]
    began = time.monotonic()
    done = subprocess.run([*words, "--port", str(taken)], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert time.monotonic() - began < 3
    assert done.returncode == 2
    assert f"port {taken}" in done.stderr.lower()
    assert done.stderr.endswith(f": script/server --port {taken + 1}\n")
    assert len(done.stderr.splitlines()) == 1
    assert "is ready" not in done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing was started"


def test_a_port_that_is_for_root_only_is_told_with_what_to_do(tmp_path: Path) -> None:
    without = ["setpriv", "--bounding-set", "-net_bind_service"] if os.geteuid() == 0 else []
    words = [*without, sys.executable, "script/keep.py", "--logs", str(tmp_path), "--port", "81"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert done.stderr == "Port 81 is for root only. Choose one above 1023: script/server --port 8000\n"
