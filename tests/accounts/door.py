"""How tests come through the door: a password, then what an app shows."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

PASSWORD = "a long enough password"
ADDRESS = "ZQ7-amina@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret: str = SECRET) -> str:
    """What the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def type_password(browser: Client, address: str, password: str = PASSWORD, **more: Any) -> HttpResponse:
    return browser.post(reverse("account_login"), {"login": address, "password": password}, **more)


def come_in(address: str = ADDRESS, secret: str = SECRET) -> Client:
    """A browser in which somebody went through password and app."""
    browser = Client()
    type_password(browser, address)
    forget_used_codes()
    browser.post(reverse("mfa_authenticate"), {"code": code(secret)})
    return browser


def come_in_again() -> Client:
    """The same, and the password once more."""
    browser = come_in()
    type_password_again(browser)
    return browser


def type_password_again(browser: Client, password: str = PASSWORD) -> HttpResponse:
    """What is asked for before a second step is changed."""
    return browser.post(reverse("account_reauthenticate"), {"password": password})


def forget_used_codes() -> None:
    """A code opens once, and tests are quicker than the clock."""
    caches["default"].clear()
    for app in Authenticator.objects.filter(type=Authenticator.Type.TOTP):
        app.data.pop("used", None)
        app.save()


def is_inside(browser: Client) -> bool:
    return browser.get(reverse("accounts:sign_ins")).status_code == 200
