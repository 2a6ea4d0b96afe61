"""Profiles that belong to nobody: two know which they are, so that one alone takes no alarm away."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.directory.actions.directory import make_canary, remove_canary
from network.models import Deed


def check_new_canary(deed: Deed) -> None:
    """Whether the name is free is seen when it is made: nobody may ask for names by proposing."""


def make_agreed_canary(deed: Deed) -> None:
    make_canary(by=deed.proposed_by, **deed.told())


def check_is_canary(deed: Deed) -> None:
    """Raises ValidationError where the profile is no canary any more."""
    if not deed.person.is_canary:
        raise ValidationError(_("It is gone already."))


def remove_agreed_canary(deed: Deed) -> None:
    remove_canary(by=deed.proposed_by, canary=deed.person)
