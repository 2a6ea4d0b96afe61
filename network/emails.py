"""Mails to members: one neutral sentence. What happened is read inside the portal."""

from django.conf import settings
from django.utils.translation import gettext, override

from accounts.models import User
from accounts.sealing import Shredded
from network.models import MailPreference, Member


def find_member_mail_address(user: User) -> str | None:
    """Where a guarded person may be written to; None for "never by mail", where the keys are gone, and where no
    mail server is set.

    Named by settings.SEALED_ADDRESSES: how accounts, which knows nothing of members, finds an address.
    """
    member = Member.objects.filter(user_id=user.pk).first() if settings.MAIL_SERVER else None
    if member is None or member.mail == MailPreference.NEVER:
        return None
    try:
        return member.address.open() or None
    except Shredded:
        return None


def render_notice_mail(language: str) -> str:
    with override(language):
        return gettext("Something waits for you where you signed up. You need not answer this mail.")


def render_digits_mail(digits: str, language: str) -> str:
    """The six digits that prove an address; for somebody who never asked, a reason to do nothing."""
    with override(language):
        return gettext(
            "Your code is %(digits)s. It is good for 20 minutes. If you did not ask for a code, do nothing: "
            "without it nothing happens."
        ) % {"digits": digits}
