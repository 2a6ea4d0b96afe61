"""Applying while the door is flooded: strangers can make it slow, and shut it for nobody."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from network.domain.codes import generate_code, generate_invitation_code, hash_code
from network.models import Application, Invitation
from network.models.joining import ApplicationState
from tests.accounts.work import worked
from tests.network import factories
from tests.network.test_joining import typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afghanistan() -> None:
    factories.country("AF", is_open=True)


@pytest.fixture(autouse=True)
def easy(monkeypatch) -> None:
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)


def send(place: str = "203.0.113.7", fields: dict | None = None, **more: str):
    return Client().post(reverse("network:join_form"), {**(fields or typed()), **more}, REMOTE_ADDR=place)


def empty(place: str):
    return Client().post(reverse("network:join_form"), {}, REMOTE_ADDR=place)


def test_three_hundred_empty_forms_from_one_network_change_nothing_for_anybody_else() -> None:
    assert {empty(f"2001:db8:77:{n:x}::1").status_code for n in range(300)} == {200}
    assert send("2001:db8:88::1").status_code == 302


def test_a_stranger_behind_her_own_address_cannot_shut_the_door_for_her() -> None:
    assert {empty("203.0.113.7").status_code for _n in range(70)} == {200}
    asked = send()
    assert asked.status_code == 200
    assert "This was not sent yet" in asked.content.decode()
    assert "ZQ7-form-why" in asked.content.decode()  # nothing typed is lost
    assert send(**worked(asked.content.decode())).status_code == 302


def test_a_crowd_of_right_forms_makes_her_work_and_lets_her_in() -> None:
    crowd = [send(f"198.51.{n}.1", typed(address=f"n{n}@example.org")).status_code for n in range(40)]
    assert crowd[:20] == [302] * 20
    assert crowd[25:] == [200] * 15
    page = send().content.decode()
    assert not Application.objects.filter(pseudonym__startswith="Cypress", address_index="").exists()
    before = Application.objects.count()
    assert send(**worked(page)).status_code == 302
    assert Application.objects.count() == before + 1


def test_an_invitation_has_a_lane_of_its_own() -> None:
    for n in range(30):
        send(f"198.51.{n}.1", typed(address=f"n{n}@example.org"))
    assert send(invitation=invitation()).status_code == 302


def invitation() -> str:
    code = generate_invitation_code()
    inviter = factories.member("AF")
    Invitation.objects.create(inviter=inviter, code_hash=hash_code(code), expires_on="2999-01-01")
    return code


def test_at_a_busy_door_an_invitation_that_was_used_or_taken_back_waits_no_longer_than_a_good_one() -> None:
    """Whoever photographed two papers must not learn which of them somebody came with."""
    good, used, taken_back = (invitation() for _n in range(3))
    Invitation.objects.filter(code_hash__in=[hash_code(used), hash_code(taken_back)]).delete()
    for n in range(30):
        send(f"198.51.{n}.1", typed(address=f"n{n}@example.org"))
    answers = [
        send(f"203.{n}.113.9", invitation=code).status_code
        for n, code in enumerate((used, taken_back, good, generate_code()))
    ]
    assert answers == [302, 302, 302, 200]


def test_one_paper_passes_a_busy_door_three_times_at_once_whatever_became_of_it() -> None:
    code = invitation()
    for n in range(30):
        send(f"198.51.{n}.1", typed(address=f"n{n}@example.org"))
    assert [send(f"203.{n}.113.9", invitation=code).status_code for n in range(5)] == [302] * 3 + [200] * 2


def test_whoever_sends_forty_stands_behind_her_who_sends_one() -> None:
    """A network's second form of a day comes after the first ones of all others, however much later those came."""
    for n in range(8):
        page = send(f"203.0.113.{n}", fields=typed(address=f"n{n}@example.org")).content.decode()
        if "data-work" in page:
            send(f"203.0.113.{n}", fields=typed(address=f"n{n}@example.org"), **worked(page))
    send("198.51.100.7", fields=typed(pseudonym="Wren", address="wren@example.org"))
    assert sorted(Application.objects.values_list("turn", flat=True)) == [1, 1, 2, 3, 4, 5, 6, 6, 6]
    Application.objects.update(state=ApplicationState.CONFIRMED)
    order = [row.turn for row in Application.objects.to_show("AF")]
    assert order == [1, 1, 2, 3, 4, 5, 6, 6, 6]
    assert {row.pseudonym for row in Application.objects.to_show("AF")[:2]} >= {"Wren"}


def without_noise(page: str) -> str:
    return re.sub(r'(value|nonce|data-\w+)="[^"]*"', "", page)


def used_up_by_right_forms() -> None:
    for n in range(2):
        send(fields=typed(address=f"n{n}@example.org"))


def used_up_by_wrong_forms() -> None:
    for _n in range(40):
        empty("203.0.113.7")


@pytest.mark.parametrize("use_up", [used_up_by_right_forms, used_up_by_wrong_forms])
def test_who_makes_the_door_ask_for_work_learns_nothing_of_an_invitation(use_up: Callable[[], None]) -> None:
    use_up()
    codes = {"good": invitation(), "nobody's": generate_code()}
    answers = {which: send(invitation=code) for which, code in codes.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    pages = [without_noise(answer.content.decode()).replace(codes[which], "") for which, answer in answers.items()]
    assert pages[0] == pages[1]
    assert send(invitation=codes["good"], **worked(answers["good"].content.decode())).status_code == 302


def test_one_client_sends_two_and_works_for_the_third() -> None:
    assert [send(fields=typed(address=f"n{n}@example.org")).status_code for n in range(3)] == [302, 302, 200]
    assert send("198.51.100.1").status_code == 302


def test_a_form_that_was_asked_to_work_has_not_taken_her_share() -> None:
    for n in range(30):
        send(f"198.51.{n}.1", typed(address=f"n{n}@example.org"))
    for _try in range(5):
        page = send().content.decode()
    assert send(**worked(page)).status_code == 302
    assert send(**worked(send().content.decode())).status_code == 302


def test_looking_at_the_page_while_it_is_busy_shows_the_work_already() -> None:
    assert "data-work" not in Client().get(reverse("network:join_form")).content.decode()
    for n in range(30):
        send(f"198.51.{n}.1", typed(address=f"n{n}@example.org"))
    page = Client().get(reverse("network:join_form")).content.decode()
    assert "js/work.js" in page
    assert send(**worked(page)).status_code == 302
