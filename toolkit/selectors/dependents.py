"""What rests on an entry of the library, found by Wagtail's own index of references."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex

from toolkit.models import Instrument, SearchEntry, TreatyStanding, Verification

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
    """Everything that names this entry, drafts of it not counted, by kind and title."""
    found = []
    finder = AdminURLFinder()
    for thing, references in ReferenceIndex.get_grouped_references_to(entry):
        if isinstance(thing, FOLLOWS):
            continue
        found.append(
            Dependent(
                thing=thing,
                kind=str(kind_of(thing)._meta.verbose_name),
                title=str(thing),
                address=finder.get_edit_url(thing) or "",
                places=len(references),
            )
        )
    return sorted(found, key=lambda row: (row.kind, row.title))


def find_pages_naming(row: models.Model, *kinds: type[Page]) -> set[int]:
    """Primary keys of the pages of these kinds that name it in a list, a block or a link, as they stand in the
    database. A text is named wherever one of its rules is."""
    named = [row, *row.provisions.all()] if isinstance(row, Instrument) else [row]
    types = ContentType.objects.get_for_models(*kinds).values()
    found = ReferenceIndex.get_references_to_in_bulk(named).filter(content_type__in=types)
    return {int(pk) for pk in found.values_list("object_id", flat=True)}


def kind_of(thing: models.Model) -> type[models.Model]:
    return (isinstance(thing, Page) and thing.specific_class) or type(thing)
