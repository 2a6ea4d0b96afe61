"""What templates ask about accounts in general."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def exit_address() -> str:
    """Where "Exit this page" leads in the end."""
    return settings.EXIT_ADDRESS


@register.simple_tag
def self_registration() -> bool:
    """Whether people may make an account themselves."""
    return settings.SELF_REGISTRATION


@register.simple_tag
def account_places(user: Any) -> list[dict[str, Any]]:
    """Where else this account leads: addresses and names from the settings. Nowhere for a guarded person."""
    if getattr(user, "is_guarded", True):
        return []
    return [{"path": reverse(name), "title": title} for name, title in settings.ACCOUNT_PLACES]
