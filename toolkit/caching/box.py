"""Whether a box is being made: one at a time, since it takes minutes of a processor."""

from django.core.cache import caches

LONGEST = 3600  # seconds; whoever makes one and dies keeps others waiting no longer
MAKING = "box.making"


def claim_box() -> bool:
    return bool(caches["default"].add(MAKING, "now", LONGEST))


def is_box_claimed() -> bool:
    return caches["default"].get(MAKING) is not None


def release_box() -> None:
    caches["default"].delete(MAKING)
