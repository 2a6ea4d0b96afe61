"""The render child: limit yourself, render one source, answer, die.

Limits are the kernel's wherever it has one: processor time, address space, file size, and death with
the parent. On top of them an audit hook refuses what no render ever needs (sockets, programs, files
outside the libraries), so that a hole in the closed fetcher would still open nowhere.
"""

import ctypes
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from . import wire
from .sources import RenderError, Source

PR_SET_PDEATHSIG = 1
LARGEST_FILE = 32 * 2**20  # bytes a child may write to one file; fonts pass through a temporary one
REFUSED_EVENTS = {
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind", "urllib.Request",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen",
}  # fmt: skip
_libc = ctypes.CDLL(None, use_errno=True)


def run_worker(data: socket.socket, parent: int, folder: Path) -> NoReturn:
    """Serve the one job that comes over `data`; the exit status repeats the error code.

    `folder` is for temporary files; the server removes it, as a killed child cannot.
    """
    status = wire.EXIT_CODES["broken"]
    try:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(status)
        folder.mkdir()
        tempfile.tempdir = str(folder)
        frame = wire.receive_frame(data)
        if frame is not None:
            status = _serve(data, wire.unpack_job(frame[1]))
    finally:
        os._exit(status)


def _serve(data: socket.socket, job: dict[str, Any]) -> int:
    """Render and answer; return the exit status."""
    from . import engine

    _limit(job["seconds"], job["memory_mb"])
    refusals = _confine()
    code, message = "broken", ""
    try:
        pdf = engine.render_pdf(Source(**job["source"]), _reporter(data))
    except RenderError as error:
        code, message = error.code, str(error)
    except (MemoryError, RecursionError) as error:
        code, message = "too-big", f"the document asks too much of the renderer ({type(error).__name__})"
    except BaseException as error:  # a child ends with an answer, whatever happened
        code, message = "broken", _where(error)
    else:
        if not refusals:
            wire.send_frame(data, wire.RESULT, pdf)
            return 0
    if refusals and code == "broken":
        code, message = "refused", f"the render tried to use {refusals[0]}"
    wire.send_frame(data, wire.ERROR, wire.pack_answer(code, message))
    return wire.EXIT_CODES[code]


def _where(error: BaseException) -> str:
    """Name an unexpected error by its type and place; its text may quote the document."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def _reporter(data: socket.socket) -> Callable[[str, int], None]:
    """Return a function that tells the caller the stage and page."""
    return lambda stage, page: wire.send_frame(data, wire.PROGRESS, wire.pack_answer(stage, page))


def _limit(seconds: int, memory_mb: int) -> None:
    """Hand our life to the kernel: `seconds` of processor time, a little more by the clock."""
    memory = memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    signal.alarm(seconds + 1)  # the caller's clock rules; this one is for a caller that sleeps


def _confine() -> list[str]:
    """Refuse what a render never needs; return the list that refusals are noted in."""
    refusals: list[str] = []
    readable = (
        os.path.realpath(sys.prefix), sys.base_prefix,  # a virtual environment may be a link
        os.path.dirname(os.__file__), "/usr/share/", "/usr/local/share/",
        "/dev/null", tempfile.gettempdir(), str(Path(__file__).parent),
    )  # fmt: skip

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        refused = event in REFUSED_EVENTS
        if event == "open":
            name = arguments[0]
            name = os.fsdecode(name) if isinstance(name, str | bytes) else ""
            refused = bool(name) and not os.path.realpath(name).startswith(readable)
        if refused:
            refusals.append(event)
            raise PermissionError(event)

    sys.addaudithook(audit)
    return refusals
