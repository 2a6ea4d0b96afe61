"""One warm server per process, one short-lived child per file, and nobody left behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import billiard
import pytest

from exports.pdf import Progress, RenderError, client, get_renderer_fingerprint, render_document, share_renderer

from .sample import sample, source

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[3]
SMALL = source("<h1>T</h1><p>text</p>")
BOMB = source("<h1>T</h1>" + '<div style="display:flex">' * 14 + "x" + "</div>" * 14)


def descendants(pid: int) -> set[int]:
    """Return the processes below one, by way of /proc."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | descendants(child)
    return found


def alive(pid: int) -> bool:
    """Say whether a process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def all_gone(pids: set[int], seconds: float = 2) -> bool:
    """Wait for the end of all, at most that long."""
    deadline = time.monotonic() + seconds
    while any(map(alive, pids)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def server_pid() -> int:
    return client.start_server().process.pid


def test_all_renders_of_a_process_share_one_warm_server():
    render_document(SMALL)
    first = server_pid()
    render_document(SMALL)
    assert server_pid() == first


def test_the_server_has_one_thread_so_that_it_may_fork():
    render_document(SMALL)
    assert len(os.listdir(f"/proc/{server_pid()}/task")) == 1


def test_the_server_knows_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    client.start_server().stop()
    render_document(SMALL)
    assert b"hush" not in Path(f"/proc/{server_pid()}/environ").read_bytes()


def test_no_child_is_left_after_a_file_a_failure_or_a_deadline():
    render_document(SMALL)
    with pytest.raises(RenderError):
        render_document(source("<h1>T</h1><img src='http://127.0.0.1:9/' alt='x'>"))
    with pytest.raises(RenderError) as caught:
        render_document(BOMB, seconds=1)
    assert caught.value.code == "too-long"
    assert all_gone(descendants(server_pid()), 1)


def test_progress_tells_the_stages_in_order_and_pages_that_rise():
    seen: list[Progress] = []
    render_document(sample("en", items=10), progress=seen.append)
    stages = list(dict.fromkeys(step.stage for step in seen))
    assert stages == ["reading", "layout", "writing", "finishing"]
    pages = [step.page for step in seen]
    assert pages == sorted(pages)
    assert seen[-1].page >= 4


def test_an_error_in_the_progress_callback_ends_the_child_too():
    def stop(step: Progress) -> None:
        raise KeyError(step.stage)

    with pytest.raises(KeyError):
        render_document(sample("en"), progress=stop)
    assert all_gone(descendants(server_pid()), 1)


def test_a_killed_server_is_replaced():
    render_document(SMALL)
    old = server_pid()
    os.kill(old, signal.SIGKILL)
    assert render_document(SMALL)
    assert server_pid() != old


def test_threads_render_side_by_side():
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(render_document(SMALL))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(results) == 4
    assert len(set(results)) == 1


def _render_in_worker(queue: "billiard.Queue", inherited: int) -> None:
    data = render_document(SMALL)
    queue.put((len(data), server_pid(), inherited))


def test_a_celery_child_renders_with_a_server_of_its_own_that_ends_with_it():
    """billiard's daemonic fork is what Celery's prefork pool runs tasks in."""
    render_document(SMALL)
    ours = server_pid()
    queue = billiard.Queue()
    worker = billiard.Process(target=_render_in_worker, args=(queue, ours), daemon=True)
    worker.start()
    size, theirs, _ = queue.get(timeout=20)
    worker.join(10)
    assert size > 1000
    assert theirs != ours
    assert all_gone({theirs})
    assert alive(ours)


def _render_with_what_was_shared(queue: "billiard.Queue", kill: bool) -> None:
    if kill:
        os.kill(server_pid(), signal.SIGKILL)
    data = render_document(SMALL)
    queue.put((len(data), server_pid()))


@pytest.fixture
def shared():
    client.start_server().stop()
    share_renderer()
    yield server_pid()
    client.start_server().stop()


def ask_children(number: int, *, kill: bool = False) -> list[tuple[int, int]]:
    """How large their files are, and the servers that they used."""
    queue = billiard.Queue()
    workers = [billiard.Process(target=_render_with_what_was_shared, args=(queue, kill)) for _ in range(number)]
    for worker in workers:
        worker.start()
    answers = [queue.get(timeout=20) for _ in workers]
    for worker in workers:
        worker.join(10)
    return answers


def test_the_children_of_a_worker_render_side_by_side_with_the_server_that_it_shares(shared):
    answers = ask_children(3)
    assert all(size > 1000 for size, _ in answers)
    assert {pid for _, pid in answers} == {shared}
    assert alive(shared), "the next children need it"
    assert render_document(SMALL)


def test_a_child_whose_shared_server_died_starts_its_own_and_the_worker_shares_a_new_one(shared):
    ((size, own),) = ask_children(1, kill=True)
    assert size > 1000
    assert own != shared
    assert all_gone({shared, own})
    share_renderer()
    assert ask_children(1)[0][1] == server_pid() != shared


def test_the_shared_server_kills_what_a_child_asked_for_when_that_child_is_killed(shared):
    worker = billiard.Process(target=render_document, args=(BOMB,))
    worker.start()
    deadline = time.monotonic() + 10
    while not descendants(shared) and time.monotonic() < deadline:
        time.sleep(0.02)
    children = descendants(shared)
    assert children
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(10)
    assert all_gone(children)
    assert alive(shared)


@pytest.mark.parametrize("busy", [True, False])
def test_kill_minus_nine_of_the_caller_leaves_nobody(busy):
    code = textwrap.dedent(
        f"""
        import sys, threading, time
        from exports.pdf import render_document
        from tests.exports.pdf.test_processes import BOMB, SMALL
        render_document(SMALL)
        if {busy}:
            threading.Thread(target=render_document, args=(BOMB,), daemon=True).start()
        time.sleep(0.3)
        print("ready", flush=True)
        time.sleep(60)
        """
    )
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert caller.stdout is not None
        assert caller.stdout.readline() == "ready\n"
        family = descendants(caller.pid)
        assert len(family) == (2 if busy else 1)
    finally:
        caller.kill()
        caller.wait()
    assert all_gone(family)


def test_a_caller_that_ends_before_it_hears_that_the_server_is_ready_leaves_no_traceback_in_its_log():
    """As a worker does that is ended before its first file: the kernel tells of a reset then, not of an end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [sys.executable, "-m", "exports.pdf.server", str(theirs.fileno())]
    server = subprocess.Popen(words, cwd=ROOT, pass_fds=[theirs.fileno()], stderr=subprocess.PIPE, text=True)
    theirs.close()
    try:
        assert select.select([ours], [], [], 60)[0], "it is ready, and nobody reads that"
        ours.close()
        said = server.communicate(timeout=10)[1]
        assert (server.returncode, said) == (0, "")
    finally:
        server.kill()
        server.wait()


def test_bytes_do_not_depend_on_the_process_that_renders():
    code = (
        "import hashlib; from exports.pdf import render_document; from tests.exports.pdf.sample import sample; "
        "print(hashlib.sha256(render_document(sample('bn'))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_the_fingerprint_is_stable_and_cheap():
    first = get_renderer_fingerprint()
    began = time.thread_time()
    assert get_renderer_fingerprint() == first
    assert time.thread_time() - began < 0.001
    assert len(first) == 64


def test_a_render_that_was_killed_from_outside_may_be_tried_again_and_a_bomb_may_not():
    def kill(step: Progress) -> None:
        for pid in descendants(server_pid()):
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(RenderError) as caught:
        render_document(BOMB, progress=kill)
    assert (caught.value.code, caught.value.again) == ("too-big", True)
    with pytest.raises(RenderError) as caught:
        render_document(source("<div>" * 2000))
    assert (caught.value.code, caught.value.again) == ("too-big", False)
