"""The portal of script/server whose parts are killed while people read: the same start, the same servers, real files."""

import http.client
import http.server
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from script.free_port import free_port
from script.keep import listen
from script.supervisor import PATIENCE, list_descendants
from tests.config.served import ROOT, Served, clean_environment, embedded
from tests.exports.engine import until

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("server")]


def is_alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


def part(served: Served, words: str) -> int:
    """The process that the script started as this part; 0 where there is none."""
    for pid in list_descendants(served.processes[0].pid):
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            if words in command:
                return pid
    return 0


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = embedded(tmp_path_factory.mktemp("server") / "var")
    yield served
    served.stop()


def kept(served: Served, **more: str) -> subprocess.Popen:
    """What script/server becomes when all is prepared, on the same folder."""
    words = {"VAR_DIR": str(served.folder), "DATABASE_URL": f"sqlite:///{served.folder / 'portal.sqlite3'}"}
    words |= {"PORTAL": "embedded", "DJANGO_SETTINGS_MODULE": "config.settings"}
    logs = served.folder / "log"
    command = [sys.executable, "script/keep.py", "--port", str(served.port), "--logs", str(logs), "--pause", "0.1"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**clean_environment(), **words, **more},
        stdout=(served.folder / "server.log").open("w"),
        stderr=subprocess.STDOUT,
    )


def is_left(port: int) -> bool:
    try:
        listen(socket.AF_INET, "127.0.0.1", port).close()
    except OSError:
        return False
    return True


def a_tool(served: Served) -> int:
    with closing(sqlite3.connect(f"file:{served.folder / 'portal.sqlite3'}?mode=ro", uri=True)) as database:
        (row,) = database.execute("select min(page_ptr_id) from toolkit_toolpage").fetchall()
        return row[0]


def post(served: Served, path: str) -> str:
    """Where it leads."""
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("POST", path, headers=served.own)
        answer = connection.getresponse()
        assert answer.status == 302, answer.read()[:500]
        return answer.getheader("Location") or ""


def test_after_a_kill_of_the_worker_a_reader_gets_the_pdf_that_she_asks_for(portal: Served) -> None:
    worker = part(portal, "celery -A config worker")
    os.kill(worker, signal.SIGKILL)
    status = post(portal, f"/en/files/ask/toolkit.tool/{a_tool(portal)}/?form=paper&size=letter")
    said = portal.folder / "server.log"
    until(
        lambda: "The worker part ended by itself (killed by SIGKILL)" in said.read_text(),
        seconds=5,
        what="a line of it",
    )

    def files() -> list[str]:
        return re.findall(r'href="(/en/files/[^"]+\.pdf)"', portal.get(status).body.decode())

    until(files, seconds=60, what="the file")
    assert portal.get(files()[0]).body.startswith(b"%PDF-")
    assert part(portal, "celery -A config worker") not in (0, worker)


def test_after_a_kill_of_the_web_part_a_reader_waits_a_moment_and_gets_her_page(portal: Served) -> None:
    """Nobody is refused meanwhile: the port was never let go."""
    web = part(portal, "gunicorn")
    for pid in [web, *list_descendants(web)]:
        os.kill(pid, signal.SIGKILL)
    assert [portal.get(path).status for path in ("/healthz", "/en/", "/readyz")] == [200] * 3
    assert part(portal, "gunicorn") not in (0, web)


def test_a_second_portal_on_the_same_port_says_so_and_leaves_the_first_one_alone(
    portal: Served, tmp_path: Path
) -> None:
    environment = {**clean_environment(), "VAR_DIR": str(tmp_path)}
    words = ["bash", "script/server", "--port", str(portal.port)]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert f"Port {portal.port} is in use." in done.stderr
    assert "is ready" not in done.stdout
    assert portal.get("/readyz").status == 200


def test_a_second_portal_on_the_same_folder_is_refused_as_long_as_the_first_one_runs(portal: Served) -> None:
    environment = {**clean_environment(), "VAR_DIR": str(portal.folder)}
    words = ["bash", "script/server", "--port", str(free_port())]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"A portal already runs on {portal.folder}." in done.stderr


def test_another_servers_answer_is_not_taken_for_ours(portal: Served) -> None:
    """It took the port after script/server looked, and says 200 to everything."""

    class Anybody(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Anybody) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        elsewhere = Served(other.server_port, portal.folder, portal.log, portal.own, [])
        process = kept(elsewhere)
        assert process.wait(timeout=10) == 2
        other.shutdown()
    said = (portal.folder / "server.log").read_text()
    assert f"Another program took port {other.server_port} just now." in said
    assert "is ready" not in said


def ends(process: subprocess.Popen, how: Callable[[], None], seconds: float) -> int | None:
    """All that belonged to it are gone within this time. Returns its status."""

    def all_there() -> bool:
        return len(list_descendants(process.pid)) > 5

    until(all_there, seconds=30, what="servers, their children, and what renders")
    everybody = [process.pid, *list_descendants(process.pid)]
    how()
    try:
        status = process.wait(timeout=seconds)
        until(lambda: not any(map(is_alive, everybody)), seconds=seconds, what="the end of all")
        return status
    finally:
        for pid in filter(is_alive, everybody):
            os.kill(pid, signal.SIGKILL)


def test_ctrl_c_ends_everything_without_a_traceback(portal: Served) -> None:
    (process,) = portal.processes
    assert ends(process, lambda: process.send_signal(signal.SIGINT), PATIENCE + 5) == 0
    assert "Traceback" not in "".join(log.read_text() for log in (portal.folder / "log").glob("*.log"))


def test_kill_minus_nine_of_the_script_leaves_nobody(portal: Served) -> None:
    process = kept(portal)
    said = portal.folder / "server.log"
    try:
        until(lambda: "is ready" in said.read_text() or process.poll() is not None, seconds=60, what="another start")
        assert process.poll() is None, said.read_text()
        assert ends(process, process.kill, 30) == -signal.SIGKILL
        # A child that was born while the others were counted inherited the port, too.
        until(lambda: is_left(portal.port), seconds=30, what="the port that they held")
    finally:
        process.kill()
        process.wait()


def test_a_part_that_cannot_start_ends_the_portal_with_its_last_words(portal: Served) -> None:
    # On a port of its own: what was killed before may hold the other one for a moment.
    elsewhere = Served(free_port(), portal.folder, portal.log, portal.own, [])
    process = kept(elsewhere, GUNICORN_CMD_ARGS="--pigeons")
    try:
        status = process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()
    said = (portal.folder / "server.log").read_text()
    assert status == 1, said
    assert said.count("The web part ended by itself (status 2). It is started again in") == 4
    assert "The web part ended by itself (status 2), 5 times within 5 minutes. The portal ends.\n" in said
    assert said.endswith("gunicorn: error: unrecognized arguments: --pigeons\n")
    assert "is ready" not in said
