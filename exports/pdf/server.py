"""The warm render server: loads the libraries once, then forks one child per file.

Run by `client` as `python -m exports.pdf.server FD`. It reads no document itself: a fork of it does,
and a fork costs milliseconds where loading costs more than a second. It ends, and all its children
with it, when the socket it was given closes.
"""

import contextlib
import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

THREAD_SECONDS = 5
OBJECTS_BEFORE_LOOKING = 100_000


class Server:
    """Forks a child for each pair of sockets that comes in, and reports how each ended."""

    def __init__(self, control: socket.socket, folder: Path) -> None:
        """Listen on `control` (SOCK_SEQPACKET); children keep temporary files below `folder`."""
        self.control = control
        self.folder = folder
        self.pid = os.getpid()
        self.children: dict[int, socket.socket] = {}
        self.wake, wake_end = socket.socketpair()
        self.wake.setblocking(False)
        wake_end.setblocking(False)
        self._wake_end = wake_end
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(wake_end.fileno(), warn_on_full_buffer=False)

    def run(self) -> None:
        """Serve until the caller is gone."""
        poller = select.poll()
        poller.register(self.control, select.POLLIN)
        poller.register(self.wake, select.POLLIN)
        while True:
            for descriptor, _ in poller.poll():
                if descriptor == self.control.fileno():
                    if not self._accept(poller):
                        return
                elif descriptor == self.wake.fileno():
                    self._reap(poller)
                else:
                    self._abandon(descriptor, poller)

    def _accept(self, poller: select.poll) -> bool:
        """Start a child for the next job; False where the caller has ended."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self.control, 16, 2)
        except ConnectionResetError:  # it never read our "ready": a worker that ended before its first file
            return False
        if not message:
            return False
        data, status = (socket.socket(fileno=number) for number in descriptors)
        pid = os.fork()
        if pid == 0:
            self._become_child(data, status)
        data.close()
        self.children[pid] = status
        poller.register(status, select.POLLIN)
        return True

    def _become_child(self, data: socket.socket, status: socket.socket) -> None:
        """Run one job and never return."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for ours in (self.control, self.wake, self._wake_end, status, *self.children.values()):
            ours.close()
        from .worker import run_worker

        run_worker(data, parent=self.pid, folder=self.folder / str(os.getpid()))

    def _abandon(self, descriptor: int, poller: select.poll) -> None:
        """The caller gave up on a child: kill it. `_reap` then reports and closes."""
        with contextlib.suppress(KeyError):  # it was reaped in the same turn
            poller.unregister(descriptor)
        for pid, status in self.children.items():
            if status.fileno() == descriptor:
                os.kill(pid, signal.SIGKILL)

    def _reap(self, poller: select.poll) -> None:
        """Tell callers how their children ended."""
        with contextlib.suppress(BlockingIOError):
            self.wake.recv(4096)
        while self.children:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            status = self.children.pop(pid)
            shutil.rmtree(self.folder / str(pid), ignore_errors=True)
            with contextlib.suppress(KeyError):
                poller.unregister(status)
            with contextlib.suppress(OSError):
                status.send(str(how).encode())
            status.close()

    def kill_children(self) -> None:
        """Leave nobody behind."""
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Load, say so, serve."""
    control = socket.socket(fileno=int(sys.argv[1]))
    from . import engine, worker  # noqa: F401  loaded here so that children find it loaded

    engine.warm_up()
    _be_single_threaded()
    gc.collect()
    gc.freeze()  # children must not copy pages only because a collector looked at them
    # A render keeps nearly all it makes until it ends: looking for waste as often as usual takes 5 to 8 % of its time.
    gc.set_threshold(OBJECTS_BEFORE_LOOKING)
    try:
        control.send(b"ready")
    except OSError:
        return
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        server = Server(control, Path(folder))
        try:
            server.run()
        finally:
            server.kill_children()


def _be_single_threaded() -> None:
    """Wait for Pango's thread to end; a fork beside another thread may deadlock. RuntimeError if it stays."""
    deadline = time.monotonic() + THREAD_SECONDS
    while len(os.listdir("/proc/self/task")) > 1:
        if time.monotonic() > deadline:
            raise RuntimeError("a thread outlived the warm-up; forking would be unsafe")
        time.sleep(0.005)


if __name__ == "__main__":
    main()
