"""Whose file is next: honest ones wait for nobody who asks for much, or for what takes long.

Nobody can tell a hostile document from its looks. What can be told is how long it has run, and who waits for how many.
So each first try gets a few times as long as its kind usually takes, and no more (`limit_first_try`): what is not done
then begins anew in the slow lane, with all of its time. In each lane the earliest turn is next, and whoever waits for
files already has later ones (`calculate_turn`). Nothing is refused by it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

EACH = timedelta(seconds=5)  # later for each file that the same client waits for
RAN_OVER = 6  # a file that ran for too long counts as so many
LATER = timedelta(minutes=5)  # what ran over lets pass what comes in this time: a handbook, a second attempt
SUSPECT = 2  # of a kind that ran over and are not done yet: others of the kind let the rest of the lane pass
LEAST, MOST, TIMES = 4, 10, 4  # seconds of a first try, and how often the usual time of its kind goes into it
PRESS = "the press"  # asks for files ahead of all readers


def make_client_mark(client: str) -> str:
    """The client that asks, for as long as one of its files is on its way: no address, and another one tomorrow."""
    text = f"{timezone.now():%Y-%m-%d} {client}"
    return salted_hmac("exports.client", text, algorithm="sha256").hexdigest()[:32] if client else ""


def is_large(seconds: int) -> bool:
    """Known to take long, by the seconds that it may take: it waits with its like from the start, so that a
    handbook does not hold up a checklist."""
    return bool(seconds > settings.LARGE_SECONDS)


def calculate_turn(others: Iterable[str]) -> datetime:
    """When it is the turn of a file asked for now by somebody who waits for others, given by their lanes."""
    return timezone.now() + EACH * sum(RAN_OVER if lane == "slow" else 1 for lane in others)


def limit_first_try(seconds: int, taken: Iterable[timedelta]) -> int:
    """Seconds for a file that may take so many, where others of its kind took these."""
    usual = median([one.total_seconds() for one in taken] or [0])
    return min(seconds, MOST, max(LEAST, round(TIMES * usual)))
