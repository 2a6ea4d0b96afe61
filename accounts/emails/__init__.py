"""How a mail leaves: plain text, a neutral subject, a neutral sender, nothing that points inside the portal."""

from collections.abc import Callable
from contextlib import suppress
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import override

from accounts.models import User


class MailServerUnavailable(Exception):
    """No mail server let us in: that says nothing about the letter, and the next one would fare no better."""


def send_plain_mail(address: str, subject: Callable[[], str], body: str, language: str) -> None:
    """Hands one mail to the mail server. Raises MailServerUnavailable, or what came later: then it may be this mail's
    own fault; ValueError for an address with a line break."""
    with override(language):
        line = str(subject())
    sender = settings.DEFAULT_FROM_EMAIL
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    # Django's own Message-ID would name this machine.
    headers = {"Message-ID": make_msgid(domain=host), "Auto-Submitted": "auto-generated"}
    server = mailers.default
    try:
        come_in(server)
        server.send_messages([EmailMessage(line, body, from_email=sender, to=[address], headers=headers)])
    finally:
        with suppress(OSError):  # the mail has gone, or something worse is on its way up
            server.close()


def come_in(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except OSError as error:  # smtplib's own are of this kind, a refused password among them
        raise MailServerUnavailable from error


def find_mail_address(user: User | None, typed: str = "") -> str:
    """Where somebody may be written to; "" for nobody, and for "never by mail".

    A guarded person's address is known to the app named by settings.SEALED_ADDRESSES, never to this one. What a
    guarded person typed is not used: she may have said since that no mail is safe.
    """
    if user is None or not user.is_active:
        return ""
    if user.is_guarded:
        return import_string(settings.SEALED_ADDRESSES)(user) or ""
    return typed or user.email


def render_mail_text(name: str, language: str, **values: object) -> str:
    """The body of one of the mails in templates/emails/."""
    with override(language):
        return render_to_string(f"emails/{name}.txt", values).strip() + "\n"
