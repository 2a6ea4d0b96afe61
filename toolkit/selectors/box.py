"""What stands in the box: its pages, what its search finds, and of which day it is."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db.models import Max
from wagtail.models import Page

from toolkit.domain.box import OUTSIDE
from toolkit.models import Instrument, Provision, SearchEntry, Term, TreatyStanding
from toolkit.models.pages import Facets
from toolkit.selectors.saved import list_library_addresses, list_public_paths

LISTS = ("box", "law", "standings", "carrying", "glossary", "progress")
LIBRARY = (Instrument, Provision, TreatyStanding, Term)


def list_box_addresses(language: str) -> list[str]:
    """With their language: the tree, then the library. Pages of modules are found by the links that lead to them."""
    paths = [path for path in list_public_paths(language) if path.partition("/")[0] not in OUTSIDE]
    tree = [f"/{language}/{quote(path)}" for path in paths]
    return list(dict.fromkeys([*tree, *list_library_addresses(language, LISTS)]))


def list_box_entries(language: str) -> list[SearchEntry]:
    """What a search finds, by kind; what a language lacks in English, as its pages are shown."""
    rows = SearchEntry.objects.visible().select_related("page").order_by("order", "pk")
    own = list(rows.filter(language=language))
    if language != settings.LANGUAGE_CODE:
        paths = {row.path for row in own}
        keys = {row.page.translation_key for row in own if row.page}
        english = rows.filter(language=settings.LANGUAGE_CODE)
        own += [row for row in english if row.path not in paths and not (row.page and row.page.translation_key in keys)]
    kinds = SearchEntry.Kind.values
    return sorted(own, key=lambda row: kinds.index(row.kind))


def name_facets(row: SearchEntry) -> list[str]:
    """As an address of the search says them: "audience=policy"."""
    return [
        f"{group}={value}"
        for group, columns in Facets.FACETS.items()
        for value, column in columns.items()
        if getattr(row, column)
    ]


def find_newest_publication() -> datetime | None:
    """A box says of which day it is. That is no clock's time: the same content gives the same box."""
    published = [rows.filter(live=True) for rows in (Page.objects, *(model.objects for model in LIBRARY))]
    days = [rows.aggregate(newest=Max("last_published_at"))["newest"] for rows in published]
    return max((day for day in days if day), default=None)
