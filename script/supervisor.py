"""Keeps programs running that belong together (script/keep.py: the portal's three).

A part that ends by itself is started again after a pause that doubles each time; five ends of one part within five
minutes end everything, with that part's last words. So do Ctrl-C, SIGTERM and SIGHUP. Nothing outlives this process:
whoever loses its parent below it becomes a child of this one (which is a subreaper), and the kernel tells the parts to
end should it be killed outright.
"""

import ctypes
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_ENDS = 5  # of one part
WITHIN = 300.0  # seconds
FIRST_PAUSE = 1.0  # seconds; each next one is twice as long
SETTLES = 10.0  # seconds after which a part that was started again counts as up
PATIENCE = 10.0  # seconds that tasks get at the end
LAST_LINES = 15
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
NONE: Mapping[str, str] = MappingProxyType({})
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def print_message(words: str) -> None:
    """To whoever started us; a terminal that was closed is no reason to end."""
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)


def begin(command: Sequence[str | Path], variables: Mapping[str, str] = NONE, **options: Any) -> int:
    """Starts it, in a session of its own, so that Ctrl-C reaches only us. The kernel ends it should we be killed."""
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *command],
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )
    process.returncode = 0  # not this object waits for it: `reap` does
    return process.pid


@dataclass
class Part:
    """One program that runs as long as the portal does. Its output goes to `log`; `descriptors` are passed on to it."""

    name: str
    command: Sequence[str | Path]
    log: Path
    nice: int = 0
    variables: Mapping[str, str] = NONE
    descriptors: Sequence[int] = ()
    pid: int | None = None
    started: float = 0.0
    due: float = 0.0  # when it is to be started
    ends: list[float] = field(default_factory=list)  # when it ended by itself, within the last WITHIN seconds
    written: int = 0  # bytes of its log from before its last start

    def is_up(self, now: float) -> bool:
        return self.pid is not None and (not self.ends or now - self.started > SETTLES)

    @property
    def is_hopeless(self) -> bool:
        return len(self.ends) >= MOST_ENDS

    def start(self) -> None:
        """Raises OSError where the machine has no room for another process or line."""
        with self.log.open("ab") as log:
            self.written = log.tell()
            words = ["nice", "-n", str(self.nice), *self.command]
            self.pid = begin(words, self.variables, stdout=log, stderr=subprocess.STDOUT, pass_fds=self.descriptors)
        self.started = time.monotonic()

    def note_end(self, how: str, pause: float) -> None:
        """It ended by itself: when is it started again, if ever?"""
        now = time.monotonic()
        self.ends = [*(end for end in self.ends if now - end < WITHIN), now]
        self.pid = None
        if self.is_hopeless:
            often = f"{MOST_ENDS} times within {WITHIN / 60:g} minutes"
            self.tell(f"The {self.name} part ended by itself ({how}), {often}. The portal ends.")
        else:
            wait = pause * 2 ** (len(self.ends) - 1)
            self.due = now + wait
            self.tell(f"The {self.name} part ended by itself ({how}). It is started again in {wait:g} s.")

    def tell(self, words: str) -> None:
        """In its own log as well, where one looks for what happened to it."""
        line = f"{datetime.now():%Y-%m-%d %H:%M:%S} {words}"
        print_message(line)
        with suppress(OSError), self.log.open("a") as log:
            print(line, file=log)

    def last_words(self) -> str:
        """Of its last run."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(self.written)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-LAST_LINES:])
        return ""


class Supervisor:
    """Starts parts, sees to those that end, and leaves nobody running."""

    def __init__(self, *, first_pause: float = FIRST_PAUSE) -> None:
        """From here on signals end `run`, not the process."""
        self.first_pause = first_pause
        self.parts: list[Part] = []
        self.probe: int | None = None  # asks until the portal answers
        self.answered = self.announced = False
        self.told_to_end = False
        self.interrupts = 0  # Ctrl-C
        self.failure = ""
        self.wake, self.wake_end = socket.socketpair()
        for end in (self.wake, self.wake_end):
            end.setblocking(False)
        signal.set_wakeup_fd(self.wake_end.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self.note_signal)
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def note_signal(self, number: int, frame: FrameType | None) -> None:
        self.told_to_end = True
        self.interrupts += number == signal.SIGINT

    def run(
        self, parts: list[Part], probe: Sequence[str | Path], announcement: str, before_end: Callable[[], object]
    ) -> int:
        """Until a signal, or until a part cannot be kept running. Returns the status to exit with: 0 or 1.

        `probe` is a command that ends with 0 once the parts answer, and with something else and its reason where they
        take too long. Then, and with all parts up, `announcement` is printed.
        """
        self.parts = parts
        try:
            self.start_what_is_due()
            self.probe = begin(probe)
            while self.goes_on():
                self.start_what_is_due()
                self.announce(announcement)
                self.sleep(self.seconds_to_next())
        finally:
            before_end()
            self.end()
        if self.failure:
            print_message(self.failure)
        return 1 if self.failure else 0

    def goes_on(self) -> bool:
        self.reap()
        return not self.told_to_end and not self.failure

    def start_what_is_due(self) -> None:
        for part in self.parts:
            if part.pid is None and part.due <= time.monotonic():
                for stray in self.strays():
                    kill(stray, signal.SIGKILL)
                try:
                    part.start()
                except OSError as error:
                    self.lose(part, f"it could not be started: {error.strerror}")

    def reap(self) -> None:
        """Takes note of every process of ours that has ended."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self.note_end(ended[0], os.waitstatus_to_exitcode(ended[1]))

    def note_end(self, pid: int, status: int) -> None:
        if pid == self.probe:
            self.probe, self.answered = None, status == 0
            if status:
                self.failure = self.failure or f"The portal did not get ready. See {self.parts[0].log.parent}."
        for part in self.parts:
            if part.pid == pid:
                self.lose(part, f"killed by {name_of(-status)}" if status < 0 else f"status {status}")

    def lose(self, part: Part, how: str) -> None:
        """What it had started is told to end, and made to before its successor starts."""
        words = part.last_words() or "none"
        part.note_end(how, self.first_pause)
        for stray in self.strays():
            kill(stray, signal.SIGTERM)
        if part.is_hopeless:
            self.failure = f"The last words of the {part.name} part ({part.log}):\n{words}"

    def announce(self, words: str) -> None:
        if self.answered and not self.announced and all(part.is_up(time.monotonic()) for part in self.parts):
            self.announced = True
            with suppress(OSError):
                print(words, flush=True)

    def seconds_to_next(self) -> float | None:
        """Until something is to be done that no signal tells; None where there is nothing."""
        now = time.monotonic()
        times = [part.due for part in self.parts if part.pid is None]
        if not self.announced:
            times += [part.started + SETTLES for part in self.parts if part.pid and part.started + SETTLES > now]
        return max(0.0, min(times) - now) + 0.01 if times else None

    def sleep(self, seconds: float | None) -> None:
        """That long, or until a signal comes."""
        select.select([self.wake], [], [], seconds)
        with suppress(BlockingIOError):
            self.wake.recv(4096)

    def strays(self) -> list[int]:
        """Children of ours that we did not start, since their parent in some part has ended; and all below them."""
        ours = {self.probe, *(part.pid for part in self.parts)}
        strays = [pid for pid in children(os.getpid()) if pid not in ours]
        return [*strays, *(pid for stray in strays for pid in list_descendants(stray))]

    def end(self) -> None:
        """Tells all parts to end and gives them time; then ends everything. A second Ctrl-C ends the waiting."""
        alive = [part.pid for part in self.parts if part.pid is not None]
        asking = [self.probe] if self.probe else []
        self.parts, self.probe = [], None  # from here on nobody ends by itself, and what is cut short has not failed
        if alive:
            print_message("Ending...")
        for pid in [*alive, *asking]:
            kill(pid, signal.SIGTERM)
        interrupts, asked = self.interrupts, time.monotonic()
        while self.somebody_is_left() and time.monotonic() < asked + PATIENCE and self.interrupts == interrupts:
            self.sleep(0.1)
        killed = time.monotonic()
        while self.somebody_is_left() and time.monotonic() < killed + PATIENCE:
            for pid in list_descendants(os.getpid()):
                kill(pid, signal.SIGKILL)
            self.sleep(0.05)

    def somebody_is_left(self) -> bool:
        """A child of ours, or what it had started and left behind."""
        self.reap()
        return bool(children(os.getpid()))


def children(pid: int) -> list[int]:
    """Empty where it has gone."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def list_descendants(pid: int) -> list[int]:
    """All that descend from it."""
    found = children(pid)
    for child in found:  # grows meanwhile
        found += children(child)
    return found


def name_of(number: int) -> str:
    return next((one.name for one in signal.Signals if one == number), f"signal {number}")


def kill(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
