"""What follows from a publication: a version, the rows of the search, the files rendered ahead."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Revision

from exports.actions import render_ahead
from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    Facets,
    Findable,
    PracticePage,
    Provision,
    Term,
    ToolPage,
    Version,
)
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.searching import index_rows

KINDS = {
    ToolPage: Findable.Kind.TOOL,
    ChecklistPage: Findable.Kind.CHECKLIST,
    PracticePage: Findable.Kind.PRACTICE,
    ArticlePage: Findable.Kind.ARTICLE,
}


def record_publication(page: Page, revision: Revision | None) -> Version:
    """Numbers this publication. Two at once get two numbers: the page's row is locked first."""
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)
        last = Version.objects.filter(page_id=page.pk).first()
        return Version.objects.create(
            page_id=page.pk,
            number=last.number + 1 if last else 1,
            revision=revision,
            published_at=timezone.now(),
        )


def is_public(page: Page) -> bool:
    return bool(page.live) and not page.get_view_restrictions().exists()


def index_page(page: Page) -> None:
    """Rewrites the search rows of one page; a page that nobody may see has none."""
    page = page.specific
    with transaction.atomic():
        Findable.objects.filter(page_id=page.pk).delete()
        if type(page) not in KINDS or not is_public(page):
            return
        language = page.locale.language_code
        linker = TermLinker.for_language(language)
        with override(language):
            rows = [page_row(page, language)]
            if isinstance(page, ChecklistPage):
                rows += item_rows(page, language)
        Findable.objects.bulk_create(rows)
        for row in rows:
            row.mentions.set(linker.mentioned_in(f"{row.title} {row.text}"))
        connect_provisions(page, rows)
        index_rows(rows)


def forget_page(page: Page) -> None:
    """Takes a page that is no longer published out of the search; it may be about to be deleted."""
    Findable.objects.filter(page_id=page.pk).delete()


def page_row(page: Page, language: str) -> Findable:
    kind = KINDS[type(page)]
    place = str(kind.label)
    if isinstance(page, ToolPage):
        place = _("Tool %(number)s") % {"number": page.number}
    elif isinstance(page, PracticePage):
        place = page.get_kind_display()
    return Findable(
        kind=kind,
        language=language,
        path=page.portal_path(),  # type: ignore[attr-defined]
        place=place,
        title=page.title,
        text=text_of(page),
        page=page,
        order=getattr(page, "number", 0),
        **page.facet_columns(),  # type: ignore[attr-defined]
    )


def item_rows(page: ChecklistPage, language: str) -> list[Findable]:
    return [
        Findable(
            kind=Findable.Kind.ITEM,
            language=language,
            path=f"{page.portal_path()}#item-{item.id}",
            place=f"{page.title}, {item.section}{item.number}",
            title=item.value["question"],
            text=" ".join(item.value[part] for part in ("why", "evidence", "action")),
            page=page,
            item=item.id,
            order=item.number,
            **page.facet_columns(),
        )
        for item in page.items()
    ]


def text_of(page: Page) -> str:
    """The page's words as plain text, lead first, for search and snippets."""
    parts = [getattr(page, "task", ""), getattr(page, "summary", ""), getattr(page, "reader", "")]
    if body := getattr(page, "body", None):
        for block in body:
            parts += words_of(block.block.get_searchable_content(block.value) or [], block)
    sentences = [f"{text}." if text[-1].isalnum() else text for text in (str(part).strip() for part in parts) if text]
    return re.sub(r"\s+", " ", " ".join(sentences))


def words_of(content: Iterable[str], block: object) -> list[str]:
    if getattr(block, "block_type", "") == "table":
        rows = block.value["table"].rows  # type: ignore[attr-defined]
        return [str(cell.value) for row in rows for cell in row]
    return [strip_tags(str(part)) for part in content]


def provisions_in(page: Page) -> set[int]:
    """Primary keys of the provisions that the page's body cites."""
    if body := getattr(page, "body", None):
        return {p.pk for b in body if b.block_type == "citation" for p in b.value["provisions"] if p}
    return set()


def connect_provisions(page: Page, rows: list[Findable]) -> None:
    """A question rests on its own provisions, a page on those its body cites."""
    rows[0].rests_on.set(provisions_in(page))
    if isinstance(page, ChecklistPage):
        for row, item in zip(rows[1:], page.items(), strict=True):
            row.rests_on.set([p.pk for p in item.value["provisions"] if p])


def index_provision(provision: Provision) -> None:
    """The row of one provision; those that rest on it keep their connection."""
    index_single(
        provision=provision,
        kind=Findable.Kind.PROVISION,
        language=provision.locale.language_code,
        path=path_without_language(provision.get_absolute_url()),
        place=provision.label,
        title=provision.title,
        text=provision.text,
    )


def index_term(term: Term) -> None:
    index_single(
        term=term,
        kind=Findable.Kind.TERM,
        language=term.locale.language_code,
        path=path_without_language(term.get_absolute_url()),
        place=str(_("Glossary")),
        title=term.name,
        text=" ".join(filter(None, [term.short, strip_tags(term.text), term.confuse])),
    )


def index_single(**values: Any) -> None:
    key = {name: values[name] for name in ("provision", "term") if name in values}
    facets = {column: True for group in Facets.FACETS.values() for column in group.values()}
    with transaction.atomic():
        row, _created = Findable.objects.update_or_create(**key, defaults={**values, **facets})
        index_rows([row])


def path_without_language(address: str) -> str:
    return address.split("/", 2)[2]


def index_everything() -> int:
    """Rebuilds every search row of the toolkit; returns how many there are. Modules rewrite their own."""
    with transaction.atomic():
        Findable.objects.exclude(kind=Findable.Kind.MODULE).delete()
        for provision in Provision.objects.select_related("locale", "instrument"):
            index_provision(provision)
        for term in Term.objects.select_related("locale"):
            index_term(term)
        for locale in Locale.objects.all():
            for page in Page.objects.live().public().filter(locale=locale).specific():
                index_page(page)
    return Findable.objects.count()


def index_tree(page: Page) -> None:
    """The rows of a page and of everything below it, after a move or a change of privacy."""
    for each in Page.objects.descendant_of(page, inclusive=True).specific():
        index_page(each)


def publish_follow_up(page: Page, revision: Revision | None) -> None:
    """Version, search and files of a page that was just published."""
    record_publication(page, revision)
    index_page(page)
    for kind, subject in printouts_of(page.specific):
        render_ahead(kind, subject)


def printouts_of(page: Page) -> list[tuple[str, str]]:
    """The files that change with a page. The handbook changes with all of them: beat renders it."""
    files = []
    if isinstance(page, ChecklistPage):
        files.append(("toolkit.checklist", str(page.pk)))
        if page.tool_id:
            files.append(("toolkit.tool", str(page.tool_id)))
    elif isinstance(page, ToolPage):
        files.append(("toolkit.tool", str(page.pk)))
    return files
