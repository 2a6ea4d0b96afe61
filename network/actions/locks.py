"""Closing an account in one step, and opening it again with two people."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SignIn, User
from network.actions.notices import notify
from network.models import Kind, Lock, LockReason, Member, Role, Trail, UnlockApproval, UnlockReason
from network.models.locks import APPROVALS_NEEDED


@transaction.atomic
def lock_account(*, by: Member, member: Member, reason: LockReason) -> Lock:
    """Nobody is signed in to the account any more, and nobody can sign in. Doing it twice changes nothing.

    Raises ValidationError where `by` is neither she herself nor looks after her.
    """
    if by.pk != member.pk and not Member.objects.in_care_of(by).filter(pk=member.pk).exists():
        raise ValidationError(_("You do not look after this account."))
    lock, new = Lock.objects.get_or_create(member=member, defaults={"locked_by": by, "reason": reason})
    User.objects.filter(pk=member.user_id).update(is_active=False)
    SignIn.objects.filter(user_id=member.user_id).delete()
    if new:
        Trail.objects.note("lock.close", by=by, about=member.pk, result=reason)
        tell_staff(member, Kind.LOCKED, but={by.pk})
    else:
        # Whoever was about to open it again did not know of this.
        lock.approvals.all().delete()
    return lock


@transaction.atomic
def approve_unlock(*, by: Member, lock: Lock, reason: UnlockReason) -> bool:
    """One staff member's yes; with the second one's the account is open. True where it is.

    Raises ValidationError for somebody who may not say yes: herself, no staff, locked, a second time.
    """
    locked = Lock.objects.select_for_update(of=("self",)).select_related("member").filter(pk=lock.pk).first()
    if locked is None:
        return True  # the other two were faster
    staff = Member.objects.active().staff().filter(pk=by.pk).first()
    if staff is None or not Lock.objects.visible_to(staff).filter(pk=locked.pk).exists():
        raise ValidationError(_("You cannot open this account."))
    if locked.approvals.filter(staff=staff).exists():
        raise ValidationError(_("You have said yes already. Somebody else has to be sure as well."))
    UnlockApproval.objects.create(lock=locked, staff=staff, reason=reason)
    Trail.objects.note("lock.approve", by=staff, about=locked.member_id, result=reason)
    if valid_approvals(locked) < APPROVALS_NEEDED:
        tell_staff(locked.member, Kind.UNLOCK, but={staff.pk})
        return False
    open_account(locked)
    return True


@transaction.atomic
def withdraw_approval(*, by: Member, lock: Lock) -> None:
    """She is no longer sure."""
    Lock.objects.select_for_update(of=("self",)).filter(pk=lock.pk).first()
    if UnlockApproval.objects.filter(lock=lock, staff=by).delete()[0]:
        Trail.objects.note("lock.doubt", by=by, about=lock.member_id)


def valid_approvals(lock: Lock) -> int:
    """Of people who are staff still, and not locked themselves."""
    return lock.approvals.filter(staff__user__is_active=True).exclude(staff__role=Role.MEMBER).count()


def open_account(lock: Lock) -> None:
    # Who was accepted and has not come in yet has no password, and stays out until she comes with her code.
    User.objects.filter(pk=lock.member.user_id).update(is_active=lock.member.user.has_usable_password())
    Trail.objects.note("lock.open", by=None, about=lock.member_id)
    notify(lock.member, Kind.ACCOUNT)
    lock.delete()


def tell_staff(member: Member, kind: Kind, *, but: set[object]) -> None:
    """Those who look after her, herself excepted: coordinators, and for a member a focal point of her country."""
    for person in Member.objects.active().staff().exclude(pk__in=[*but, member.pk]):
        if person.is_coordinator or (person.country_id == member.country_id and not member.is_staff):
            notify(person, kind)
