"""A page's blocks as paper shows them: each through templates/pdf/blocks/<name of the block>.html."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Page

from toolkit.domain.drawings import DRAWINGS
from toolkit.models import BodyPage, ChecklistPage, Provision, keep_published
from toolkit.printouts.pictures import make_drawing_asset, make_picture_asset
from toolkit.printouts.scripts import get_direction
from toolkit.printouts.sources import filter_public, make_page_address, prefetch_instruments

MARGIN = ("citation", "definition")  # blocks that float beside the text after them
HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])")


@dataclass
class PageBodies:
    """The bodies of some pages, made ready together: what they show is looked up once for all of them.

    `assets` are the pictures by name.
    """

    pages: list[BodyPage]
    language: str
    assets: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[int, str] = field(default_factory=dict)
    addresses: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        blocks = [block for page in self.pages for block in page.body]
        prefetch_instruments(p for block in blocks for p in cited(block))
        self.load_pictures(b.value["picture"] for b in blocks if b.block_type == "figure")
        keys = {page.pk for b in blocks if b.block_type == "related" for page in b.value["pages"] if page}
        if keys:
            rows = filter_public(Page).filter(pk__in=keys)
            self.addresses = {row.pk: make_page_address(row, self.language) for row in rows}

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    def load_pictures(self, pictures: Iterable[Any]) -> None:
        for picture in pictures:
            if picture and picture.pk not in self.pictures and (asset := make_picture_asset(picture)):
                self.pictures[picture.pk] = asset[0]
                self.assets[asset[0]] = asset[1]

    def html(self, page: BodyPage, prefix: str) -> SafeString:
        """The page's blocks. Headings start at the second level and skip none, whatever the editor chose."""
        parts = [(block.block_type, self.block(block, f"{prefix}-{n}")) for n, block in enumerate(page.body)]
        return mark_safe(normalize_headings("".join(tie_passages(parts))))  # noqa: S308  # our own templates, clean rich text

    def block(self, block: Any, anchor: str) -> str:
        context = {"value": block.value, "anchor": anchor, "bodies": self}
        if block.block_type == "related":
            context["pages"] = self.readable(block.value["pages"])
        if block.block_type == "figure" and block.value["picture"]:
            context["asset"] = self.pictures.get(block.value["picture"].pk)
        if block.block_type == "drawing":
            if block.value["name"] not in DRAWINGS:
                return ""
            context["asset"], content = make_drawing_asset(block.value["name"], self.direction)
            self.assets[context["asset"]] = content
        return str(template_for(block.block_type).render(context))

    def readable(self, pages: Iterable[Page | None]) -> list[dict[str, str]]:
        """Titles and addresses of those that everybody may read."""
        there = [page for page in pages if page is not None and page.pk in self.addresses]
        return [{"title": name_of(page), "address": self.addresses[page.pk]} for page in there]


def name_of(page: Page) -> str:
    """A checklist has the name of its tool: on paper, where no link tells them apart, it says what it is."""
    if page.specific_class is ChecklistPage:
        return _("Checklist: %(title)s") % {"title": page.title}
    return page.title


def tie_passages(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The blocks, with what stands in the margin tied to its heading and to the first paragraph it carries.

    A page breaks between a float and the text after it as if they were strangers; inside a passage it does not.
    """
    ahead: list[str] = []
    tied = False
    for kind, html in parts:
        if kind in MARGIN or kind == "heading":
            ahead.append(html)
            tied = tied or kind in MARGIN
            continue
        if tied:
            first, end, rest = html.partition("</p>") if kind == "text" else ("", "", html)
            opened = f"{first}{end}</div>" if end else ""
            yield f'<div class="passage">{"".join(ahead)}{opened}</div>'
            yield f'<div class="text">{rest}' if end else rest
        else:
            yield "".join(ahead) + html
        ahead, tied = [], False
    yield "".join(ahead)


def cited(block: Any) -> list[Provision]:
    """What a block cites; empty for all but citations."""
    if block.block_type != "citation":
        return []
    return keep_published(block.value["provisions"])


def list_citations(page: BodyPage, prefix: str) -> list[tuple[str, Provision]]:
    """Each provision the body cites, with the anchor where it stands."""
    return [(f"{prefix}-{place}", p) for place, block in enumerate(page.body) for p in cited(block)]


@lru_cache(maxsize=64)
def template_for(block_type: str) -> Any:
    return get_template(f"pdf/blocks/{block_type}.html")


def normalize_headings(html: str, top: int = 1) -> str:
    """`html`, below a heading of level `top`, with no heading more than one level below the one before."""
    given, kept = [top], [top]  # the open headings as written, and as they become

    def level(match: re.Match[str]) -> str:
        number = int(match[2])
        if not match[1]:
            while len(given) > 1 and given[-1] >= number:
                given.pop()
                kept.pop()
            given.append(number)
            kept.append(kept[-1] + 1)
        return f"<{match[1]}h{kept[-1]}"

    return HEADING.sub(level, html)
