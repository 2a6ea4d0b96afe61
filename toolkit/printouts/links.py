"""Links in rich text, for paper: whole addresses, or only the words where nothing public answers."""

import re
from collections.abc import Mapping

from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.models import Page

from toolkit.printouts.sources import filter_public, get_site_address, make_page_address
from toolkit.selectors.linked import LINKED, find_addresses

LINK = re.compile(r"<a\s([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
KEPT = ("#", "https://", "http://", "mailto:")


def make_links_absolute(html: str, language: str) -> str:
    """`html` with every link of the editor's whole, looked up in at most one query for each kind."""
    targets = {match[1]: dict(ATTRIBUTE.findall(match[1])) for match in LINK.finditer(html)}
    found = {
        "page": page_addresses(wanted(targets, "page"), language),
        "document": document_addresses(wanted(targets, "document")),
        **{kind: entry_addresses(kind, wanted(targets, kind), language) for kind in LINKED},
    }

    def replace(match: re.Match[str]) -> str:
        attributes = targets[match[1]]
        kind = attributes.get("linktype")
        href = found[kind].get(attributes.get("id", ""), "") if kind in found else attributes.get("href", "")
        if href.startswith("/") and not href.startswith("//"):
            href = get_site_address() + href
        if not href.startswith(KEPT):
            return match[2]
        return match[0] if href == attributes.get("href") else f'<a href="{href}">{match[2]}</a>'

    return LINK.sub(replace, html)


def wanted(targets: Mapping[str, Mapping[str, str]], kind: str) -> set[int]:
    rows = targets.values()
    return {int(row["id"]) for row in rows if row.get("linktype") == kind and row.get("id", "").isdecimal()}


def page_addresses(keys: set[int], language: str) -> dict[str, str]:
    """By primary key, as text: so do links in rich text name it. Without the pages that are not public."""
    if not keys:
        return {}
    return {str(page.pk): make_page_address(page, language) for page in filter_public(Page).filter(pk__in=keys)}


def entry_addresses(kind: str, keys: set[int], language: str) -> dict[str, str]:
    """Of law or words, by primary key, as text. Without what is not published."""
    if not keys:
        return {}
    with override(language):
        return {str(pk): get_site_address() + address for pk, address in find_addresses(kind, keys).items()}


def document_addresses(keys: set[int]) -> dict[str, str]:
    """By primary key, as text."""
    if not keys:
        return {}
    return {str(row.pk): get_site_address() + row.url for row in get_document_model().objects.filter(pk__in=keys)}
