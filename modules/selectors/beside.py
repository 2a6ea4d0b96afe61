"""A module in two languages."""

from typing import Any

from modules.models import Module

FAMILY = ("locale", "parent__locale", "parent__parent__locale")


def find_module_in_two(user: Any, slug: str, codes: tuple[str, str]) -> tuple[Module, Module] | None:
    """As somebody may read it in both languages, in that order; None where one of them lacks it."""
    rows = Module.objects.visible_to(user).filter(slug=slug, locale__language_code__in=codes).select_related(*FAMILY)
    found = {row.locale.language_code: row for row in rows}
    return tell_pair([found[code] for code in codes if code in found])


def find_finished_pair(keys: tuple[str, str]) -> tuple[Module, Module] | None:
    """By primary keys, of those that everybody may take along: no draft for review."""
    rows = Module.objects.finished().filter(pk__in=keys).select_related(*FAMILY)
    found = {str(row.pk): row for row in rows}
    return tell_pair([found[key] for key in keys if key in found])


def tell_pair(rows: list[Module]) -> tuple[Module, Module] | None:
    """Two different rows that are one module."""
    if len(rows) != 2 or rows[0].pk == rows[1].pk or rows[0].translation_key != rows[1].translation_key:
        return None
    return rows[0], rows[1]
