"""Every deed that takes two: whether it can be, and what is done. Nothing here is called but by confirmations.py, and
`check` when it is proposed; tests/network/test_deeds.py looks that no view gets hold of the functions themselves."""

from collections.abc import Callable
from typing import Any, NamedTuple

from network.deeds.actions import account_returns, canaries, countries, offices
from network.deeds.actions.locks import check_can_lock_account, lock_agreed_account
from network.models.deeds import DeedKind


class DeedRule(NamedTuple):
    """`check` raises ValidationError where it cannot be (any more)."""

    check: Callable[[Any], None]
    do: Callable[..., Any]


RULES: dict[str, DeedRule] = {
    DeedKind.APPOINT_FOCAL_POINT: DeedRule(offices.check_appointment, offices.appoint_to_office),
    DeedKind.DISMISS_FOCAL_POINT: DeedRule(offices.check_dismissal, offices.dismiss_from_office),
    DeedKind.APPOINT_COORDINATOR: DeedRule(offices.check_appointment, offices.appoint_to_office),
    DeedKind.DISMISS_COORDINATOR: DeedRule(offices.check_dismissal, offices.dismiss_from_office),
    DeedKind.LOCK: DeedRule(check_can_lock_account, lock_agreed_account),
    DeedKind.GIVE_BACK: DeedRule(account_returns.check_account_return, account_returns.return_account),
    DeedKind.LOCK_COUNTRY: DeedRule(countries.check_can_lock_country, countries.lock_country),
    DeedKind.UNLOCK_COUNTRY: DeedRule(countries.check_can_unlock_country, countries.unlock_country),
    DeedKind.SHRED_COUNTRY: DeedRule(countries.check_has_keys, countries.shred_agreed_country),
    DeedKind.MAKE_CANARY: DeedRule(canaries.check_new_canary, canaries.make_agreed_canary),
    DeedKind.REMOVE_CANARY: DeedRule(canaries.check_is_canary, canaries.remove_agreed_canary),
}
