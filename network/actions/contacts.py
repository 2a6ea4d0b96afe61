"""Reading somebody's contact data: for a purpose, a few times a day, and never without a line in the trail."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Sealed, Shredded
from network.actions.directory import raise_alarm
from network.models import Member, Occasion, Trail
from network.models.contacts import OPENED, openings_left


class Contact(NamedTuple):
    """None where the country's keys were destroyed."""

    address: str | None
    reach: str | None


@transaction.atomic
def open_contact(*, by: Member, member: Member, occasion: Occasion) -> Contact:
    """Her address and how it is safe to reach her. Raises ValidationError for whoever may not, or too often."""
    staff = Member.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two windows count as one
    if not Member.objects.in_care_of(staff).filter(pk=member.pk).exists():
        raise ValidationError(_("You do not look after this account."))
    if openings_left(staff) < 1:
        raise ValidationError(
            _("You have opened contact data as often as is safe in a day. Ask another coordinator, or come tomorrow.")
        )
    Trail.objects.note(OPENED, by=staff, about=member.pk, result=occasion)
    raise_alarm(by=staff, person=member)
    return Contact(readable(member.address), readable(member.reach))


def readable(value: Sealed) -> str | None:
    try:
        return value.open()
    except Shredded:
        return None
