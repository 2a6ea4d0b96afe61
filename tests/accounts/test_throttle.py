"""Too many tries: answered before anything is hashed, counted without keeping who tried."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.models.limits import Limit
from config.middleware.throttle import RULES
from tests.accounts.door import ADDRESS, PASSWORD, is_inside, type_password
from tests.markup import flat

pytestmark = pytest.mark.django_db
ANYBODY = Limit(3, 60)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """At the beginning of a window: they are fixed, so a test must not run into the next one by chance."""
    with time_machine.travel("2026-05-12T09:00:01Z", tick=False) as traveller:
        yield traveller


def test_a_flood_from_one_place_is_stopped_before_a_password_is_compared(amina: User, monkeypatch, clock) -> None:
    compared: list[str] = []
    monkeypatch.setattr("accounts.adapters.AccountAdapter.authenticate", lambda *a, **k: compared.append("x"))

    def guess(number: int) -> int:
        return type_password(Client(), f"n{number}@example.org", "wrong", REMOTE_ADDR="203.0.113.7").status_code

    assert [guess(n) for n in range(30)] == [200] * 5 + [429] * 25
    assert len(compared) == 5
    # Patience does not help for long either.
    slowly = []
    for n in range(30, 50):
        clock.shift(10)
        slowly.append(guess(n))
    assert 429 in slowly
    assert len(compared) < 20


def test_one_address_is_guarded_against_many_places(amina: User) -> None:
    statuses = [type_password(Client(), ADDRESS, "wrong", REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    # Whether there is such an account makes no difference.
    statuses = [
        type_password(Client(), "nobody@example.org", "wrong", REMOTE_ADDR=f"203.0.113.{n + 50}").status_code
        for n in range(12)
    ]
    assert statuses == [200] * 10 + [429] * 2


def test_all_places_together_have_a_ceiling(settings, amina: User) -> None:
    settings.PASSWORDS_PER_MINUTE = 30  # five in ten seconds
    statuses = [
        type_password(Client(), f"n{n}@example.org", "wrong", REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n in range(8)
    ]
    assert statuses == [200] * 5 + [429] * 3


def test_the_right_password_costs_no_try(member: User) -> None:
    for _time in range(30):
        browser = Client()
        type_password(browser, member.email, PASSWORD)
        assert is_inside(browser)


def test_after_a_while_it_goes_on(amina: User, clock) -> None:
    for _try in range(21):
        last = type_password(Client(), "nobody@example.org", "wrong")
    assert last.status_code == 429
    clock.shift(16 * 60)
    assert type_password(Client(), "nobody@example.org", "wrong").status_code == 200


def test_the_answer_is_kind_and_says_what_to_do(amina: User) -> None:
    for n in range(11):
        response = type_password(Client(), ADDRESS, "wrong", REMOTE_ADDR=f"203.0.113.{n}")
    page = flat(response.content.decode())
    assert "Please wait 15 minutes" in page
    assert "Nothing is locked" in page
    assert response.headers["Retry-After"] == "900"
    assert response.headers["Cache-Control"] == "no-store"
    assert "<title>Account</title>" in page
    assert ADDRESS not in page


def test_it_speaks_the_language_of_the_address(visitor: Client) -> None:
    for _try in range(21):
        response = visitor.post("/prs/account/login/", {"login": "nobody@example.org", "password": "x"})
    assert '<html lang="fa-AF" dir="rtl">' in response.content.decode()


@pytest.mark.parametrize("place", sorted(RULES))
def test_every_door_has_a_limit(place: str, visitor: Client, settings) -> None:
    settings.SELF_REGISTRATION = True
    statuses = [visitor.post(f"/en/account/{place}/", {}).status_code for _try in range(21 + 1)]
    rule = RULES[place]
    if rule.refunds and statuses[0] == 302:  # nothing was tried: there is nobody behind this browser
        assert 429 not in statuses
    else:
        assert statuses[-1] == 429


def test_every_rule_stands_at_an_address_that_exists(visitor: Client) -> None:
    from django.urls import resolve

    for place in RULES:
        assert resolve(f"/en/account/{place}/")


def test_codes_by_mail_are_limited_by_address(amina: User) -> None:
    statuses = [
        Client().post(reverse("account_reset_password"), {"email": ADDRESS}, REMOTE_ADDR=f"203.0.113.{n}").status_code
        for n in range(5)
    ]
    assert statuses == [302, 302, 302, 429, 429]


def test_reading_pages_costs_nothing(visitor: Client) -> None:
    assert {visitor.get(reverse("account_login")).status_code for _time in range(40)} == {200}
