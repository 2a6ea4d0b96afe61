"""Signs of life. Worker and beat touch a file while their loops turn: a process that hangs stops touching it.

A health check costs no Python then: `test -n "$(find /tmp/heartbeat -newermt '-60 seconds')"`.
"""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import bootsteps
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, connection

logger = logging.getLogger(__name__)
EVERY = 10.0  # seconds
SLACK = timedelta(seconds=5)


def touch() -> None:
    """Quietly: a full disk must not end the worker."""
    if settings.HEARTBEAT_FILE:
        try:
            Path(settings.HEARTBEAT_FILE).touch()
        except OSError:
            return


def is_ours(entry: Any) -> bool:
    """Asks the database, where all beats meet. Where it cannot say, rather twice than not at all."""
    from config.models import Pulse

    # Beats tick a little early or late. A time of day needs no slack: it is past or it is not.
    every = getattr(entry.schedule, "run_every", None)
    slack = min(every / 10, SLACK) if every else timedelta(0)
    try:
        return Pulse.objects.take_turn(entry.name, lambda last: entry.schedule.is_due(last - slack).is_due)
    except Error as error:
        logger.warning("Whose turn it is cannot be known: %s", type(error).__name__)
        return True


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
        self.owed: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Sends what is due, unless another beat was faster: two may run, while one takes over or by mistake."""
        ours = is_ours(entry)
        connection.close()  # needed for a moment each minute
        if ours:
            self.hand_over(entry, producer)

    def hand_over(self, entry: Any, producer: Any = None) -> None:
        """To the broker, or later: what is due once a day must not wait for tomorrow because Redis was away."""
        self.owed.pop(entry.name, None)
        try:
            self.apply_async(entry, producer=producer or self.producer, advance=False)
        except Exception as error:  # whatever a broker raises; beat wraps it
            logger.warning("The broker did not take %s: %s", entry.task, type(error).__name__)
            self.owed[entry.name] = entry

    def tick(self, *args: Any, **kwargs: Any) -> float:
        touch()
        for entry in list(self.owed.values()):
            self.hand_over(entry)
        return min(super().tick(*args, **kwargs), EVERY)
