"""A member's word for one person. Finding 9: an invitation that was good once worked three times of three."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.limits import consume_limit
from network.domain.codes import generate_code
from network.joining.actions import inviting, joining
from network.models import Application, Invitation, Member
from tests.network import factories
from tests.network.test_application_door import without_noise
from tests.network.test_joining import typed
from tests.network.test_vetting import at_once

Inside = Callable[[Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afghanistan(db: None) -> None:
    factories.country("AF", is_open=True)


def draft(code: str, n: int = 0) -> Application:
    facts = {"pseudonym": f"Draft {n}", "country": factories.country("AF"), "sector": "justice", "level": "middle"}
    facts |= {"languages": ["en"], "address": "", "mail": "never", "reach": "r", "why": "w"}
    return joining.create_application(by=None, facts=facts, invitation=code, language="en")


def test_of_three_drafts_with_one_invitation_one_is_vouched_for(zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    rows = [draft(code, n) for n in range(3)]
    for row in rows:
        assert joining.confirm_application(by=row)
    vouched = [Application.objects.get(pk=row.pk).vouched for row in rows]
    assert vouched == [False, False, True], "the newest draft holds it"
    assert {row.inviter_id for row in rows} == {zahra.pk}, "the others lose the mark, and she stays barred"
    assert not Invitation.objects.usable().exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_three_drafts_and_three_confirmations_in_one_moment_make_one_mark(turn: int) -> None:
    code = inviting.create_invitation(by=factories.member("AF"))
    rows: list[Application] = []
    at_once([lambda n=n: rows.append(draft(code, n)) for n in range(3)])
    assert Invitation.objects.get().taken_by in rows
    at_once([lambda row=row: joining.confirm_application(by=row) for row in rows])
    assert Application.objects.filter(vouched=True).count() == 1
    assert Application.objects.filter(state="confirmed").count() == 3
    assert not Invitation.objects.usable().exists()


def test_who_fills_in_the_page_again_does_not_lose_the_mark(zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    draft(code)
    again = draft(code)
    joining.confirm_application(by=again)
    assert Application.objects.get(pk=again.pk).vouched


def test_a_draft_that_goes_gives_the_invitation_back(zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    draft(code).delete()
    assert Invitation.objects.get().taken_by is None
    row = draft(code)
    joining.confirm_application(by=row)
    assert Application.objects.get(pk=row.pk).vouched


def test_an_invitation_that_ran_out_before_she_confirmed_is_no_word(zahra: Member) -> None:
    row = draft(inviting.create_invitation(by=zahra))
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        joining.confirm_application(by=row)
    assert not Application.objects.get(pk=row.pk).vouched


def test_the_form_says_nothing_of_whether_an_invitation_was_used(zahra: Member) -> None:
    used, good = inviting.create_invitation(by=zahra), inviting.create_invitation(by=zahra)
    joining.confirm_application(by=draft(used))
    answers = []
    for n, code in enumerate((used, good, generate_code())):
        browser = Client(REMOTE_ADDR=f"198.51.{n}.1")
        answer = browser.post(reverse("network:join_form"), typed(invitation=code, mail="never", address=""))
        page = browser.post(reverse("network:join_code")).content.decode()
        answers.append(
            (answer.status_code, answer["Location"], page.count("invitation"), "Your request is sent" in page)
        )
    assert len(set(answers)) == 1
    assert [row.vouched for row in Application.objects.filter(pseudonym="Cypress").order_by("inviter")].count(True) == 1


@pytest.mark.parametrize("typed_code", ["ABC", "12345-67890-12345-6789", "!" * 20])
def test_what_can_be_no_code_is_named_and_nothing_is_lost(typed_code: str) -> None:
    page = Client().post(reverse("network:join_form"), typed(invitation=typed_code)).content.decode()
    assert "four groups of five" in page
    assert "ZQ7-form-why" in page


def test_an_inviter_who_is_locked_vouches_for_nobody(zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    zahra.user.is_active = False
    zahra.user.save()
    row = draft(code)
    joining.confirm_application(by=row)
    assert not row.vouched


def test_six_in_a_year_and_three_at_once(zahra: Member) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _number in range(3):
            inviting.create_invitation(by=zahra)
        with pytest.raises(ValidationError, match="three open"):
            inviting.create_invitation(by=zahra)
        Invitation.objects.all().delete()
        with pytest.raises(ValidationError, match="in a year"):
            inviting.create_invitation(by=zahra)
        given = 3
        for _day in range(364):
            clock.shift(timedelta(days=1))
            Invitation.objects.all().delete()
            given += consume_limit("invitation", str(zahra.pk), inviting.INVITATIONS)
        assert given <= 6


def test_a_refusal_stands_on_the_page(zahra: Member, inside: Inside) -> None:
    browser = inside(zahra)
    for _number in range(3):
        browser.post(reverse("network:invitations"))
        Invitation.objects.all().delete()
    assert "as many invitations as one may in a year" in browser.post(reverse("network:invitations")).content.decode()
    assert not Invitation.objects.exists()


def test_in_a_flood_one_invitation_opens_its_lane_a_few_times_only(zahra: Member) -> None:
    code = inviting.create_invitation(by=zahra)
    assert [inviting.consume_invitation_lane(code) for _try in range(5)] == [True] * 3 + [False] * 2
    assert not inviting.consume_invitation_lane(generate_code())
    assert not inviting.consume_invitation_lane("")


def test_her_inviter_does_not_see_when_somebody_comes_with_an_invitation(zahra: Member, inside: Inside) -> None:
    """Neither on her list nor in how many she may still give."""
    code = inviting.create_invitation(by=zahra)
    page = reverse("network:invitations")
    before = without_noise(inside(zahra).get(page).content.decode())
    row = draft(code)
    assert joining.confirm_application(by=row)
    assert Application.objects.get().vouched
    assert without_noise(inside(zahra).get(page).content.decode()) == before
    assert not inviting.use_invitation(row), "good once"
    assert zahra.invitations.given().count() == 1
