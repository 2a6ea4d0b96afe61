"""Proposing what takes two, and taking it back or refusing it while it waits."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.deeds.actions.table import RULES
from network.directory.actions.directory import alarm_if_canary
from network.models import Country, Deed, Member, NoticeKind, Trail
from network.models.deeds import IN_CARE, WAITS, DeedKind
from network.notices.actions import notify_member
from network.permissions import looks_after, may_propose_deed, may_stop_deed


@transaction.atomic
def propose_deed(
    *,
    by: Member,
    kind: DeedKind,
    member: Member | None = None,
    country: Country | None = None,
    details: dict[str, Any] | None = None,
) -> Deed:
    """Waits 72 hours for a second person. Raises ValidationError where the proposer may not, where it cannot be, or
    where the same waits already."""
    if not may_propose_deed(by, kind, member):
        raise ValidationError(_("You cannot propose this."))
    Deed.objects.filter(expires__lte=timezone.now()).delete()
    deed = Deed(kind=kind, member=member, country=country, proposed_by=by, expires=timezone.now() + WAITS)
    deed.details = json.dumps(details) if details else ""
    RULES[kind].check(deed)
    try:
        with transaction.atomic():
            deed.save()
    except IntegrityError:
        raise ValidationError(_("This was proposed already, and waits for a second person.")) from None
    Trail.objects.record_action("deed.propose", by=by, about=deed.about, result=kind)
    for person in onlookers(deed):
        notify_member(person, NoticeKind.SECOND)
    if member and kind in IN_CARE:
        alarm_if_canary(by=by, person=member)
    return deed


@transaction.atomic
def stop_deed(*, by: Member, deed: Deed) -> None:
    """Taken back by whoever proposed it, else refused; also when two agreed, as long as it is not done.

    Raises ValidationError for whoever may not, and where it is done.
    """
    row = Deed.objects.open().select_for_update(of=("self",)).filter(pk=deed.pk).first()
    if row is None:
        raise ValidationError(_("It was decided in the meantime."))
    if not may_stop_deed(by, row):
        raise ValidationError(_("You cannot stop this."))
    word = "deed.take_back" if row.proposed_by_id == by.pk else "deed.refuse"
    Trail.objects.record_action(word, by=by, about=row.about, result=row.kind)
    if row.proposed_by_id != by.pk:
        notify_member(row.proposed_by, NoticeKind.DECIDED)
    row.delete()


def onlookers(deed: Deed) -> list[Member]:
    """Who is told of a proposal: everybody else who could say yes or no."""
    staff = Member.objects.active().staff().exclude(pk=deed.proposed_by_id)
    about = deed.member
    if about is None or deed.kind not in IN_CARE:
        return [person for person in staff if person.is_coordinator]
    return [person for person in staff if person.pk != about.pk and looks_after(person, about)]
