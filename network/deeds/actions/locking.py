"""Closing an account: at once, or with a second person."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SignIn
from network.deeds.actions import propose_deed
from network.deeds.actions.locks import LOCKED, OPENED, create_lock
from network.directory.actions.directory import alarm_if_canary
from network.models import Deed, DeedKind, Lock, LockReason, Member, Role, Trail
from network.models.deeds import DISMISSALS
from network.models.locks import APPROVALS_NEEDED, LOCKS_A_DAY
from network.permissions import find_tied_members

REOPENED_DAYS = 30


@transaction.atomic
def lock_account(*, by: Member, member: Member, reason: LockReason) -> Lock | None:
    """Nobody is signed in to the account any more, and nobody can sign in. Doing it twice changes nothing.

    Where it takes two it is only proposed, and None comes back. Raises ValidationError where `by` is neither the owner
    of the account nor looks after her, or locks another coordinator while her own dismissal waits.
    """
    by = Member.objects.select_for_update(of=("self",)).get(pk=by.pk)  # of two windows, one counts first
    is_own = by.pk == member.pk
    if not is_own and not Member.objects.in_care_of(by).filter(pk=member.pk).exists():
        raise ValidationError(_("You do not look after this account."))
    if not is_own and member.is_coordinator and Deed.objects.open().filter(kind__in=DISMISSALS, member=by).exists():
        # Else she locks those who are about to end her office, and their word falls with them.
        raise ValidationError(_("Your own office is being decided about. Another coordinator can lock this account."))
    is_new = not is_own and not Lock.objects.of_her_own().filter(member=member).exists()
    if is_new and takes_two(by, member):
        SignIn.objects.filter(user_id=member.user_id).delete()  # a device in other hands is out at once, all the same
        propose_deed(by=by, kind=DeedKind.LOCK, member=member, details={"reason": reason})
        return None
    lock = create_lock(by=by, member=member, reason=reason, is_confirmed=is_own)
    alarm_if_canary(by=by, person=member)  # a canary that is locked stands in nobody's way
    return lock


def takes_two(by: Member, member: Member) -> bool:
    """From the fourth account of a day on; and from the second coordinator on: else one of them, alone or with those
    whom she brought, locks all others, and nobody is left to open. A coordinator from the first on where fewer than
    two others could open her again: with her office in one hand, alarms would reach that hand alone."""
    if locks_of_the_day(by) >= LOCKS_A_DAY:
        return True
    if was_opened_lately(by, member):
        return True
    if not member.is_coordinator:
        return False
    others = Member.objects.active().filter(role=Role.COORDINATOR, lock__isnull=True).exclude(pk__in=[by.pk, member.pk])
    if others.count() < APPROVALS_NEEDED:
        return True
    close = find_tied_members(by)
    locked = Lock.objects.filter(locked_by__in=close, is_confirmed=False, member__role=Role.COORDINATOR)
    return locked.exists() or speaks_against(member, close)


def was_opened_lately(by: Member, member: Member) -> bool:
    """Whether two people opened an account that `by`, of the staff, had locked: what they were sure of, one hand does
    not undo."""
    since = timezone.now() - timedelta(days=REOPENED_DAYS)
    lines = Trail.objects.filter(about=member.pk, hour__gt=since)
    return lines.filter(action=OPENED).exists() and lines.filter(action=LOCKED, actor=by.pk).exists()


def speaks_against(member: Member, close: set[UUID]) -> bool:
    """Whether the member to be locked is about to end the office of one of `close`: with her account her word falls."""
    hers = Q(proposed_by=member) | Q(second__by=member)
    return Deed.objects.open().filter(hers, kind__in=DISMISSALS, member__in=close).exists()


def locks_of_the_day(staff: Member) -> int:
    """How many accounts of others one of the staff locked in the last 24 hours; the trail knows whole hours."""
    since = timezone.now() - timedelta(hours=25)
    mine = Trail.objects.filter(actor=staff.pk, action=LOCKED, hour__gt=since)
    return mine.exclude(about=staff.pk).count()
