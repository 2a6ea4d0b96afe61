"""Telling a member that something waits for her."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import post_letter
from accounts.limits import Limit, spend
from network.emails import address_of, notice_text
from network.models import Kind, Member, Notice

# A mailbox that fills up tells a watcher that she is active somewhere.
ONE_MAIL_PER = timedelta(hours=24)
# Counted apart from the notices, which go when she reads them: else each reading would bring the next mail at once.
MAILS = Limit(1, int(ONE_MAIL_PER.total_seconds()))


@transaction.atomic
def notify(member: Member, kind: Kind) -> None:
    """A notice inside the portal, and at most one neutral mail a day where she allowed mail."""
    yesterday = timezone.now() - ONE_MAIL_PER
    told_today = member.notices.filter(created__gt=yesterday).exists()
    _notice, new = Notice.objects.get_or_create(member=member, kind=kind, seen=False)
    if new and not told_today and (address := address_of(member.user)) and spend("notice mail", str(member.pk), MAILS):
        language = member.user.language
        post_letter(to=address, body=notice_text(language), language=language, is_guarded=True)


@transaction.atomic
def read_notices(*, by: Member) -> None:
    """She has seen them; they are of no more use."""
    by.notices.all().delete()
