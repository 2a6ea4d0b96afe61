"""Giving and taking roles in languages. Whoever has one gets into the admin, to her desk and nothing else."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Locale

from accounts.models.rights import attribute_changes_to
from accounts.permissions import require_permission
from toolkit.models import LanguageRole
from toolkit.permissions import TRANSLATORS, may_give_languages


@transaction.atomic
def give_language_role(*, by: Any, to: Any, locale: Locale, role: str, profession: str = "") -> LanguageRole:
    """A second time it changes the profession."""
    require_permission(may_give_languages(by))
    row, _is_new = LanguageRole.objects.update_or_create(
        user=to, locale=locale, role=role, defaults={"profession": profession}
    )
    with attribute_changes_to(by):
        to.groups.add(Group.objects.get(name=TRANSLATORS))
    return row


@transaction.atomic
def take_language_role(*, by: Any, row: LanguageRole) -> None:
    """With the last one goes the way into the admin."""
    require_permission(may_give_languages(by))
    user = row.user
    row.delete()
    if not user.language_roles.exists():
        with attribute_changes_to(by):
            user.groups.remove(Group.objects.get(name=TRANSLATORS))
