"""How a mail leaves: plain text, a neutral subject, a neutral sender, nothing that points inside the portal."""

from collections.abc import Callable
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import override

from accounts.models import User


def send(address: str, subject: Callable[[], str], body: str, language: str) -> None:
    """Hands one mail to the mail server. Raises what that raises; ValueError for an address with a line break."""
    with override(language):
        line = str(subject())
    sender = settings.DEFAULT_FROM_EMAIL
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    # Django's own Message-ID would name this machine.
    headers = {"Message-ID": make_msgid(domain=host), "Auto-Submitted": "auto-generated"}
    EmailMessage(line, body, from_email=sender, to=[address], headers=headers).send()


def address_of(user: User | None, typed: str = "") -> str:
    """Where somebody may be written to; "" for nobody, and for "never by mail".

    A guarded person's address is known to the app named by settings.SEALED_ADDRESSES, never to this one. What she
    typed is not used: she may have said since that no mail is safe.
    """
    if user is None or not user.is_active:
        return ""
    if user.is_guarded:
        return import_string(settings.SEALED_ADDRESSES)(user) or ""
    return typed or user.email


def text_of(name: str, language: str, **values: object) -> str:
    """The body of one of the mails in templates/emails/."""
    with override(language):
        return render_to_string(f"emails/{name}.txt", values).strip() + "\n"
