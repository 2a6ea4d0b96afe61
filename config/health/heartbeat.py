"""Signs of life. Worker and beat touch a file while their loops turn: a process that hangs stops touching it.

A health check costs no Python then: `test -n "$(find /tmp/heartbeat -newermt '-60 seconds')"`.
"""

from pathlib import Path
from typing import Any

from celery import bootsteps
from django.conf import settings

TOUCH_INTERVAL = 10.0  # seconds


def touch_heartbeat_file() -> None:
    """Quietly: a full disk must not end the worker."""
    if settings.HEARTBEAT_FILE:
        try:
            Path(settings.HEARTBEAT_FILE).touch()
        except OSError:
            return


class WorkerHeartbeat(bootsteps.StartStopStep):
    """A worker's: called by its own loop, so one that waits for a dead broker for ever is not alive."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        touch_heartbeat_file()
        self.repeated = worker.timer.call_repeatedly(TOUCH_INTERVAL, touch_heartbeat_file)

    def stop(self, worker: Any) -> None:
        self.repeated.cancel()
