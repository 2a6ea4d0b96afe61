"""The pages that a page names or stands among, all in one query however many there are."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from wagtail.models import Page

from toolkit.models import Version

PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
PAGE_ID = re.compile(r'(?<![\w-])id="(\d+)"')


@dataclass(frozen=True)
class Neighbours:
    page: Any
    rows: dict[int, Page]

    def trail(self) -> list[Page]:
        """What stands between home and the page."""
        above = [row for row in self.rows.values() if self.page.path.startswith(row.path)]
        return sorted((row for row in above if 2 < row.depth < self.page.depth), key=lambda row: row.depth)

    def translations(self) -> list[Page]:
        """The page in every language that has it, its own first."""
        own = self.page.alias_of_id or self.page.pk
        same = [row for row in self.rows.values() if row.translation_key == self.page.translation_key]
        return sorted(
            (row for row in same if row.pk == own or (row.live and not row.alias_of_id)),
            key=lambda row: (row.pk != own, row.locale_id),
        )

    def version(self) -> int | None:
        """The number of the page's latest publication."""
        return getattr(self.rows.get(self.page.alias_of_id or self.page.pk), "version", None)

    def named(self, ids: Iterable[int]) -> list[Page]:
        return [self.rows[pk] for pk in ids if pk in self.rows]

    def links(self, html: str, language: str) -> str:
        """`html` with the addresses of the pages it links to; a page that is gone leaves its words."""

        def link(found: re.Match[str]) -> str:
            pk = PAGE_ID.search(found[0])
            row = self.rows.get(int(pk[1])) if pk else None
            return f'<a href="/{language}/{portal_path(row)}">' if row and row.live else "<a>"

        return PAGE_LINK.sub(link, html)


def neighbours_of(page: Any) -> Neighbours:
    """Looked up once per page object."""
    if "neighbours" not in page.__dict__:
        above = [page.path[:end] for end in range(4, len(page.path or ""), 4)]
        latest = Version.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")[:1]
        rows = (
            Page.objects.filter(Q(translation_key=page.translation_key) | Q(path__in=above) | Q(pk__in=ids_in(page)))
            .select_related("locale", "alias_of__locale")
            .annotate(version=Subquery(latest))
        )
        page.__dict__["neighbours"] = Neighbours(page, {row.pk: row for row in rows})
    return page.__dict__["neighbours"]


def language_of(page: Any) -> str:
    """The language a page is written in. An alias, which keeps the place of a translation, still is in its source's."""
    source = page.alias_of if getattr(page, "alias_of_id", None) else page
    return source.locale.language_code


def portal_path(page: Page) -> str:
    """A page's address without its language; works on pages that are not specific."""
    return "/".join([*page.url_path.strip("/").split("/")[1:], ""]).lstrip("/")


def ids_in(page: Any) -> set[int]:
    """Primary keys of the pages that a page's links, blocks and list of related pages name."""
    raw = stored(page, "body")
    ids = {pk for block in raw if block["type"] == "related" for pk in block_ids(block, "pages")}
    text = json.dumps([block["value"] for block in raw]).replace('\\"', '"')
    ids |= {int(pk) for link in PAGE_LINK.findall(text) for pk in PAGE_ID.findall(link)}
    return ids | set(related_ids(page))


def block_ids(block: dict[str, Any], name: str) -> Iterator[int]:
    """The primary keys in the list `name` of one block, as they are stored."""
    for item in block["value"].get(name, []):
        pk = item.get("value") if isinstance(item, dict) else item
        if pk:
            yield int(pk)


def related_ids(page: Any) -> list[int]:
    """The related pages that the page's own blocks do not list."""
    listed = {pk for raw in stored(page, "body") if raw["type"] == "related" for pk in block_ids(raw, "pages")}
    named = [int(raw["value"]) for raw in stored(page, "related") if raw["value"]]
    return [pk for pk in named if pk not in listed]


def stored(page: Any, name: str) -> list[dict[str, Any]]:
    """The raw blocks of a stream; reading them looks nothing up."""
    stream = getattr(page, name, None)
    return list(stream.raw_data) if stream else []
