"""Signs of life. Worker and beat touch a file while their loops turn: a process that hangs stops touching it.

A health check costs no Python then: `test -n "$(find /tmp/heartbeat -newermt '-60 seconds')"`.
"""

from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.conf import settings

EVERY = 10.0  # seconds


def touch() -> None:
    """Quietly: a full disk must not end the worker."""
    if settings.HEARTBEAT_FILE:
        try:
            Path(settings.HEARTBEAT_FILE).touch()
        except OSError:
            return


class Alive(bootsteps.StartStopStep):
    """A worker's: called by its own loop, so one that waits for a dead broker for ever is not alive."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        touch()
        self.repeated = worker.timer.call_repeatedly(EVERY, touch)

    def stop(self, worker: Any) -> None:
        self.repeated.cancel()


class Scheduler(PersistentScheduler):
    """Beat's. Sleeps a few seconds at most, so that the sign comes often enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_interval"] = EVERY
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        touch()
        return min(super().tick(*args, **kwargs), EVERY)
