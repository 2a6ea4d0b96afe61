"""What beat runs: sends what is due once, however many beats there are, and again what the broker did not take."""

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, connection

from config.health.heartbeat import TOUCH_INTERVAL, touch_heartbeat_file

logger = logging.getLogger(__name__)
SLACK = timedelta(seconds=5)


def claim_turn(entry: Any) -> bool:
    """Whether this beat is the one that sends it. Asks the database, where all beats meet; where that cannot say,
    rather twice than not at all."""
    from config.models import JobHeartbeat

    # Beats tick a little early or late. A time of day needs no slack: it is past or it is not.
    every = getattr(entry.schedule, "run_every", None)
    slack = min(every / 10, SLACK) if every else timedelta(0)
    try:
        return JobHeartbeat.objects.take_turn(entry.name, lambda last: entry.schedule.is_due(last - slack).is_due)
    except Error as error:
        logger.warning("Whose turn it is cannot be known: %s", type(error).__name__)
        return True


class PortalScheduler(PersistentScheduler):
    """Sleeps a few seconds at most, so that the sign comes often enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_interval"] = TOUCH_INTERVAL
        self.unsent: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Sends what is due, unless another beat was faster: two may run, while one takes over or by mistake."""
        ours = claim_turn(entry)
        connection.close()  # needed for a moment each minute
        if ours:
            self.send_entry(entry, producer)

    def send_entry(self, entry: Any, producer: Any = None) -> None:
        """To the broker, or later: what is due once a day must not wait for tomorrow because Redis was away."""
        self.unsent.pop(entry.name, None)
        try:
            self.apply_async(entry, producer=producer or self.producer, advance=False)
        except Exception as error:  # whatever a broker raises; beat wraps it
            logger.warning("The broker did not take %s: %s", entry.task, type(error).__name__)
            self.unsent[entry.name] = entry

    def tick(self, *args: Any, **kwargs: Any) -> float:
        touch_heartbeat_file()
        for entry in list(self.unsent.values()):
            self.send_entry(entry)
        return min(super().tick(*args, **kwargs), TOUCH_INTERVAL)
