"""Runs the portal's three parts, in the place of script/server: `keep.py --port N --logs FOLDER`.

The port is this process's own from before the first part starts until the end. So no other server's answer can be
taken for the portal's, and a reader who comes while the web part is away waits for it instead of being refused.

Exits 0 when it was told to end, 1 where a part kept ending or the portal did not get ready, 2 where the port is taken.
"""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from script.supervisor import FIRST_PAUSE, ROOT, Part, Supervisor, print_message

BIN = ROOT / ".venv/bin"
READY_WITHIN = 90  # seconds
BEHIND_READERS = 5  # nice


def take_port(port: int) -> socket.socket:
    """Listens there. Ends with 2 and what to do where that is not possible."""
    try:
        with suppress_lack_of_ipv6(), listen(socket.AF_INET6, "::1", port):
            pass  # a browser asks there first for "localhost"
        return listen(socket.AF_INET, "127.0.0.1", port)
    except PermissionError:
        print_message(f"Port {port} is for root only. Choose one above 1023: script/server --port 8000")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        print_message(
            f"Another program took port {port} just now. End it, or choose another port: "
            f"script/server --port {port + 1 if port < 65535 else 8000}"
        )
    sys.exit(2)


def listen(family: int, address: str, port: int) -> socket.socket:
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


@contextmanager
def suppress_lack_of_ipv6() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
            raise


def portal_parts(listener: socket.socket, logs: Path) -> list[Part]:
    """The log of the run before ends in .1."""
    memory = Path("/dev/shm")
    web = ["gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}", "--preload", "--workers", "2"]
    web += ["--threads", "4", "--no-control-socket"]
    web += ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    worker = "celery -A config worker -c 2 --without-gossip --without-mingle --without-heartbeat".split()
    beat = "celery -A config.beat beat --pidfile=".split()
    # On SIGTERM the worker lets its tasks finish (CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT) and takes no new ones.
    gently = {"REMAP_SIGTERM": "SIGQUIT"}
    return [
        Part("web", in_venv(web), new_log(logs, "web"), descriptors=[listener.fileno()]),
        Part("worker", in_venv(worker), new_log(logs, "worker"), nice=BEHIND_READERS, variables=gently),
        Part("beat", in_venv(beat), new_log(logs, "beat"), nice=BEHIND_READERS),
    ]


def in_venv(words: list[str]) -> list[str]:
    return [str(BIN / words[0]), *words[1:]]


def new_log(folder: Path, name: str) -> Path:
    log = folder / f"{name}.log"
    if log.exists() and log.stat().st_size:
        log.rename(f"{log}.1")
    return log


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--logs", type=Path, required=True, help="the folder for the parts' logs")
    parser.add_argument("--announcement", default="The portal is ready.", help="what to say once it answers")
    parser.add_argument("--pause", type=float, default=FIRST_PAUSE, help="seconds before a part is started again")
    options = parser.parse_args()
    supervisor = Supervisor(first_pause=options.pause)
    listener = take_port(options.port)
    probe = [BIN / "python", ROOT / "script/ready.py", "--port", str(options.port), "--wait", str(READY_WITHIN)]
    return supervisor.run(portal_parts(listener, options.logs), probe, options.announcement, listener.close)


if __name__ == "__main__":
    sys.exit(main())
