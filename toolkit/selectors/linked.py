"""What running text links to in the library. Each is found by its key, in the reader's language where it has one."""

import json
from collections.abc import Iterable
from typing import Any

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from toolkit.domain.entry_links import find_linked, write_addresses
from toolkit.models import Provision, Term

LINKED: dict[str, Any] = {"provision": Provision, "term": Term}


def find_addresses(kind: str, pks: Iterable[int]) -> dict[int, str]:
    """Of the published ones, in the active language: one query."""
    rows = LINKED[kind].objects.published()
    rows = rows.select_related("instrument") if kind == "provision" else rows
    return {pk: row.get_absolute_url() for pk, row in rows.in_bulk(set(pks)).items()}


def link_entries(html: str) -> str:
    """`html` with the addresses of what it links to in the library: one query for each kind that there is."""
    for kind in LINKED:
        if pks := find_linked(html, kind):
            html = write_addresses(html, kind, find_addresses(kind, pks))
    return html


def find_linked_provisions(page: Page) -> set[int]:
    """Primary keys of those that the page's text links to, wherever it stands."""
    return find_linked(json.dumps(list(read_texts(page))), "provision")


def read_texts(page: Page) -> Iterable[Any]:
    """As they are stored: reading them looks nothing up."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield list(getattr(page, field.name).raw_data)
        elif isinstance(field, RichTextField):
            yield getattr(page, field.name)
