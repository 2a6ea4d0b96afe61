"""Wagtail's administrators manage accounts, and find no trace of guarded ones."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, sealed_address
from accounts.wagtail_hooks import UserViewSet

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded() -> User:
    return User.objects.create_user(sealed_address("zahra@example.org"), "a long enough password", is_active=False)


@pytest.fixture
def office(as_, admin) -> Client:
    return as_(admin)


def test_the_list_and_its_search_show_open_accounts_only(office, editor, guarded) -> None:
    address = reverse("wagtailusers_users:index")
    assert editor.email in office.get(address).content.decode()
    for query in ({}, {"q": "sealed"}, {"q": guarded.username}, {"q": guarded.email[:10]}, {"is_active": "false"}):
        page = office.get(address, query).content.decode()
        if "q" not in query:  # what somebody searches for stands in the box
            assert guarded.username not in page
            assert guarded.email not in page
        assert f"/users/edit/{guarded.pk}/" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_to_take_along_holds_a_guarded_account(office, editor, guarded, kind: str) -> None:
    answer = office.get(reverse("wagtailusers_users:index"), {"export": kind})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert guarded.email.encode() not in body
    assert guarded.username.encode() not in body


def addresses_of_one() -> list[str]:
    """The names of all addresses of Wagtail's user screens that hold a number."""
    patterns = UserViewSet("wagtailusers_users").get_urlpatterns()
    return sorted(one.name for one in patterns if "pk" in one.pattern.converters)


def test_the_screens_of_one_account_are_known() -> None:
    assert {"edit", "delete", "history", "history_results", "usage"} == set(addresses_of_one())


@pytest.mark.parametrize("name", addresses_of_one())
def test_a_guarded_account_is_not_there_for_who_guesses_its_number(office, editor, guarded, name) -> None:
    assert office.get(reverse(f"wagtailusers_users:{name}", args=[editor.pk])).status_code == 200
    assert office.get(reverse(f"wagtailusers_users:{name}", args=[guarded.pk]), follow=True).status_code == 404
    office.post(reverse(f"wagtailusers_users:{name}", args=[guarded.pk]), {"is_active": "on"})
    guarded.refresh_from_db()
    assert not guarded.is_active


@pytest.mark.parametrize("action", ["delete", "set_active_state", "assign_role"])
def test_no_action_on_many_reaches_a_guarded_account(office, guarded, action) -> None:
    address = reverse("wagtail_bulk_action", args=["accounts", "user", action])
    answered = office.post(f"{address}?id={guarded.pk}", {"mark_as_active": "true"}, follow=True)
    assert answered.status_code == 404
    guarded.refresh_from_db()
    assert not guarded.is_active


def test_an_open_account_with_her_address_is_another_account(guarded) -> None:
    plain = User.objects.create_user("zahra@example.org", "a long enough password")
    assert User.objects.by_address("zahra@example.org") == plain
    assert User.objects.guarded_by("zahra@example.org") == guarded
