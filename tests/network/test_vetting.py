"""Two people decide. D15 of the acceptance suite, and what surrounds it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from network.models import Alarm, Application, Consent, Member, Notice, NoticeKind, Trail, Vote
from network.models.joining import ApplicationState
from network.models.vetting import NO_REASONS, YES_REASONS, VoteReason, VotingCapacity
from network.vetting.actions import decisions as vetting_decisions
from network.vetting.actions import vetting
from tests.network import factories

pytestmark = pytest.mark.django_db
YES, NO = VoteReason.KNOWN, VoteReason.DOUBT


@pytest.fixture
def application(db: None) -> Application:
    """From Afghanistan."""
    return factories.application("AF")


def state_of(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def say(member: Member, application: Application, reason: VoteReason) -> None:
    vetting.cast_vote(by=member, application=application, reason=reason)


def night() -> None:
    """02:00 UTC."""
    vetting_decisions.close_due_applications(timezone.localdate())


def morning_after(application: Application) -> str:
    """Its state when the night has come."""
    night()
    return state_of(application)


# --- Who sees what ---


def test_each_sees_what_she_may_vet(
    application: Application,
    zahra: Member,
    focal_point: Member,
    foreign_focal_point: Member,
    coordinator: Member,
) -> None:
    def sees(member: Member) -> bool:
        return Application.objects.visible_to(member).filter(pk=application.pk).exists()

    assert [sees(one) for one in (zahra, focal_point, foreign_focal_point, coordinator)] == [False, True, False, True]
    say(focal_point, application, YES)
    assert sees(foreign_focal_point), "offered to other countries once somebody at home has voted"


def test_a_coordinators_vote_offers_it_to_no_other_country(
    application: Application, coordinator: Member, foreign_focal_point: Member, focal_point: Member
) -> None:
    say(coordinator, application, YES)
    assert not Application.objects.visible_to(foreign_focal_point).exists()


@pytest.mark.parametrize("state", ["draft", "declined", "withdrawn", "approved", "expired"])
def test_what_is_not_to_be_decided_is_not_seen(state: str, coordinator: Member) -> None:
    decided = None if state == "draft" else timezone.localdate()
    factories.application(state=state, decided_on=decided, is_proven=False)
    assert not Application.objects.visible_to(coordinator).exists()


def test_the_inviter_does_not_see_whom_she_invited(focal_point: Member, inside: Callable[[Member], Client]) -> None:
    invited = factories.application("AF", inviter=focal_point)
    browser = inside(focal_point)
    assert browser.get(reverse("network:vetting_one", args=[invited.pk])).status_code == 404
    assert invited.pseudonym not in browser.get(reverse("network:vetting")).content.decode()


def test_the_page_shows_coded_facts_and_what_she_wrote_only_when_opened(
    application: Application, focal_point: Member, inside: Callable[[Member], Client]
) -> None:
    browser = inside(focal_point)
    page = browser.get(reverse("network:vetting_one", args=[application.pk])).content.decode()
    assert application.pseudonym in page
    assert "ZQ7-" not in page
    page = browser.post(reverse("network:vetting_open", args=[application.pk])).content.decode()
    assert "ZQ7-why" in page
    assert "ZQ7-applicant" not in page, "never the address, never how to reach her"
    assert Trail.objects.filter(action="application.open", actor=focal_point.pk, about=application.pk).count() == 1
    assert state_of(application) == ApplicationState.IN_VETTING


def test_the_second_vetter_does_not_see_what_the_first_said(
    application: Application, focal_point: Member, coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    say(focal_point, application, VoteReason.REFEREE)
    page = inside(coordinator).post(reverse("network:vetting_open", args=[application.pk])).content.decode()
    assert focal_point.pseudonym not in page.split("<main")[1]
    assert 'checked="' not in page


def test_destroyed_keys_are_said_in_words(
    application: Application, focal_point: Member, inside: Callable[[Member], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    Application.objects.filter(pk=application.pk).update(why=type(application.why)("9.AF.AAAA"))
    page = inside(focal_point).post(reverse("network:vetting_open", args=[application.pk])).content.decode()
    assert "No longer readable" in page


# --- The rule of two ---


def test_home_and_abroad_together_accept(
    application: Application, focal_point: Member, foreign_focal_point: Member
) -> None:
    say(focal_point, application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING
    say(foreign_focal_point, application, YES)
    assert morning_after(application) == ApplicationState.APPROVED


def test_home_and_a_coordinator_together_accept(
    application: Application, focal_point: Member, coordinator: Member
) -> None:
    say(coordinator, application, YES)
    say(focal_point, application, YES)
    assert morning_after(application) == ApplicationState.APPROVED


def test_two_of_the_same_country_do_not(application: Application, focal_point: Member) -> None:
    say(focal_point, application, YES)
    say(factories.member("AF", role="focal_point"), application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING


def test_two_coordinators_do_not_where_the_country_has_a_focal_point(
    application: Application, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    say(coordinator, application, YES)
    say(other_coordinator, application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING


@pytest.mark.parametrize("why", ["there is none", "she is locked", "she is the inviter"])
def test_two_coordinators_do_where_nobody_at_home_can(why: str, coordinator: Member, other_coordinator: Member) -> None:
    inviter = None
    if why != "there is none":
        only = factories.member("AF", role="focal_point")
        if why == "she is locked":
            User.objects.filter(pk=only.user_id).update(is_active=False)
        else:
            inviter = only
    application = factories.application("AF", inviter=inviter)
    say(coordinator, application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING
    say(other_coordinator, application, YES)
    assert morning_after(application) == ApplicationState.APPROVED


def test_two_noes_decline_and_the_applicant_learns_no_reason(
    application: Application, focal_point: Member, coordinator: Member
) -> None:
    say(focal_point, application, NO)
    assert morning_after(application) == ApplicationState.IN_VETTING
    say(coordinator, application, VoteReason.RISK)
    assert morning_after(application) == ApplicationState.DECLINED
    assert not Member.objects.filter(pseudonym=application.pseudonym).exists()


def test_a_split_needs_a_coordinator_who_was_not_part_of_it(
    application: Application, focal_point: Member, foreign_focal_point: Member, coordinator: Member
) -> None:
    say(focal_point, application, YES)
    say(foreign_focal_point, application, NO)
    third = factories.member("PK", role="focal_point")
    say(third, application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING, "a second focal point does not settle it"
    say(coordinator, application, YES)
    assert morning_after(application) == ApplicationState.APPROVED


def test_nobody_is_accepted_against_the_only_focal_point_at_home(
    application: Application, focal_point: Member, foreign_focal_point: Member, coordinator: Member
) -> None:
    say(focal_point, application, NO)
    say(foreign_focal_point, application, YES)
    say(coordinator, application, YES)
    assert morning_after(application) == ApplicationState.IN_VETTING
    say(factories.member("AF", role="focal_point"), application, YES)
    assert morning_after(application) == ApplicationState.APPROVED, "another focal point of the country looked"


def test_every_set_of_votes_follows_the_rule_as_stated_another_way() -> None:
    """All 729 sets of up to two votes of each kind, against a slow restatement."""
    from itertools import combinations, product

    somebody = Member()
    kinds = [(seat, is_yes) for seat in VotingCapacity for is_yes in (True, False)]
    for counts in product(range(3), repeat=len(kinds)):
        votes = [
            Vote(seat=seat, is_yes=is_yes, vetter=somebody)
            for (seat, is_yes), number in zip(kinds, counts, strict=True)
            for _ in range(number)
        ]
        yes = [vote for vote in votes if vote.is_yes]
        noes = [vote for vote in votes if not vote.is_yes]
        for alone in (True, False):
            pairs = [{a.seat, b.seat} for a, b in combinations(yes, 2)]
            two = any(VotingCapacity.HOME in pair and len(pair) == 2 for pair in pairs)
            two = two or (alone and {VotingCapacity.COORDINATOR} in pairs)
            settled = not noes or any(vote.seat == VotingCapacity.COORDINATOR for vote in yes)
            wanted = (
                ApplicationState.DECLINED if len(noes) > 1 else ApplicationState.APPROVED if two and settled else None
            )
            assert vetting_decisions.decide_by_votes(votes, alone, lambda one, other: True) == wanted, (counts, alone)
            if wanted == ApplicationState.APPROVED:
                assert vetting_decisions.decide_by_votes(votes, alone, lambda one, other: False) is None, (
                    "never two who are one"
                )


# --- D15 ---


def test_one_vetter_cannot_vote_twice(application: Application, focal_point: Member) -> None:
    say(focal_point, application, YES)
    with pytest.raises(ValidationError):
        say(focal_point, application, YES)
    assert application.votes.count() == 1


def test_the_database_refuses_a_second_vote_too(application: Application, focal_point: Member) -> None:
    from django.db import IntegrityError

    say(focal_point, application, YES)
    with pytest.raises(IntegrityError):
        Vote.objects.create(application=application, vetter=focal_point, seat="home", is_yes=True, reason="known")


def test_the_inviter_cannot_vote(coordinator: Member, other_coordinator: Member) -> None:
    application = factories.application("AF", inviter=coordinator)
    with pytest.raises(Application.DoesNotExist):
        say(coordinator, application, YES)
    assert not application.votes.exists()


@pytest.mark.parametrize("reason", [*YES_REASONS, *NO_REASONS])
def test_a_reason_says_yes_or_no(reason: VoteReason, application: Application, focal_point: Member) -> None:
    say(focal_point, application, reason)
    assert application.votes.get().is_yes == (reason in YES_REASONS)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_votes_of_one_moment_and_two_nights_at_once_make_exactly_one_member() -> None:
    vetters = [factories.member(code, role="focal_point") for code in ("AF", "BD", "PK", "IQ")]
    vetters += [factories.member("IR", role="coordinator") for _ in range(2)]
    application = factories.application("AF", pseudonym="Once")
    say(vetters[0], application, YES)
    at_once([lambda vetter=vetter: say(vetter, application, YES) for vetter in vetters[1:]])
    assert Vote.objects.count() == 6, "none is told that it came too late"
    at_once([night] * 3)
    assert Member.objects.filter(pseudonym__startswith="Once ").count() == 1
    assert Trail.objects.filter(action="application.close").count() == 1


def at_once(deeds: list[Callable[[], None]]) -> None:
    """All of them in the same moment, each on a connection of its own."""
    gate = threading.Barrier(len(deeds))

    def do(deed: Callable[[], None]) -> None:
        try:
            gate.wait()
            deed()
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_vetter_in_two_windows_votes_once() -> None:
    vetter = factories.member("AF", role="focal_point")
    application = factories.application("AF")
    gate, outcomes = threading.Barrier(2), []

    def approve() -> None:
        try:
            gate.wait()
            say(vetter, application, YES)
            outcomes.append("done")
        except ValidationError:
            outcomes.append("refused")
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=approve) for _ in range(2)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert sorted(outcomes) == ["done", "refused"]


# --- What an approval makes ---


def test_an_approval_makes_a_member_on_probation_whom_nobody_finds(
    application: Application, focal_point: Member, foreign_focal_point: Member, zahra: Member
) -> None:
    why = application.why
    for vetter in (focal_point, foreign_focal_point):
        say(vetter, application, YES)
    night()
    application.refresh_from_db()
    member = application.member
    assert member.on_probation
    assert member.joined_month.day == 1
    assert member.address.open() == f"ZQ7-applicant-{application.pseudonym.split()[1]}@example.org"
    assert not application.address
    assert not application.reach
    assert application.why == why
    assert member.user.is_guarded
    assert not member.user.is_active
    assert not member.user.has_usable_password()
    assert member.spoken_names() == ["English", "Dari"]
    assert set(Consent.objects.filter(member=member).values_list("purpose", flat=True)) == {"profile"}


def test_nobody_who_joins_gets_a_right_in_the_editing_system(
    application: Application, focal_point: Member, foreign_focal_point: Member, coordinator: Member
) -> None:
    for vetter in (focal_point, foreign_focal_point):
        say(vetter, application, YES)
    night()
    application.refresh_from_db()
    for member in (application.member, focal_point, coordinator):
        user = User.objects.get(pk=member.user_id)
        assert not user.is_staff
        assert not user.is_superuser
        assert not user.groups.exists()
        assert not user.user_permissions.exists()
        assert user.get_all_permissions() == set()
        assert not user.has_perm("wagtailadmin.access_admin")


def test_every_name_gets_a_number_and_none_is_taken(
    focal_point: Member, foreign_focal_point: Member, zahra: Member
) -> None:
    rows = [factories.application("AF", pseudonym=name) for name in ("ZAHRA", "Zahra 42", "Free")]
    for row in rows:
        for vetter in (focal_point, foreign_focal_point):
            say(vetter, row, YES)
    night()
    names = [Application.objects.get(pk=row.pk).member.pseudonym for row in rows]
    assert [re.sub(r"\d\d$", "#", name) for name in names] == ["ZAHRA #", "Zahra #", "Free #"]


def test_nobody_says_yes_while_a_question_waits(
    application: Application, focal_point: Member, coordinator: Member
) -> None:
    vetting.ask_question(by=focal_point, application=application, text="Who?")
    with pytest.raises(ValidationError):
        say(coordinator, application, YES)
    say(coordinator, application, NO)


# --- Pages ---


def test_a_vetter_votes_and_asks_through_the_pages(
    application: Application, focal_point: Member, inside: Callable[[Member], Client]
) -> None:
    browser = inside(focal_point)
    ask, vote = (reverse(f"network:vetting_{name}", args=[application.pk]) for name in ("ask", "vote"))
    assert "Write a question" in browser.post(ask, {"text": ""}).content.decode()
    assert browser.post(ask, {"text": "ZQ7-question"}).status_code == 302
    assert "Choose what you say" in browser.post(vote, {}).content.decode()
    assert browser.post(vote, {"reason": "doubt"}).status_code == 302
    assert application.votes.get().seat == VotingCapacity.HOME
    page = browser.get(reverse("network:vetting_one", args=[application.pk])).content.decode()
    assert "You have decided" in page


def test_who_may_vet_is_told_and_nobody_else(
    focal_point: Member, foreign_focal_point: Member, coordinator: Member, zahra: Member
) -> None:
    from network.joining.actions import joining

    application = factories.application("AF", state="draft", mail="never", is_proven=False)
    joining.confirm_application(by=application)
    told = Notice.objects.filter(kind=NoticeKind.VETTING).values_list("member", flat=True)
    assert set(told) == {focal_point.pk}
    say(focal_point, application, YES)
    assert set(told.all()) == {focal_point.pk, foreign_focal_point.pk, coordinator.pk}


@pytest.mark.parametrize("number", [1, 3, 9])
def test_the_queue_asks_the_same_queries_for_one_and_for_many(
    number: int, coordinator: Member, inside: Callable[[Member], Client]
) -> None:
    for _ in range(number):
        factories.application("AF")
    browser = inside(coordinator)
    browser.get(reverse("network:vetting"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = browser.get(reverse("network:vetting")).content.decode()
    assert page.count("Applicant ") == number
    assert len(queries) <= 16, [query["sql"][:120] for query in queries]


def test_an_open_session_of_a_vetter_reads_and_decides_nothing_without_a_code(
    focal_point: Member, inside: Any, time_machine: Any
) -> None:
    """Found open on a desk after twenty minutes; reading one after the other is not asked for each."""
    row = factories.application("AF", why="ZQ7-why")
    browser = inside(focal_point)
    page, texts = reverse("network:vetting_one", args=[row.pk]), reverse("network:vetting_open", args=[row.pk])
    assert "ZQ7-why" in browser.post(texts).content.decode()
    start = timezone.now()
    for minutes in (5, 10, 14, 16):  # kept open by use
        time_machine.move_to(start + timedelta(minutes=minutes))
        browser.get(reverse("network:home"))
    answers = [browser.get(page), browser.post(texts), browser.post(reverse("network:vetting_vote", args=[row.pk]))]
    assert {answer.status_code for answer in answers} == {302}
    assert all(f"next={quote(page, safe='')}" in answer["Location"] for answer in answers)
    assert not row.votes.exists()


def test_who_opens_more_requests_in_a_day_than_vetting_needs_is_seen_by_the_others(
    coordinator: Member, other_coordinator: Member
) -> None:
    for _n in range(14):
        vetting.open_application_texts(by=coordinator, application=factories.application("AF"))
    assert not Alarm.objects.exists()
    vetting.open_application_texts(by=coordinator, application=factories.application("AF"))
    assert Alarm.objects.get().member == coordinator
