"""Reading somebody's contact data: for a purpose, a few times a day, and never without a line in the trail."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.sealing import Sealed, Shredded
from network.alarms.actions import consume_budget, count_towards_alarm
from network.directory.actions.directory import alarm_if_canary
from network.domain.contacts import OPENED, ContactOccasion
from network.limits import CONTACTS, CONTACTS_A_MONTH_QUIETLY, CONTACTS_QUIETLY
from network.models import AlarmCause, Member, Trail


class ContactData(NamedTuple):
    """None where the country's keys were destroyed."""

    address: str | None
    reach: str | None


def open_contact(*, by: Member, member: Member, occasion: ContactOccasion) -> ContactData:
    """A member's address and how it is safe to reach her. Raises ValidationError for whoever may not, or too often.

    What is more than a quiet day needs is told to the other coordinators. Not in a transaction: see
    network.alarms.actions.
    """
    if not Member.objects.in_care_of(by).filter(pk=member.pk).exists():
        raise ValidationError(_("You do not look after this account."))
    consume_budget(
        CONTACTS, by=by, words=_("You have opened contact data as often as is safe. Ask another coordinator.")
    )
    count_towards_alarm(AlarmCause.CONTACTS, CONTACTS_QUIETLY, by=by)
    count_towards_alarm(AlarmCause.CONTACTS, CONTACTS_A_MONTH_QUIETLY, by=by)
    with transaction.atomic():
        Trail.objects.record_action(OPENED, by=by, about=member.pk, result=occasion)
        alarm_if_canary(by=by, person=member)
    return ContactData(readable(member.address), readable(member.reach))


def readable(value: Sealed) -> str | None:
    try:
        return value.open()
    except Shredded:
        return None
