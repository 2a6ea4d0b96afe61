"""What may be printed: live public pages, and the version each of them stands at."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from toolkit.domain.paths import portal_path
from toolkit.models import ChecklistPage, PortalPage, Provision, ToolPage, Version
from toolkit.printouts.scripts import format_day, get_script

PRIMARY_KEY = re.compile(r"[0-9]{1,18}")  # what a database can hold
UNDATED = date(2000, 1, 1)


@dataclass(frozen=True)
class PageEdition:
    """A state of a page, as its file names it: published under a number, or an editor's draft."""

    number: int
    revision: int | None
    published: date
    is_draft: bool = False

    @property
    def mark(self) -> str:
        """What tells files of one page apart: "v3", or "draft"."""
        return "draft" if self.is_draft else f"v{self.number}"

    def manifest(self, page: Page) -> dict[str, Any]:
        """The page and its version, as a file's manifest names them."""
        return {
            "slug": page.slug,
            "title": page.title,
            "key": str(page.translation_key),
            "version": self.number,
            "revision": self.revision,
            "published": self.published.isoformat(),
        }


def filter_public(model: type[Page]) -> QuerySet[Any]:
    return model.objects.live().public().select_related("locale")


def fetch_public_page(model: type[Page], subject: str) -> Any:
    """The live public page with this primary key. Raises LookupError where there is none."""
    page = filter_public(model).filter(pk=subject).first() if PRIMARY_KEY.fullmatch(subject) else None
    if page is None:
        raise LookupError("There is no such page, or not everybody may read it.")
    return page


def list_tool_checklists(tool: ToolPage) -> list[ChecklistPage]:
    """The tool's public checklists in its language. A translated checklist may still point at the tool
    it was translated from, hence not by primary key."""
    rows = filter_public(ChecklistPage).filter(locale_id=tool.locale_id, tool__translation_key=tool.translation_key)
    return list(rows.order_by("path"))


def group_all_checklists(language: str) -> dict[object, list[ChecklistPage]]:
    """Public checklists by their tool's translation key; the key of those that serve every tool is None."""
    found: dict[object, list[ChecklistPage]] = {}
    rows = filter_public(ChecklistPage).filter(locale__language_code=language).select_related("locale", "tool")
    for row in rows.order_by("path"):
        found.setdefault(row.tool.translation_key if row.tool else None, []).append(row)
    return found


def get_editions(pages: Iterable[Page]) -> dict[int, PageEdition]:
    """The latest version of each page, in one query."""
    pages = list(pages)
    rows = Version.objects.filter(page__in=[page.pk for page in pages]).order_by("number")
    found = {
        row.page_id: PageEdition(row.number, row.revision_id, timezone.localdate(row.published_at)) for row in rows
    }
    for page in pages:
        when = page.last_published_at
        unnumbered = PageEdition(1, page.live_revision_id, timezone.localdate(when) if when else UNDATED)
        found.setdefault(page.pk, unnumbered)
    return found


def format_version_note(edition: PageEdition, language: str) -> str:
    """“Version 3, 24 November 2026”, in the active language."""
    if edition.is_draft:
        return _("Draft, not published")
    number = get_script(language).number(edition.number)
    return _("Version %(number)s, %(date)s") % {"number": number, "date": format_day(edition.published, language)}


def make_page_address(page: PortalPage | Page, language: str) -> str:
    """The page's whole address on the web."""
    return f"{get_site_address()}/{language}/{portal_path(page)}"


def get_site_address() -> str:
    return str(settings.BASE_URL).rstrip("/")


def prefetch_instruments(provisions: Iterable[Provision | None]) -> list[Provision]:
    """The provisions that still exist, with their instruments, in one query however many they are."""
    there = [provision for provision in provisions if provision is not None]
    prefetch_related_objects(there, "instrument")
    return there
