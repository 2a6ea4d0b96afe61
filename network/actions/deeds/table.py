"""Every deed that takes two: whether it can be, and what is done. Nothing here is called but by seconds.py, and
`check` when it is proposed; tests/network/test_deeds.py looks that no view gets hold of the functions themselves."""

from collections.abc import Callable
from typing import Any, NamedTuple

from network.actions.deeds import canaries, countries, offices, returns
from network.actions.locks import can_be_locked, lock_by_two
from network.models.deeds import DeedKind


class Rule(NamedTuple):
    """`check` raises ValidationError where it cannot be (any more)."""

    check: Callable[[Any], None]
    do: Callable[..., Any]


RULES: dict[str, Rule] = {
    DeedKind.APPOINT_FOCAL_POINT: Rule(offices.can_be_appointed, offices.appoint),
    DeedKind.DISMISS_FOCAL_POINT: Rule(offices.can_be_dismissed, offices.dismiss),
    DeedKind.APPOINT_COORDINATOR: Rule(offices.can_be_appointed, offices.appoint),
    DeedKind.DISMISS_COORDINATOR: Rule(offices.can_be_dismissed, offices.dismiss),
    DeedKind.LOCK: Rule(can_be_locked, lock_by_two),
    DeedKind.GIVE_BACK: Rule(returns.can_be_given_back, returns.give_back),
    DeedKind.LOCK_COUNTRY: Rule(countries.has_somebody_to_lock, countries.lock_country),
    DeedKind.UNLOCK_COUNTRY: Rule(countries.has_somebody_to_open, countries.unlock_country),
    DeedKind.SHRED_COUNTRY: Rule(countries.has_keys, countries.shred),
    DeedKind.MAKE_CANARY: Rule(canaries.can_be_made, canaries.make),
    DeedKind.REMOVE_CANARY: Rule(canaries.is_canary, canaries.remove),
}
