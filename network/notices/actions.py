"""Telling a member that something waits for her."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions import post_letter
from accounts.limits import Limit, consume_limit
from network.emails import find_member_mail_address, render_notice_mail
from network.models import Member, Notice, NoticeKind

# A mailbox that fills up tells a watcher that its owner is active somewhere.
ONE_MAIL_PER = timedelta(hours=24)
# Counted apart from the notices, which go when the member reads them: else each reading would bring a mail at once.
MAILS = Limit(1, int(ONE_MAIL_PER.total_seconds()))


@transaction.atomic
def notify_member(member: Member, kind: NoticeKind) -> None:
    """A notice inside the portal, and at most one neutral mail a day where the member allowed mail."""
    yesterday = timezone.now() - ONE_MAIL_PER
    told_today = member.notices.filter(created__gt=yesterday).exists()
    _notice, new = Notice.objects.get_or_create(member=member, kind=kind, seen=False)
    if (
        new
        and not told_today
        and (address := find_member_mail_address(member.user))
        and consume_limit("notice mail", str(member.pk), MAILS)
    ):
        language = member.user.language
        post_letter(to=address, body=render_notice_mail(language), language=language, is_guarded=True)


@transaction.atomic
def mark_notices_read(*, by: Member) -> None:
    """The member has seen them; they are of no more use."""
    by.notices.all().delete()
