"""What rests on an entry of the library, found by Wagtail's own index of references."""

from dataclasses import dataclass

from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex

from toolkit.models import SearchEntry, TreatyStanding, Verification

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


def kind_of(thing: models.Model) -> type[models.Model]:
    return (isinstance(thing, Page) and thing.specific_class) or type(thing)
