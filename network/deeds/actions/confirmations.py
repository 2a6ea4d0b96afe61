"""The second person's word, and with it the deed."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.deeds.actions.table import RULES
from network.models import Deed, DeedConfirmation, Member, NoticeKind, Role, Trail
from network.models.deeds import IN_CARE, TAKES_FORCE_AFTER, WAITS, DeedKind, IdentityCheck
from network.notices.actions import notify_member
from network.permissions import may_confirm_deed


@transaction.atomic
def confirm_deed(*, by: Member, deed: Deed, heard: IdentityCheck = IdentityCheck.OTHER) -> bool:
    """The second person agrees. True where it is done with that; else it takes force later, or is finished by hand.

    Raises ValidationError for somebody whose word does not count beside the proposer's, and where it cannot be.
    """
    row = lock_deed_for_update(deed)
    staff = Member.objects.active().staff().filter(pk=by.pk).first()
    if row is None or row.is_agreed:
        raise ValidationError(_("It was decided in the meantime."))
    if staff is None or not may_confirm_deed(staff, row):
        raise ValidationError(_("Your word does not count here. Somebody else has to confirm it."))
    if not are_in_office(row, [row.proposed_by_id]):
        raise ValidationError(_("Whoever proposed it is no longer in her office, or is locked."))
    if row.kind == DeedKind.GIVE_BACK and {heard, row.told().get("heard")} == {IdentityCheck.OTHER}:
        raise ValidationError(_("One of you two must have heard her voice. Speak to her first."))
    RULES[row.kind].check(row)
    DeedConfirmation.objects.create(deed=row, by=staff)
    row.in_force = timezone.now() + TAKES_FORCE_AFTER.get(DeedKind(row.kind), timedelta())
    row.expires = row.in_force + WAITS
    row.save(update_fields=["in_force", "expires"])
    Trail.objects.record_action("deed.second", by=staff, about=row.about, result=row.kind)
    notify_member(row.proposed_by, NoticeKind.DECIDED)
    if row.kind == DeedKind.GIVE_BACK and row.member:
        notify_member(row.member, NoticeKind.RETURN)
    if row.is_by_hand or not row.is_in_force:
        return False
    carry_out_deed(row)
    return True


@transaction.atomic
def carry_out_deed(deed: Deed, **finishing: Any) -> Any:
    """Does what two people agreed on, once, and forgets that it waited. What the deed itself returns.

    Raises ValidationError where two do not agree (any more), its time has not come, or it cannot be any more.
    """
    row = lock_deed_for_update(deed)
    if row is None or not row.is_in_force or not is_still_agreed(row):
        raise ValidationError(_("Two people have to agree on this first."))
    rule = RULES[row.kind]
    rule.check(row)
    outcome = rule.do(row, **finishing)
    Deed.objects.filter(pk=row.pk).delete()
    return outcome


def carry_out_due_deeds() -> tuple[int, int]:
    """What took force meanwhile. How many were done, and how many could not be and are forgotten."""
    done = void = 0
    for deed in Deed.objects.due():
        try:
            carry_out_deed(deed)
            done += 1
        except ValidationError:
            with transaction.atomic():
                if Deed.objects.filter(pk=deed.pk).delete()[0]:
                    Trail.objects.record_action("deed.void", by=None, about=deed.about, result=deed.kind)
                    notify_member(deed.proposed_by, NoticeKind.DECIDED)
                    void += 1
    return done, void


def is_still_agreed(deed: Deed) -> bool:
    """Whether both are in office and not locked: whoever was forced to agree locks her account, and it falls."""
    return deed.is_agreed and are_in_office(deed, [deed.proposed_by_id, deed.second.by_id])


def are_in_office(deed: Deed, people: list[Any]) -> bool:
    rows = Member.objects.active().staff().filter(pk__in=people, lock__isnull=True)
    if deed.kind not in IN_CARE:
        rows = rows.filter(role=Role.COORDINATOR)
    return rows.count() == len(people)


def lock_deed_for_update(deed: Deed) -> Deed | None:
    """The row as it is now, held until the transaction ends; None where it is done or too old."""
    rows = Deed.objects.open().select_for_update(of=("self",))
    return rows.select_related("member", "country", "proposed_by").filter(pk=deed.pk).first()
