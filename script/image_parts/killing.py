"""Two of web and worker; then the main process of each container is killed once, as the kernel or a bug would."""

import os
import signal
import time
from pathlib import Path

from script.image_parts.compose import ALL, OURS, Portal
from script.image_parts.machine import demand, inspect, wait_until
from script.image_parts.reader import Crowd, Reader, check_pdf

UNNOTICED = {*OURS, "redis"}  # no reader of a public page gets an error when one of these dies
FILE_SECONDS = 240


def kill_each(portal: Portal, reader: Reader, work: Path) -> str:
    """Figures. Raises Wrong where one does not come back, a file is lost, or a reader gets a wrong answer."""
    portal.compose("up", "--detach", "--no-build", "--scale", "web=2", "--scale", "worker=2")
    portal.is_up()
    demand([len(portal.containers(name)) for name in ("web", "worker")] == [2, 2], "there are not two of each")
    orders = iter(reader.find_files(len(ALL) + 1)[1:])
    errors: dict[str, int] = {}
    slowest = 0.0
    for name in ALL:
        with Crowd(reader) as crowd:
            time.sleep(1)
            place = reader.order(next(orders))
            slowest = max(slowest, kill(portal, name))
            check_pdf(reader.collect(place, FILE_SECONDS), work)
        count = sum(crowd.errors.values())
        demand(not count or name not in UNNOTICED, f"{name} was killed, and readers got {crowd.errors}")
        demand(crowd.seen["ok"], f"{name} was killed, and nobody could read")
        errors |= {name: count} if count else {}
    told = ", ".join(f"{name} {count}" for name, count in errors.items()) or "none"
    files = f"{len(ALL)} of {len(ALL)} files made"
    return f"{len(ALL)} kills, back after {slowest:.0f} s at most, {files}, pages not read: {told}"


def kill(portal: Portal, name: str) -> float:
    """Kill the first of the containers; return how long it took until all were well again, in seconds."""
    container = portal.containers(name)[0]
    (said,) = inspect("{{.State.Pid}} {{.RestartCount}}", [container])
    process, restarts = map(int, said.split())
    os.kill(process, signal.SIGKILL)
    began = time.monotonic()
    wait_until(lambda: int(inspect("{{.RestartCount}}", [container])[0]) > restarts, 60, f"{name} to start again")
    portal.wait_for(name)
    return time.monotonic() - began
