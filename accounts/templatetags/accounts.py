"""What templates ask about accounts in general."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def exit_address() -> str:
    """Where "Exit this page" leads in the end."""
    return settings.EXIT_ADDRESS


@register.simple_tag
def self_registration() -> bool:
    """Whether people may make an account themselves."""
    return settings.SELF_REGISTRATION
