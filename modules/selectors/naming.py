"""Which modules name something of the library."""

from collections.abc import Iterator

from django.db.models import Model

from modules.domain.subjects import module_in_language
from modules.models import Module
from toolkit.selectors.dependents import find_keys_naming


def find_modules_naming(row: Model) -> list[Module]:
    """Those that name it, and their adaptations, which show their parts: some show them no more. A module names the
    English entry and shows the one of its own language."""
    same = type(row)._base_manager.filter(translation_key=getattr(row, "translation_key", None))
    keys = {key for one in [row, *same] for key in find_keys_naming(one, Module)}
    found: dict[int, Module] = {}
    rows = Module.objects.filter(pk__in=keys).without_text().select_related("locale")
    while new := [module for module in rows if module.pk not in found]:
        found |= {module.pk: module for module in new}
        rows = Module.objects.filter(parent__translation_key__in={module.translation_key for module in new})
        rows = rows.without_text().select_related("locale")
    return list(found.values())


def handbooks_naming(row: Model) -> Iterator[str]:
    """For `shows` of what is filed under a module's primary key."""
    yield from (str(module.pk) for module in find_modules_naming(row))


def subjects_naming(row: Model) -> Iterator[str]:
    """For `shows` of what is filed under a module in a language."""
    yield from (subject for module in find_modules_naming(row) for subject in module_in_language(module))
