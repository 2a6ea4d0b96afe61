"""Who becomes, or is no longer, a focal point or a coordinator."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from network.models import Deed, Member, NoticeKind, Role, Tie, TieKind, Trail
from network.models.deeds import APPOINTMENTS, DISMISSALS, DeedKind
from network.models.ties import APPOINTEE_DAYS
from network.notices.actions import notify_member


def check_appointment(deed: Deed) -> None:
    """A role here gives no right in the editing system, and whoever has rights there gets no role here.

    Raises ValidationError for somebody with such rights, on probation or locked, for a canary, and for whoever has this
    role already or is a coordinator.
    """
    member = lock_member_for_update(deed)
    role = APPOINTMENTS[DeedKind(deed.kind)]
    if member.is_coordinator or member.role == role:
        raise ValidationError(_("She is a focal point or a coordinator already."))
    if member.on_probation or member.is_locked or member.is_canary:
        raise ValidationError(_("She is in her first 30 days, or her account is locked."))
    if member.user.is_staff or member.user.is_superuser or member.user.groups.exists():
        raise ValidationError(_("Her account has rights in the editing system. Nobody may have both."))


def appoint_to_office(deed: Deed) -> None:
    """The appointed member's vote counts after some days more, and never beside that of whoever proposed her."""
    member = lock_member_for_update(deed)
    member.role = APPOINTMENTS[DeedKind(deed.kind)]
    member.votes_from = timezone.localdate() + timedelta(days=APPOINTEE_DAYS)
    member.save(update_fields=["role", "votes_from"])
    Tie.objects.tie_members(TieKind.PROPOSED, member=deed.proposed_by, other=member)
    Trail.objects.record_action(f"{member.role}.appoint", by=deed.proposed_by, about=member.pk)
    notify_member(member, NoticeKind.ACCOUNT)


def check_dismissal(deed: Deed) -> None:
    """Raises ValidationError where the member does not hold this office any more."""
    if lock_member_for_update(deed).role != DISMISSALS[DeedKind(deed.kind)]:
        raise ValidationError(_("She does not hold this office any more."))


def dismiss_from_office(deed: Deed) -> None:
    """The dismissed one is a member like others again. Votes that she gave stay votes of her office."""
    member = lock_member_for_update(deed)
    role, member.role, member.votes_from = member.role, Role.MEMBER, None
    member.save(update_fields=["role", "votes_from"])
    Trail.objects.record_action(f"{role}.dismiss", by=deed.proposed_by, about=member.pk)
    notify_member(member, NoticeKind.ACCOUNT)


def lock_member_for_update(deed: Deed) -> Member:
    """The member whom it is about, as she is now, locked until the transaction ends."""
    return Member.objects.select_for_update(of=("self",)).select_related("user").get(pk=deed.person.pk)
