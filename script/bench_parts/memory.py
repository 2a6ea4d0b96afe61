"""How much memory the worker takes, with its children and its render processes."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from script.bench_parts.lines import MeasuredLine
from tests.journeys.portal import Portal


@contextmanager
def watch_memory(portal: Portal) -> Iterator[dict[str, float]]:
    """Watches them; MiB, shared pages counted once in "all"."""
    seen: dict[str, float] = {"all": 0, "largest": 0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.3):
            sizes = [size for pid in portal.survivors() if (size := size_of(pid))]
            seen["all"] = max(seen["all"], sum(pss for pss, _ in sizes))
            seen["largest"] = max([seen["largest"], *(rss for _, rss in sizes)])

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def size_of(pid: int) -> tuple[float, float] | None:
    """Proportional and resident size of a process of the worker's; None for others."""
    with suppress(OSError, KeyError):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        if "celery" in command or "exports.pdf.server" in command:
            roll = Path(f"/proc/{pid}/smaps_rollup").read_text()
            sizes = {name: int(number) / 1024 for name, number in re.findall(r"^(Pss|Rss): +(\d+)", roll, re.M)}
            return sizes["Pss"], sizes["Rss"]
    return None


def measure_at_rest(portal: Portal) -> Iterator[MeasuredLine]:
    with watch_memory(portal) as seen:
        time.sleep(1)
    yield MeasuredLine("worker at rest: parent, 2 children, render server; beat", seen["all"], "MiB", 350)
