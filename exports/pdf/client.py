"""The caller's side: keep one warm render server per process, hand it jobs, watch the clock.

Why not multiprocessing's fork server: it imports the caller's main module, refuses daemonic parents
and shares its server with whatever the caller forks. This one is bound to its process by a socket:
the kernel closes that socket however the process ends, kill -9 included, and the server then kills
its children and goes. A forked copy of the process drops the inherited end and starts a server of its
own when it first renders, unless the server was started to be shared: Celery's children use that of the
worker that forked them, and it ends with the last of them.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from . import wire
from .sources import Progress, RenderError, Source

START_SECONDS = 60
REAP_SECONDS = 2
ROOT = Path(__file__).resolve().parents[2]
# The server reads documents of unknown intent: it gets no secret from the environment.
KEPT_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH",
    "XDG_CACHE_HOME", "XDG_DATA_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
)  # fmt: skip
EXIT_CODE_NAMES = {number: name for name, number in wire.EXIT_CODES.items()}
MESSAGES = {
    "too-long": "the document took too long to lay out",
    "too-big": "the document needs too much memory, or crashed the renderer",
    "refused": "the document asked for something outside itself",
    "broken": "the document could not be rendered",
}


class _Server:
    """One render server process and our end of the socket it listens on."""

    def __init__(self, *, shared: bool = False) -> None:
        """Start the process; it needs about a second and a half before it answers."""
        self.shared, self.owner, self.stopped = shared, os.getpid(), False
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {key: os.environ[key] for key in KEPT_ENVIRONMENT if key in os.environ}
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "exports.pdf.server", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            cwd=ROOT,
            env={**environment, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C in the terminal is for the caller to handle
        )
        theirs.close()
        self.ready = False

    def wait_until_ready(self) -> None:
        """Return once the server has loaded everything; raise RenderError where it cannot."""
        if self.ready:
            return
        self.control.settimeout(START_SECONDS)
        try:
            self.ready = self.control.recv(16) == b"ready"
        except OSError:
            self.ready = False
        self.control.settimeout(None)
        if not self.ready:
            self.stop()
            raise RenderError("broken", "the renderer did not start", again=True)

    def is_alive(self) -> bool:
        """Whether it may be asked. A forked copy learns only by asking."""
        return not self.stopped and (os.getpid() != self.owner or self.process.poll() is None)

    def stop(self) -> None:
        """End the server and all it started; a forked copy of its owner only lets go of it."""
        self.stopped = True
        self.control.close()
        if os.getpid() != self.owner:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(REAP_SECONDS)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


_server: _Server | None = None
_lock = threading.Lock()


def _forget_inherited_server() -> None:
    """In a forked child: our parent's server must see its socket close when our parent ends."""
    global _server, _lock
    _lock = threading.Lock()
    if _server is None:
        return
    _server.process.returncode = 0  # not our child: nothing to wait for
    if not _server.shared:
        _server.control.close()
        _server = None


os.register_at_fork(after_in_child=_forget_inherited_server)


def start_server(*, shared: bool = False) -> _Server:
    """Return this process's server, starting one where there is none or it has died."""
    global _server
    with _lock:
        if _server is not None and not _server.is_alive():
            _server.stop()
            _server = None
        if _server is None:
            _server = _Server(shared=shared)
        return _server


def share_server() -> None:
    """Have a server ready that processes forked from this one later use, too. Raises RenderError where it cannot be."""
    server = start_server(shared=True)
    with _lock:
        server.wait_until_ready()


class _Job:
    """Two sockets to one render child: `data` carries the work, `status` its end."""

    def __init__(self) -> None:
        """Ask the server for a child."""
        self.data, child_data = socket.socketpair()
        self.status, server_status = socket.socketpair()
        try:
            self.server = start_server()
            with _lock:
                self.server.wait_until_ready()
                ends = [child_data.fileno(), server_status.fileno()]
                socket.send_fds(self.server.control, [b"job"], ends)
        except OSError:
            self.close()
            self.server.stop()
            raise _ServerGoneError from None
        except RenderError:
            self.close()
            raise
        finally:
            child_data.close()
            server_status.close()

    def close(self) -> None:
        """Let go: the server kills the child where it still runs."""
        self.data.close()
        self.status.close()

    def end(self) -> int | None:
        """Make sure the child is dead and return how it ended, as waitpid says; None if unknown."""
        with contextlib.suppress(OSError):
            self.data.close()
            self.status.shutdown(socket.SHUT_WR)
            self.status.settimeout(REAP_SECONDS)
            answer = self.status.recv(16)
            return int(answer) if answer else None
        return None


class _ServerGoneError(Exception):
    """The server died, of itself or killed from outside; the document is not to blame."""


def render_in_child(
    source: Source,
    seconds: int,
    memory_mb: int,
    progress: Callable[[Progress], None] | None,
) -> bytes:
    """See `exports.pdf.render_document`. A server that has died is replaced once. Raises RenderError."""
    for _ in range(2):
        try:
            return _attempt(source, seconds, memory_mb, progress)
        except _ServerGoneError:
            continue
    raise RenderError("broken", "the renderer is gone", again=True)


def _attempt(
    source: Source,
    seconds: int,
    memory_mb: int,
    progress: Callable[[Progress], None] | None,
) -> bytes:
    """Have one child render it. Raises RenderError, or _ServerGoneError."""
    job = _Job()
    try:
        return _converse(job, source, seconds, memory_mb, progress)
    except TimeoutError:
        job.end()
        raise RenderError("too-long", MESSAGES["too-long"]) from None
    except (ConnectionError, ValueError):
        raise _verdict(job) from None
    finally:
        job.close()


def _converse(
    job: _Job,
    source: Source,
    seconds: int,
    memory_mb: int,
    progress: Callable[[Progress], None] | None,
) -> bytes:
    """Send the work and listen until the file, an error or the deadline comes."""
    deadline = time.monotonic() + seconds
    words = {
        "source": {**vars(source), "links": dict(source.links), "assets": dict(source.assets)},
        "seconds": seconds,
        "memory_mb": memory_mb,
    }
    job.data.settimeout(seconds)
    wire.send_frame(job.data, wire.JOB, wire.pack_job(words))
    while True:
        job.data.settimeout(max(0.001, deadline - time.monotonic()))
        frame = wire.receive_frame(job.data)
        if frame is None:
            raise _verdict(job)
        kind, payload = frame
        if kind == wire.RESULT:
            return payload
        if kind == wire.ERROR:
            code, message = wire.unpack_answer(payload)
            raise RenderError(code if code in wire.EXIT_CODES else "broken", str(message))
        if kind == wire.PROGRESS and progress is not None:
            stage, page = wire.unpack_answer(payload)
            progress(Progress(str(stage), int(page)))


def _verdict(job: _Job) -> Exception:
    """Say what a child died of that could no longer say it itself."""
    status = job.end()
    if status is None:
        job.server.stop()
        return _ServerGoneError()
    if os.WIFSIGNALED(status):
        out_of_time = os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM)
        code, again = ("too-long" if out_of_time else "too-big"), os.WTERMSIG(status) == signal.SIGKILL
    else:
        code, again = EXIT_CODE_NAMES.get(os.WEXITSTATUS(status), "broken"), True
    return RenderError(code, MESSAGES[code], again=again)
