"""Who sees which row. Private ones are there to leak."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from exports.actions import request_export
from exports.models import Export
from tests.exports.paper import a_printout

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(member: User) -> dict[str, Export]:
    made = {
        "public": request_export(a_printout("Open")),
        "hers": request_export(a_printout("Hers", private=True), by=member),
        "session's": request_export(a_printout("Session", private=True), session_key="alpha"),
        "over": request_export(a_printout("Over", private=True), by=member),
    }
    Export.objects.filter(pk=made["over"].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return made


@pytest.mark.parametrize(
    ("person", "session", "expected"),
    [
        ("nobody", "", {"public"}),
        ("visitor", "", {"public"}),
        ("visitor", "beta", {"public"}),
        ("visitor", "alpha", {"public", "session's"}),
        ("member", "", {"public", "hers"}),
        ("member", "alpha", {"public", "hers", "session's"}),
        ("other_member", "beta", {"public"}),
        ("admin", "", {"public"}),
    ],
)
def test_visible_to(
    rows: dict[str, Export],
    person: str,
    session: str,
    expected: set[str],
    member: User,
    other_member: User,
    admin: User,
) -> None:
    people = {
        "nobody": None,
        "visitor": AnonymousUser(),
        "member": member,
        "other_member": other_member,
        "admin": admin,
    }
    seen = set(Export.objects.visible_to(people[person], session).values_list("pk", flat=True))
    assert {name for name, row in rows.items() if row.pk in seen} == expected


def test_two_readers_of_the_same_private_text_share_nothing(member: User, other_member: User) -> None:
    same = a_printout("Same", private=True)
    rows = [
        request_export(same, by=member),
        request_export(same, by=other_member),
        request_export(same, session_key="alpha"),
        request_export(same, session_key="beta"),
    ]
    assert len({row.key for row in rows}) == len({row.pk for row in rows}) == 4


def test_a_session_key_is_nowhere_in_the_row() -> None:
    row = request_export(a_printout("Secret", private=True), session_key="alpha-session")
    row.refresh_from_db()
    assert "alpha-session" not in str(vars(row))
    assert row.session


def test_a_private_printout_needs_a_reader() -> None:
    with pytest.raises(ValueError, match="belongs"):
        request_export(a_printout("Lost", private=True), by=AnonymousUser())


def test_a_private_row_is_gone_with_its_owner(rows: dict[str, Export], member: User) -> None:
    member.delete()
    assert not Export.objects.filter(pk=rows["hers"].pk).exists()


def test_a_public_row_knows_nobody(member: User) -> None:
    row = request_export(a_printout("Known"), by=member, session_key="alpha")
    assert (row.owner, row.session, row.expires_at) == (None, "", None)


def test_asking_again_gives_a_private_file_another_hour(member: User) -> None:
    printout = a_printout("Again", private=True)
    row = request_export(printout, by=member)
    Export.objects.filter(pk=row.pk).update(expires_at=timezone.now() + timedelta(minutes=1))
    assert request_export(printout, by=member).expires_at > timezone.now() + timedelta(minutes=55)


def test_asking_after_the_hour_starts_anew(member: User) -> None:
    printout = a_printout("Anew", private=True)
    old = request_export(printout, by=member)
    Export.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    new = request_export(printout, by=member)
    assert new.pk != old.pk
    assert new.key == old.key
