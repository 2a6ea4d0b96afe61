"""A portal of one module's journeys, which they may stop and start again."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.journeys.conftest import PATIENCE
from tests.journeys.portal import Portal

# All languages rest (portal.py) but the one that is asked for; where the worker makes it already, it is waited for.
MAKE = """
import time
from toolkit.caching.saved import forget_try
from toolkit.tasks import find_due_copies, make_saved_copy
forget_try({0!r})
while {0!r} in find_due_copies():
    make_saved_copy({0!r})
    time.sleep(0.5)
"""


class OwnPortal(Portal):
    """One that a test may stop: its web server ends and nobody starts it again."""

    def make_copy(self, language: str) -> dict[str, Any]:
        """Has it made, and waits for the worker that packs it."""
        self.manage("shell", "--no-imports", "-c", MAKE.format(language))
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            with urllib.request.urlopen(f"{self.url}/{language}/saved/list/") as answer:
                found: dict[str, Any] | None = json.loads(answer.read())
            if found:
                return found
            time.sleep(0.3)
        raise AssertionError(self.log("worker")[-2000:])

    def stop_web(self) -> None:
        os.killpg(self.servers["web"].pid, signal.SIGKILL)
        self.servers["web"].wait(10)

    def start_web(self) -> None:
        """Under the same address, as when the line comes back."""
        self.serve_web()
        self.wait_until_ready(60)


@contextmanager
def start_own_portal(without: str = "") -> Iterator[OwnPortal]:
    """`without`: a variable that is not set there."""
    portal = OwnPortal()
    portal.environment.pop(without, None)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()
