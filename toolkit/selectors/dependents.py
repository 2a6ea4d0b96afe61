"""What rests on an entry of the library, found by Wagtail's own index of references."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex

from toolkit.models import ChecklistPage, Instrument, Provision, SearchEntry, TreatyStanding, Verification

# Rows that follow from the entry, or are part of it, and rest on nothing.
FOLLOWS = (SearchEntry, TreatyStanding, Verification)


@dataclass(frozen=True)
class Dependent:
    """A page, module, term or other thing, and in how many places of it the entry is named."""

    thing: models.Model
    kind: str
    title: str
    address: str
    places: int


def find_dependents(entry: models.Model) -> list[Dependent]:
    """Everything that names this entry, drafts of it not counted, by kind and title: what forbids to delete it."""
    return describe(ReferenceIndex.get_references_to(entry))


def find_touched(entry: Any) -> list[Dependent]:
    """What to look at again when an entry says something else: what rests on it, and its translations. A standing is
    named nowhere: it touches the checklists whose questions rest on its treaty."""
    if isinstance(entry, TreatyStanding):
        treaty = entry.instrument.translation_key
        rules = list(Provision._base_manager.filter(instrument__translation_key=treaty))
        checklists = ContentType.objects.get_for_model(ChecklistPage)
        found = describe(ReferenceIndex.get_references_to_in_bulk(rules).filter(content_type=checklists))
    else:
        found = find_dependents(entry)
    return found + find_translations(entry)


def find_translations(entry: Any) -> list[Dependent]:
    """Of the English original: drafts, too, since their translator has to know."""
    if entry.locale.language_code != settings.LANGUAGE_CODE:
        return []
    rows = type(entry)._base_manager.filter(translation_key=entry.translation_key).exclude(pk=entry.pk)
    kind = gettext("translation: %(kind)s")
    finder, names = AdminURLFinder(), dict(settings.LANGUAGES)
    return [
        Dependent(
            thing=row,
            kind=kind % {"kind": entry._meta.verbose_name},
            title=f"{row} ({names.get(row.locale.language_code, row.locale.language_code)})",
            address=finder.get_edit_url(row) or "",
            places=1,
        )
        for row in rows.select_related("locale").order_by("locale")
    ]


def describe(references: Any) -> list[Dependent]:
    finder = AdminURLFinder()
    found = [
        Dependent(
            thing=thing,
            kind=str(kind_of(thing)._meta.verbose_name),
            title=str(thing),
            address=finder.get_edit_url(thing) or "",
            places=len(places),
        )
        for thing, places in references.group_by_source_object()
        if not isinstance(thing, FOLLOWS)
    ]
    return sorted(found, key=lambda row: (row.kind, row.title))


def find_keys_naming(row: models.Model, *kinds: type[models.Model]) -> set[int]:
    """Primary keys of the pages or modules of these kinds that name it in a list, a block or a link, as they stand in
    the database. A text is named wherever one of its rules is."""
    named = [row, *row.provisions.all()] if isinstance(row, Instrument) else [row]
    types = ContentType.objects.get_for_models(*kinds).values()
    found = ReferenceIndex.get_references_to_in_bulk(named).filter(content_type__in=types)
    return {int(pk) for pk in found.values_list("object_id", flat=True)}


def kind_of(thing: models.Model) -> type[models.Model]:
    return (isinstance(thing, Page) and thing.specific_class) or type(thing)
