"""Two yeses count as two only where neither of the two made the other. Finding 3: one coordinator alone made a
sleeper a focal point, and the two admitted anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.deeds.actions.locking import lock_account
from network.deeds.actions.locks import confirm_lock
from network.joining.actions import inviting
from network.models import Application, LockReason, Member, Role, Tie, TieKind
from network.models.joining import ApplicationState
from network.models.vetting import VoteReason
from network.vetting.actions import decisions as vetting_decisions
from network.vetting.actions import vetting
from tests.network import factories

Inside = Callable[[Member], Client]
pytestmark = pytest.mark.django_db
YES = VoteReason.KNOWN


def state_in_the_morning(row: Application) -> str:
    vetting_decisions.close_due_applications(timezone.localdate())
    return Application.objects.get(pk=row.pk).state


def say_yes(*vetters: Member, row: Application) -> None:
    for vetter in vetters:
        vetting.cast_vote(by=vetter, application=row, reason=YES)


@pytest.mark.parametrize("kind", TieKind)
def test_a_coordinator_and_her_sleeper_admit_nobody(
    kind: TieKind, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    Tie.objects.tie_members(kind, member=coordinator, other=focal_point)
    row = factories.application("AF")
    say_yes(focal_point, coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.IN_VETTING
    say_yes(other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.APPROVED


def test_two_coordinators_of_whom_one_made_the_other_admit_nobody_alone(
    coordinator: Member, other_coordinator: Member
) -> None:
    Tie.objects.tie_members(TieKind.PROPOSED, member=other_coordinator, other=coordinator)
    row = factories.application("AF")
    say_yes(coordinator, other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.IN_VETTING


def test_beside_a_no_it_takes_a_coordinator_who_did_not_make_the_focal_point(
    focal_point: Member, foreign_focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    Tie.objects.tie_members(TieKind.PROPOSED, member=coordinator, other=focal_point)
    row = factories.application("AF")
    say_yes(focal_point, foreign_focal_point, coordinator, row=row)
    vetting.cast_vote(by=factories.member("PK", role="focal_point"), application=row, reason=VoteReason.DOUBT)
    assert state_in_the_morning(row) == ApplicationState.IN_VETTING
    say_yes(other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.APPROVED


def test_nobody_votes_on_whom_her_own_appointee_invited(
    focal_point: Member, coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    Tie.objects.tie_members(TieKind.PROPOSED, member=coordinator, other=focal_point)
    row = factories.application("AF", inviter=focal_point)
    assert inside(coordinator).get(reverse("network:vetting_one", args=[row.pk])).status_code == 404
    with pytest.raises(Application.DoesNotExist):
        say_yes(coordinator, row=row)
    say_yes(other_coordinator, row=row)
    assert row.votes.count() == 1


def test_an_appointee_votes_only_when_others_had_time_to_look_at_her(
    focal_point: Member, coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    focal_point.votes_from = timezone.localdate() + timedelta(days=1)
    focal_point.save()
    row = factories.application("AF")
    page = inside(focal_point).get(reverse("network:vetting_one", args=[row.pk])).content.decode()
    assert "You can vote from" in page
    with pytest.raises(ValidationError):
        say_yes(focal_point, row=row)
    # Nobody of that country can vote yet, so it waits for no one there.
    say_yes(coordinator, other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.APPROVED


def test_whoever_locks_the_only_focal_point_does_not_decide_in_her_place(
    focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    """Alone she took the look from home away; confirmed by another, she may not vote on it herself."""
    row = factories.application("AF")
    lock = lock_account(by=coordinator, member=focal_point, reason=LockReason.DEVICE)
    assert lock
    say_yes(coordinator, other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.IN_VETTING
    confirm_lock(by=other_coordinator, lock=lock)
    assert state_in_the_morning(row) == ApplicationState.IN_VETTING, "she who locked her votes on it"


@pytest.mark.parametrize("by", ["herself", "another, and somebody looked"])
def test_without_a_focal_point_whom_the_voters_did_not_lock_two_coordinators_decide(
    by: str, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    third = factories.member("PK", role="coordinator")
    row = factories.application("AF")
    if by == "herself":
        say_yes(focal_point, row=row)
    locker, reason = (focal_point, LockReason.HERSELF) if by == "herself" else (third, LockReason.DEVICE)
    lock = lock_account(by=locker, member=focal_point, reason=reason)
    assert lock
    confirm_lock(by=coordinator, lock=lock)
    say_yes(coordinator, other_coordinator, row=row)
    assert state_in_the_morning(row) == ApplicationState.APPROVED


def test_who_came_by_an_invitation_is_tied_to_the_inviter(
    zahra: Member, focal_point: Member, foreign_focal_point: Member
) -> None:
    row = factories.application("AF", inviter=zahra)
    say_yes(focal_point, foreign_focal_point, row=row)
    assert state_in_the_morning(row) == ApplicationState.APPROVED
    row.refresh_from_db()
    assert Tie.objects.filter(kind=TieKind.INVITED, member=zahra, other=row.member).exists()


def test_two_coordinators_and_three_members_whom_one_of_them_invited_still_admit_somebody(
    coordinator: Member, other_coordinator: Member
) -> None:
    """Uninvited, invited by one of the three, and where one of the three has become the focal point at home."""
    women = [factories.member("AF") for _number in range(3)]
    for woman in women:
        Tie.objects.tie_members(TieKind.INVITED, member=coordinator, other=woman)
    rows = [factories.application("AF"), factories.application("AF")]
    inviting.claim_invitation(inviting.create_invitation(by=women[0]), rows[1])
    for row in rows:
        say_yes(coordinator, other_coordinator, row=row)
    # The one proposes her, the other agrees.
    Member.objects.filter(pk=women[2].pk).update(role=Role.FOCAL_POINT)
    women[2].refresh_from_db()
    Tie.objects.tie_members(TieKind.PROPOSED, member=coordinator, other=women[2])
    assert [state_in_the_morning(row) for row in rows] == [ApplicationState.IN_VETTING] * 2, (
        "now there is somebody at home"
    )
    for row in rows:
        say_yes(women[2], row=row)
    assert [state_in_the_morning(row) for row in rows] == [ApplicationState.APPROVED] * 2
