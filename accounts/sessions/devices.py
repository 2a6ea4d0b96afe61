"""Devices that somebody with an open account has signed in from: what strangers try elsewhere does not count there.

OWASP's device cookie ("Slow Down Online Guessing Attacks with Device Cookies"). It opens nothing: it only has tries of
its own. Guarded people have none, because it stays on a device that somebody may search.
"""

import json
import secrets
from datetime import date, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.limits import Limit, consume_limit
from accounts.models.people import User
from accounts.sealing import NoKeys, Shredded, seal_text, unseal_text

GOOD_FOR = timedelta(days=180)
# Passwords from one known device that are compared though the door is busy and no work was done.
WITHOUT_WORK = Limit(10, 15 * 60, 5)


def cookie_name() -> str:
    """The prefix makes browsers refuse one that was set without https, or for more than this host."""
    return "__Host-d" if settings.SECURE else "d"


def remember_device(response: HttpResponseBase, user: User) -> None:
    """After both steps. A guarded person's device is not marked, nor is a mark of somebody else taken from it."""
    if user.is_guarded:
        return
    about = {"device": secrets.token_hex(16), "user": user.pk, "password": mark_of(user), "day": str(today())}
    response.set_cookie(
        cookie_name(), seal_text(json.dumps(about)), GOOD_FOR, secure=settings.SECURE, httponly=True, samesite="Strict"
    )


def find_known_device(request: HttpRequest, user: User | None) -> str | None:
    """The name of this device, where this account signed in from it with the password that it still has."""
    about = read(request)
    if user is None or about.get("user") != user.pk or not constant_time_compare(about["password"], mark_of(user)):
        return None
    return str(about["device"])


def consume_device_pass(request: HttpRequest) -> bool:
    """Whether anybody signed in from it, and no more passwords come with its mark than one person types: copied to a
    thousand machines it is worth what it is on one. Takes one of its tries."""
    about = read(request)
    return bool(about) and consume_limit("known device", str(about["device"]), WITHOUT_WORK)


def read(request: HttpRequest) -> dict[str, Any]:
    """What we sealed, as long as it is good; empty for anything else, other texts that we sealed among it."""
    try:
        about = json.loads(unseal_text(request.COOKIES.get(cookie_name(), "")))
    except (Shredded, NoKeys, InvalidTag, ValueError):
        return {}
    if not isinstance(about, dict) or set(about) != {"device", "user", "password", "day"}:
        return {}
    return about if date.fromisoformat(about["day"]) + GOOD_FOR > today() else {}


def mark_of(user: User) -> str:
    """Another one after each change of the password."""
    return salted_hmac("accounts.devices", user.password, algorithm="sha256").hexdigest()


def today() -> date:
    return timezone.now().date()
