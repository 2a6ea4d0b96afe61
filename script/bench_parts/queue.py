"""What a second worker process brings: the same renders by one and by two."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

from script.bench_parts.asking import run_inside
from script.bench_parts.lines import MeasuredLine, compute_ratio
from script.bench_parts.sizes import RENDERS
from tests.journeys.portal import BIN, Portal

WORKER = f"{BIN}/celery -A config worker --without-gossip --without-mingle --loglevel INFO"
PATIENCE = 240  # seconds for one run


def measure_throughput(portal: Portal) -> Iterator[MeasuredLine]:
    """RENDERS fillable checklists of 26 questions wait in the queue before the worker starts, so that asking for them
    costs nothing meanwhile. The first ones, while its processes load, do not count."""
    for name in ("worker", "beat"):
        end_server(portal, name)
    seconds = {}
    for processes in (1, 2):
        seconds[processes] = run(portal, processes)
        rate = RENDERS / seconds[processes]
        name = "one worker process" if processes == 1 else "two worker processes"
        yield MeasuredLine(f"{name}, {RENDERS} renders", seconds[processes], "s", note=f"{rate:.1f} files a second")
    yield MeasuredLine("  two : one", compute_ratio(seconds[1], seconds[2]), "", 1.8, least=True)


def run(portal: Portal, processes: int) -> float:
    """Seconds for RENDERS renders by so many processes, the first ones of each left out."""
    warming = 2 * processes
    run_inside(portal, "ask_many", str(RENDERS + warming), str(processes))
    portal.serve(f"worker-{processes}", f"{WORKER} -c {processes} -Q celery,large")
    try:
        return float(run_inside(portal, "wait_many", str(processes), str(warming), str(PATIENCE))["seconds"])
    finally:
        end_server(portal, f"worker-{processes}")


def end_server(portal: Portal, name: str) -> None:
    """Ends one of the portal's own processes, and all below it."""
    server = portal.servers.pop(name, None)
    if server is None:
        return
    for sign, patience in ((signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, sign)
        until = time.monotonic() + patience
        while server.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
