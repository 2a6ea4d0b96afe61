"""The pages that a page names or stands among, all in one query however many there are."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page

from toolkit.domain.paths import portal_path
from toolkit.models import Version

PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="page"[^>]*>')
PAGE_ID = re.compile(r'(?<![\w-])id="(\d+)"')


@dataclass(frozen=True, slots=True)
class PageRow:
    """What a list of pages or a link says of a page. A tenth of the work of a Page with its fifty fields."""

    pk: int
    title: str
    url_path: str
    path: str
    depth: int
    live: bool
    translation_key: UUID
    locale_id: int
    code: str  # the language of its place
    alias_of_id: int | None
    written_in: str | None  # where it is an alias, the language of its source
    model: str  # of its page type, in small letters
    more: dict[str, Any] = field(default_factory=dict)  # what some lists say besides

    def __getattr__(self, name: str) -> Any:
        try:
            return self.more[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def language(self) -> str:
        """The language its words are written in."""
        return self.written_in or self.code


COLUMNS = [
    *("pk", "title", "url_path", "path", "depth", "live", "translation_key", "locale_id", "locale__language_code"),
    *("alias_of_id", "alias_of__locale__language_code", "content_type__model"),
]


def fetch_page_rows(pages: QuerySet[Any], *more: str) -> list[PageRow]:
    """One query. `more` names columns that this queryset has besides: `tool__number` becomes `row.tool__number`."""
    end = len(COLUMNS)
    found = pages.values_list(*COLUMNS, *more)
    return [PageRow(*[*values[:end], dict(zip(more, values[end:], strict=True))]) for values in found]


@dataclass(frozen=True)
class PageNeighbours:
    page: Any
    rows: dict[int, PageRow]

    def above(self) -> list[PageRow]:
        """Everything that the page stands in, down from the root."""
        around = [row for row in self.rows.values() if self.page.path.startswith(row.path)]
        return sorted((row for row in around if row.depth < self.page.depth), key=lambda row: row.depth)

    def trail(self) -> list[PageRow]:
        """What stands between home and the page."""
        return [row for row in self.above() if row.depth > 2]

    def translations(self) -> list[PageRow]:
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

    def named(self, ids: Iterable[int]) -> list[PageRow]:
        return [self.rows[pk] for pk in ids if pk in self.rows]

    def links(self, html: str, language: str) -> str:
        """`html` with the addresses of the pages it links to; a page that is gone leaves its words."""

        def link(found: re.Match[str]) -> str:
            pk = PAGE_ID.search(found[0])
            row = self.rows.get(int(pk[1])) if pk else None
            return f'<a href="/{language}/{portal_path(row)}">' if row and row.live else "<a>"

        return PAGE_LINK.sub(link, html)


def get_neighbours(page: Any) -> PageNeighbours:
    """Looked up once per page object."""
    if "neighbours" not in page.__dict__:
        above = [page.path[:end] for end in range(4, len(page.path or ""), 4)]
        latest = Version.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")[:1]
        pages = Page.objects.filter(
            Q(translation_key=page.translation_key) | Q(path__in=above) | Q(pk__in=ids_in(page))
        ).annotate(version=Subquery(latest))
        page.__dict__["neighbours"] = PageNeighbours(
            page, {row.pk: row for row in fetch_page_rows(pages.order_by(), "version")}
        )
    return page.__dict__["neighbours"]


def get_page_language(page: Any) -> str:
    """The language a page is written in. An alias, which keeps the place of a translation, still is in its source's."""
    if isinstance(page, PageRow):
        return page.language
    if getattr(page, "alias_of_id", None):
        return getattr(page, "written_in", None) or page.alias_of.locale.language_code
    return page.locale.language_code


def ids_in(page: Any) -> set[int]:
    """Primary keys of the pages that a page's links, blocks, screens and list of related pages name."""
    raw = stored(page, "body")
    ids = {pk for block in raw if block["type"] == "related" for pk in read_block_ids(block, "pages")}
    text = json.dumps([block["value"] for block in raw]).replace('\\"', '"')
    ids |= {int(pk) for link in PAGE_LINK.findall(text) for pk in PAGE_ID.findall(link)}
    ids |= {pk for screen in stored(page, "screens") for pk in read_block_ids(screen, "onward")}
    ids |= {int(raw["value"]) for raw in stored(page, "at_hand") if raw["value"]}
    return ids | set(find_related_ids(page))


def read_block_ids(block: dict[str, Any], name: str) -> Iterator[int]:
    """The primary keys in the list `name` of one block, as they are stored."""
    for item in block["value"].get(name, []):
        pk = item.get("value") if isinstance(item, dict) else item
        if pk:
            yield int(pk)


def find_related_ids(page: Any) -> list[int]:
    """The related pages that the page's own blocks do not list."""
    listed = {pk for raw in stored(page, "body") if raw["type"] == "related" for pk in read_block_ids(raw, "pages")}
    named = [int(raw["value"]) for raw in stored(page, "related") if raw["value"]]
    return [pk for pk in named if pk not in listed]


def stored(page: Any, name: str) -> list[dict[str, Any]]:
    """The raw blocks of a stream; reading them looks nothing up."""
    stream = getattr(page, name, None)
    return list(stream.raw_data) if stream else []
