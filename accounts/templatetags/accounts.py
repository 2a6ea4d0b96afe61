"""What templates ask about accounts in general."""

from typing import Any

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.template import Context
from django.urls import reverse

from accounts.models import User
from accounts.permissions import may_register

register = template.Library()


@register.simple_tag
def exit_address() -> str:
    """Where "Exit this page" leads in the end."""
    return settings.EXIT_ADDRESS


@register.simple_tag(takes_context=True)
def self_registration(context: Context) -> bool:
    """Whether the visitor may make an account herself."""
    return may_register(context["request"])


@register.simple_tag
def has_mail_server() -> bool:
    """Whether letters go out. Without, an account begins with a password alone."""
    return settings.MAIL_SERVER


@register.simple_tag
def way_on(user: User) -> str:
    """Where setting up an account leads in the end: inside for guarded people, else to the account."""
    return resolve_url(settings.GUARDED_HOME if user.is_guarded else "accounts:home")


@register.simple_tag
def account_places() -> list[dict[str, Any]]:
    """Where else an account leads: addresses and names from the settings.

    The same for everybody: a frame that lacks them would tell who stands behind the user what kind of account this is.
    What is not for a guarded person says so on its own page.
    """
    return [{"path": reverse(name), "title": title} for name, title in settings.ACCOUNT_PLACES]
