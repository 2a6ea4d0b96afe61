"""What somebody signs in with who gave no address, and that no address is ever "taken"."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.domain.entry_numbers import parse_entry_number
from accounts.models import User, sealed_address
from accounts.sealing.keys import KeyRing
from network.joining.actions import entering
from network.keys.actions import rotate_blind_index_key
from network.models import Application, Member
from network.models.joining import ApplicationState
from network.models.vetting import VoteReason
from network.vetting.actions import vetting
from tests.network import factories
from tests.network.test_joining import PASSWORD, accepted, applied, apply, digits_of, newest_letter, night, typed
from tests.network.test_keys import keys_of_its_own

pytestmark = pytest.mark.django_db
ADDRESS = "ZQ7-form@example.org"


@pytest.fixture(autouse=True)
def afghanistan() -> None:
    factories.country("AF", is_open=True)


def come_in(application: Application, browser: Client) -> str:
    """The page after her password, where the second proof was given."""
    Application.objects.filter(pk=application.pk).update(entry_until=timezone.now() + timedelta(hours=1))
    answer = browser.post(reverse("network:enter_password"), {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 200
    return answer.content.decode()


def from_elsewhere(n: int) -> Client:
    """A browser that the door has not seen today."""
    return Client(REMOTE_ADDR=f"198.51.{n}.1")


def number_on(page: str) -> str | None:
    found = re.search(r"\b\d{4} \d{4} \d{4}\b", page)
    return found[0] if found else None


def test_who_gave_no_address_is_shown_a_number_once_and_it_stands_nowhere(visitor: Client) -> None:
    application, _code = accepted(visitor, mail="never", address="")
    number = number_on(come_in(application, visitor))
    assert number
    plain = parse_entry_number(number)
    user = application.member.user
    user.refresh_from_db()
    assert user.email == sealed_address(str(plain))
    assert "_auth_user_id" in visitor.session
    again = visitor.get(reverse("network:enter_password"), follow=True).content.decode()
    assert number not in again
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # our own tables
            rows = str(cursor.fetchall())
            assert str(plain) not in rows, table
            assert number not in rows, table


def test_the_account_does_not_tell_an_address_from_a_number(visitor: Client) -> None:
    emails = []
    for changes in ({"mail": "never", "address": ""}, {"address": ADDRESS}):
        browser = Client()
        application, _code = accepted(browser, **changes)
        come_in(application, browser)
        user = User.objects.values().get(membership__application=application)
        emails.append(re.sub(r"[0-9a-f]{40}", "#", user["email"]))
    assert emails == ["#@sealed.invalid"] * 2


@pytest.mark.parametrize("known", ["nobody's", "an editor's", "a member's"])
def test_an_application_with_a_known_address_is_accepted_like_any_other(
    visitor: Client, known: str, focal_point: Member, foreign_focal_point: Member
) -> None:
    """Finding 4: what was not proven ended "declined" for a member's address and "approved" for a stranger's."""
    if known == "a member's":
        factories.member("AF", address=ADDRESS)
    elif known == "an editor's":
        User.objects.create_user(ADDRESS, PASSWORD)
    unproven = factories.application("AF", mail="never", address=ADDRESS)
    proven, _code = applied(visitor)
    for row in (unproven, proven):
        for vetter in (focal_point, foreign_focal_point):
            vetting.cast_vote(by=vetter, application=row, reason=VoteReason.KNOWN)
    night()
    assert {Application.objects.get(pk=row.pk).state for row in (unproven, proven)} == {ApplicationState.APPROVED}


def test_whose_address_an_account_has_already_gets_a_number_and_no_word_about_it(visitor: Client) -> None:
    earlier = factories.member("AF", address=ADDRESS)
    application, _code = accepted(visitor)
    page = come_in(application, visitor)
    assert number_on(page)
    assert "already" not in page
    earlier.user.refresh_from_db()
    assert earlier.user.email == sealed_address(ADDRESS)
    assert User.objects.guarded_by(ADDRESS) == earlier.user


def test_who_has_an_open_account_signs_in_here_with_the_same_address(visitor: Client) -> None:
    User.objects.create_user(ADDRESS, "another long password")
    application, _code = accepted(visitor)
    assert number_on(come_in(application, visitor)) is None
    application.member.user.refresh_from_db()
    assert application.member.user.email == sealed_address(ADDRESS)


def test_before_she_comes_in_nothing_recognises_her_account(visitor: Client) -> None:
    application, _code = accepted(visitor)
    assert User.objects.guarded_by(ADDRESS) is None
    assert not application.address_index
    assert not application.address


def test_without_mail_what_she_types_as_address_is_thrown_away_right_or_wrong() -> None:
    for n, address in enumerate((ADDRESS, "nonsense", "")):
        application = apply(from_elsewhere(n), mail="never", address=address)
        assert not application.address
        assert not application.address_index


def test_with_mail_she_needs_an_address(visitor: Client) -> None:
    page = visitor.post(reverse("network:join_form"), typed(address="")).content.decode()
    assert "Write an email address, or choose no mail" in page
    assert "ZQ7-form-why" in page
    assert not Application.objects.exists()


def test_a_second_application_with_a_proven_address_fails_nowhere_and_tells_nothing() -> None:
    first = Client()
    application, _code = accepted(first, address=ADDRESS)
    come_in(application, first)
    pages: list[Any] = []
    for address in (ADDRESS, "ZQ7-other@example.org"):
        other = from_elsewhere(len(pages))
        draft = apply(other, address=address)
        page = other.post(reverse("network:join_code"), {"digits": digits_of(newest_letter())}).content.decode()
        pages.append(re.sub(r'nonce="[^"]+"|value="[^"]+"|([A-Z0-9]{5}-){3}[A-Z0-9]{5}', "", page))
        draft.refresh_from_db()
        assert draft.state == ApplicationState.CONFIRMED
    assert pages[0] == pages[1]


def test_new_keys_leave_numbers_alone(settings: Any, tmp_path: Path) -> None:
    """Nobody else knows the number, so the key that recognises it has to stay until she has signed in."""
    keys_of_its_own(settings, tmp_path)
    member, also = factories.member("AF", address=""), factories.member("AF", address=ADDRESS)
    twin = factories.member("AF")
    twin.address = ADDRESS
    twin.save()
    numbers = [entering.assign_sign_in_handle(her.user, her.address.open()) for her in (member, twin)]
    handles = [her.user.email for her in (member, twin)]
    assert all(numbers)
    rotate_blind_index_key()
    assert len(KeyRing.load().blinds()) == 2
    assert [User.objects.get(pk=her.user_id).email for her in (member, twin)] == handles
    assert User.objects.guarded_by(ADDRESS) == also.user
