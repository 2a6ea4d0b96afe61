"""Who brought whom, and whose words count as two."""

from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from network.domain.retention import TIE
from network.models import Member, Tie, TieKind, Trail
from network.permissions import are_independent, may_vote_now
from network.tasks.purging import delete_expired_rows
from tests.network import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", TieKind)
def test_whoever_brought_her_is_not_independent_of_her_whichever_way_one_asks(
    kind: TieKind, coordinator: Member, other_coordinator: Member, zahra: Member
) -> None:
    assert are_independent(coordinator, zahra)
    Tie.objects.tie_members(kind, member=coordinator, other=zahra)
    assert not are_independent(coordinator, zahra)
    assert not are_independent(zahra, coordinator)
    assert are_independent(other_coordinator, zahra)


def test_nobody_is_independent_of_herself(coordinator: Member) -> None:
    assert not are_independent(coordinator, coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.tie_members(TieKind.INVITED, member=coordinator, other=coordinator)


def test_two_whom_the_same_person_invited_are_independent(coordinator: Member, zahra: Member, nasrin: Member) -> None:
    for member in (zahra, nasrin):
        Tie.objects.tie_members(TieKind.INVITED, member=coordinator, other=member)
    assert are_independent(zahra, nasrin)


def test_a_tie_lasts_twelve_months_and_longer_for_somebody_in_office(
    coordinator: Member, zahra: Member, focal_point: Member
) -> None:
    for member in (zahra, focal_point):
        Tie.objects.tie_members(TieKind.INVITED, member=coordinator, other=member)
    for days, independents in [(TIE - 1, []), (1, [zahra])]:
        Tie.objects.update(since=timezone.localdate() - timedelta(days=days if days > 1 else TIE))
        delete_expired_rows(timezone.localdate())
        assert [one for one in (zahra, focal_point) if are_independent(coordinator, one)] == independents
    Member.objects.filter(pk=focal_point.pk).update(role="member")
    delete_expired_rows(timezone.localdate())
    assert are_independent(coordinator, focal_point)


def test_a_second_time_counts_from_today(coordinator: Member, zahra: Member) -> None:
    Tie.objects.tie_members(TieKind.PROPOSED, member=coordinator, other=zahra)
    Tie.objects.update(since=timezone.localdate() - timedelta(days=300))
    assert Tie.objects.tie_members(TieKind.PROPOSED, member=coordinator, other=zahra).since == timezone.localdate()
    assert Tie.objects.count() == 1


def test_an_appointee_votes_after_her_day_and_a_member_never(zahra: Member, focal_point: Member) -> None:
    today = timezone.localdate()
    assert may_vote_now(focal_point)
    focal_point.votes_from = today + timedelta(days=1)
    assert not may_vote_now(focal_point)
    focal_point.votes_from = today
    assert may_vote_now(focal_point)
    assert not may_vote_now(zahra)


def test_ties_that_applications_still_tell_are_taken_over(coordinator: Member, zahra: Member, nasrin: Member) -> None:
    today = timezone.localdate()
    factories.application(state="approved", member=zahra, inviter=coordinator, decided_on=today)
    factories.application(state="approved", member=nasrin, decided_on=today)
    factories.application(inviter=coordinator)

    import_module("network.migrations.0004_ties_of_before").note(apps, None)
    assert list(Tie.objects.values_list("member", "other", "kind")) == [(coordinator.pk, zahra.pk, "invited")]


@transaction.atomic
def appointed(actor: UUID, about: Member, hour: datetime) -> None:
    Trail.objects.create(hour=hour, actor=actor, action="focal_point.appoint", about=about.pk, result="done")


def test_a_sleeper_whom_one_coordinator_appointed_before_is_tied_to_her(
    coordinator: Member, other_coordinator: Member, focal_point: Member, zahra: Member
) -> None:
    """Once one person alone did it. Who holds no office any more, or whose maker left, is tied to nobody."""
    for actor, about, days in [
        (coordinator, focal_point, 300),
        (coordinator, focal_point, 100),
        (other_coordinator, zahra, 50),
        (focal_point, focal_point, 40),
    ]:
        hour = timezone.now() - timedelta(days=days)
        appointed(actor.pk, about, hour)
    appointed(uuid4(), focal_point, timezone.now())

    import_module("network.migrations.0004_ties_of_before").note(apps, None)
    (tie,) = Tie.objects.all()
    assert (tie.member, tie.other, tie.kind) == (coordinator, focal_point, "proposed")
    assert tie.since == (timezone.now() - timedelta(days=100)).date()
    assert not are_independent(coordinator, focal_point)
