"""The access table crossed with what becomes of an account: locked, erased, or of a country that was locked.

Whoever had everything a moment ago gets what a visitor gets, from every address and by every verb.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from network import models as m
from network.data.actions.erasure import erase_member
from network.deeds.actions.locking import lock_account
from tests.network.access_world import Arguments, Cast, make_world
from tests.network.test_access import EXPECTED, address, code_of, send, undone, written

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def is_locked(member: m.Member) -> None:
    lock_account(by=member, member=member, reason=m.LockReason.HERSELF)


def is_erased(member: m.Member) -> None:
    erase_member(by=member, member=member)


def is_no_longer_active(member: m.Member) -> None:
    """Without the way through the space: an administrator's tick, or a country's lock."""
    User.objects.filter(pk=member.user_id).update(is_active=False)


@pytest.mark.parametrize("fate", [is_locked, is_erased, is_no_longer_active], ids=lambda fate: fate.__name__)
def test_whoever_is_locked_or_gone_gets_what_a_visitor_gets(
    fate: Callable[[m.Member], None], cast: Cast, inside: Callable[[m.Member], Client]
) -> None:
    """A coordinator, from whom no address but her own pages is kept."""
    world: Arguments = make_world(cast)
    browser = inside(cast.coordinator)
    assert browser.get(address("staff_people", world)).status_code == 200
    fate(cast.coordinator)
    wrong = []
    for label, expected in EXPECTED.items():
        for method in ("get", "post"):
            code = expected[method]["V"]
            with undone(browser), CaptureQueriesContext(connection) as queries:
                answer = send(browser, method, address(label, world), label)
            if code_of(answer) != code:
                wrong.append(f"{label}: {method} is {code_of(answer)} instead of {code}")
            elif code in {"in", "-"} and written(queries.captured_queries):
                wrong.append(f"{label}: {method} changes something")
    assert wrong == []
