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

from tests.config.served import ROOT
from tests.exports.engine import free_port, until

pytestmark = pytest.mark.services

PROGRAM = """
import json, sys
from pathlib import Path
from script.supervisor import Part, Supervisor
commands, pause, folder = json.loads(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
parts = [Part(name, ["sh", "-c", command], folder / f"{name}.log") for name, command in commands.items()]
sys.exit(Supervisor(first_pause=pause).run(parts, ["true"], "All are up.", lambda: None))
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

    def start(pause: float = 0.05, **commands: str) -> Run:
        mark = secrets.token_hex(8)
        said = (tmp_path / "said").open("w")
        words = [sys.executable, "-c", PROGRAM, json.dumps(commands), str(pause), str(tmp_path)]
        environment = {**os.environ, "MARK": mark, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        runs.append(Run(process, tmp_path, mark))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        run.process.wait()
        for pid in alive(run.mark):
            os.kill(pid, signal.SIGKILL)


def test_a_part_that_ends_at_once_again_and_again_ends_all_with_its_last_words(begin: Callable[..., Run]) -> None:
    run = begin(web=RUNS, worker='echo "The disk is full." >&2; sleep 0.2; exit 3')
    assert run.ends(10) == 1
    said = run.said()
    pauses = re.findall(r"^[-\d]+ [:\d]+ The worker part ended by itself \(status 3\)\. .* in (\S+) s\.$", said, re.M)
    assert pauses == ["0.05", "0.1", "0.2", "0.4"], said
    assert "The worker part ended 5 times within 5 minutes, the last time by itself (status 3)." in said
    assert said.endswith("The disk is full.\n")
    assert "All are up." not in said
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
    """Its child hears no SIGTERM. A successor counts those that are there."""
    count = "grep -lszx MARK=$MARK /proc/[0-9]*/environ | wc -l"
    left = 'sh -c "trap : TERM; while :; do sleep 0.1; done" &'
    run = begin(pause=0.3, worker=f"{left} echo there are $({count}); wait")
    log = run.folder / "worker.log"
    until(lambda: log.exists() and "there are" in log.read_text(), seconds=10, what="a worker")
    (worker,) = run.children()
    os.kill(worker, signal.SIGKILL)
    until(lambda: log.read_text().count("there are") == 2, seconds=10, what="another worker")
    first, second = re.findall(r"there are (\d+)", log.read_text())
    assert abs(int(first) - int(second)) <= 1  # the loop's own sleep comes and goes


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_ends_it_waits_for_nobody_who_is_in_his_pause(begin: Callable[..., Run], number: int) -> None:
    run = begin(pause=60, web=RUNS, worker="exit 1")
    run.until_said("It is started again in 60 s.")
    began = time.monotonic()
    run.process.send_signal(number)
    assert run.ends(5) == 0
    assert time.monotonic() - began < 2
    assert alive(run.mark) == []


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


# --- The port ----------------------------------------------------------------------------------------------------


@pytest.fixture(params=["127.0.0.1", "0.0.0.0", "::1", "::"])
def taken(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port where somebody else listens, and says nothing."""
    port = free_port()
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.create_server((request.param, port), family=family, backlog=1):
        yield port


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
