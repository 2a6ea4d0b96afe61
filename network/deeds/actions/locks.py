"""Closing an account in one step, and opening it again with two people."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import SignIn, User
from network.models import (
    Deed,
    DeedKind,
    Lock,
    LockReason,
    Member,
    NoticeKind,
    Role,
    Trail,
    UnlockApproval,
    UnlockReason,
)
from network.models.locks import APPROVALS_NEEDED
from network.notices.actions import notify_member
from network.permissions import holds_independent_pair, looks_after, may_confirm_lock

LOCKED, OPENED = "lock.close", "lock.open"


def check_can_lock_account(deed: Deed) -> None:
    """Raises ValidationError where the account is locked already, unless with its whole country."""
    if Lock.objects.of_her_own().filter(member=deed.member_id).exists():
        raise ValidationError(_("Her account is locked already."))


def lock_agreed_account(deed: Deed) -> None:
    """What a second person agreed to. See network/deeds/actions/table.py."""
    reason = LockReason(deed.told()["reason"])
    create_lock(by=deed.proposed_by, member=deed.person, reason=reason, is_confirmed=True)


def create_lock(*, by: Member, member: Member, reason: LockReason, is_confirmed: bool) -> Lock:
    """The lock itself, whoever may do it. It takes the place of one that the member shares with her country, which
    would open with the others'."""
    Lock.objects.filter(member=member, reason=LockReason.COUNTRY).delete()
    facts = {"locked_by": by, "reason": reason, "is_confirmed": is_confirmed}
    lock, new = Lock.objects.get_or_create(member=member, defaults=facts)
    User.objects.filter(pk=member.user_id).update(is_active=False)
    SignIn.objects.filter(user_id=member.user_id).delete()
    # She, or somebody for her, says that it is not she who asks for the account.
    Deed.objects.filter(kind=DeedKind.GIVE_BACK, member=member).delete()
    if new:
        Trail.objects.record_action(LOCKED, by=by, about=member.pk, result=reason)
        tell_staff(member, NoticeKind.LOCKED, but={by.pk})
    else:
        # Whoever was about to open it again did not know of this.
        lock.approvals.all().delete()
    return lock


@transaction.atomic
def confirm_lock(*, by: Member, lock: Lock) -> None:
    """A second person looked: the account was locked for a reason.

    Raises ValidationError for whoever locked it, and for somebody who is not independent of her.
    """
    row = Lock.objects.select_for_update(of=("self",)).filter(pk=lock.pk).first()
    if row is None or row.is_confirmed:
        return
    if not may_confirm_lock(by, row):
        raise ValidationError(_("Somebody else has to look: you locked it, or you two are too close."))
    Lock.objects.filter(pk=row.pk).update(is_confirmed=True)
    Trail.objects.record_action("lock.confirm", by=by, about=row.member_id)


@transaction.atomic
def approve_unlock(*, by: Member, lock: Lock, reason: UnlockReason) -> bool:
    """One staff member's yes; with the second one's the account is open. True where it is.

    Raises ValidationError for somebody who may not say yes: the owner, no staff, locked, a second time, or none of
    `find_unlock_approvers`.
    """
    locked = Lock.objects.select_for_update(of=("self",)).select_related("member").filter(pk=lock.pk).first()
    if locked is None:
        return True  # the other two were faster
    staff = Member.objects.active().staff().filter(pk=by.pk).first()
    if staff is None or not Lock.objects.visible_to(staff).filter(pk=locked.pk).exists():
        raise ValidationError(_("You cannot open this account."))
    if staff.pk not in {person.pk for person in find_unlock_approvers(locked)}:
        raise ValidationError(_("You locked this account. Two others have to be sure."))
    if locked.approvals.filter(staff=staff).exists():
        raise ValidationError(_("You have said yes already. Somebody else has to be sure as well."))
    UnlockApproval.objects.create(lock=locked, staff=staff, reason=reason)
    Trail.objects.record_action("lock.approve", by=staff, about=locked.member_id, result=reason)
    if not is_enough(locked):
        tell_staff(locked.member, NoticeKind.UNLOCK, but={staff.pk})
        return False
    remove_lock(locked)
    return True


@transaction.atomic
def withdraw_approval(*, by: Member, lock: Lock) -> None:
    """One of the staff who said yes is no longer sure."""
    Lock.objects.select_for_update(of=("self",)).filter(pk=lock.pk).first()
    if UnlockApproval.objects.filter(lock=lock, staff=by).delete()[0]:
        Trail.objects.record_action("lock.doubt", by=by, about=lock.member_id)


def find_unlock_approvers(lock: Lock) -> list[Member]:
    """Who may say yes: those who look after the locked member, staff still and not locked themselves. Whoever locked
    the account is not among them, unless the network is too small to have two others."""
    staff = Member.objects.active().staff().filter(lock__isnull=True).exclude(pk=lock.member_id)
    able = [person for person in staff if looks_after(person, lock.member)]
    others = [person for person in able if person.pk != lock.locked_by_id]
    return others if len(others) >= APPROVALS_NEEDED else able


def is_enough(lock: Lock) -> bool:
    """Two who are independent of each other, where there are such, and among those who said yes one from the locked
    member's country where it has a focal point who may."""
    able = find_unlock_approvers(lock)
    said = set(lock.approvals.values_list("staff", flat=True))
    yes = [person for person in able if person.pk in said]
    at_home = not needs_home_approver(able) or any(person.country_id == lock.member.country_id for person in yes)
    are_two = holds_independent_pair(yes) or not holds_independent_pair(able)
    return len(yes) >= APPROVALS_NEEDED and at_home and are_two


def needs_home_approver(able: list[Member]) -> bool:
    """Whether one of the two has to come from the locked member's country: a focal point among them is of no other."""
    return any(person.role == Role.FOCAL_POINT for person in able)


def remove_lock(lock: Lock) -> None:
    find_users_able_to_sign_in().filter(pk=lock.member.user_id).update(is_active=True)
    forget_passkeys(lock.member)
    Trail.objects.record_action(OPENED, by=None, about=lock.member_id)
    notify_member(lock.member, NoticeKind.ACCOUNT)
    lock.delete()


def forget_passkeys(member: Member) -> None:
    """Whoever held the member's telephone may have added one, and it opens the account without a password. Not where
    it is her only second step."""
    mine = Authenticator.objects.filter(user_id=member.user_id)
    if mine.filter(type=Authenticator.Type.TOTP).exists():
        mine.filter(type=Authenticator.Type.WEBAUTHN).delete()


def find_users_able_to_sign_in() -> "QuerySet[User]":
    """Whose account opens with its lock. An applicant who was accepted and has not come in yet has no password, and
    stays out until she comes with her code. A canary never had one, and is as open as everybody."""
    return User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX, membership__is_canary=False)


def tell_staff(member: Member, kind: NoticeKind, *, but: set[object]) -> None:
    """Those who look after the member, herself excepted: coordinators, and where she has no office a focal point of her
    country."""
    for person in Member.objects.active().staff().exclude(pk__in=[*but, member.pk]):
        if person.is_coordinator or (person.country_id == member.country_id and not member.is_staff):
            notify_member(person, kind)
