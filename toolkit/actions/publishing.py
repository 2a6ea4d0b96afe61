"""What follows from a publication: a version, the rows of the search, the files rendered ahead."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Revision

from exports.actions import render_files_ahead
from toolkit.domain.crimes import find_crimes
from toolkit.domain.kit import BRACKET, may_be_said
from toolkit.models import (
    ArticlePage,
    BlankFormPage,
    CasePage,
    ChecklistItem,
    ChecklistPage,
    Facets,
    Instrument,
    KitPage,
    LearningPage,
    LegalState,
    PathPage,
    PracticePage,
    Provision,
    SearchEntry,
    SentencesPage,
    ShortPage,
    SignsPage,
    Term,
    ToolPage,
    Version,
    keep_published,
)
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.linked import find_linked_provisions
from toolkit.selectors.searching import format_search_names, index_rows

KINDS = {
    ToolPage: SearchEntry.Kind.TOOL,
    ChecklistPage: SearchEntry.Kind.CHECKLIST,
    PracticePage: SearchEntry.Kind.PRACTICE,
    ArticlePage: SearchEntry.Kind.ARTICLE,
    PathPage: SearchEntry.Kind.PATH,
    SignsPage: SearchEntry.Kind.SIGNS,
    SentencesPage: SearchEntry.Kind.SENTENCE,
    BlankFormPage: SearchEntry.Kind.FORM,
    CasePage: SearchEntry.Kind.CASE,
    ShortPage: SearchEntry.Kind.SHORT,
    LearningPage: SearchEntry.Kind.LEARNING,
}
# The streams of a page besides its body whose words a search finds.
STREAMS = ("screens", "signs", "parts", "instead", "steps", "questions")
YEAR = re.compile(r"\s*\(\d{4}\)$")  # how full titles end


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


@transaction.atomic
def index_page(page: Page) -> None:
    """Rewrites the search rows of one page as it is in the database; a page that nobody may see has none.

    Of two at once the second waits, and writes what is there then.
    """
    current = Page.objects.select_for_update().filter(pk=page.pk).first()
    remove_page_from_search(page)
    if current is None or current.specific_class not in KINDS or not is_public(current):
        return
    page = current.specific
    language = page.locale.language_code
    linker = TermLinker.for_language(language)
    with override(language):
        rows = [page_row(page, language)]
        if isinstance(page, ChecklistPage):
            rows += item_rows(page, language)
        if isinstance(page, SentencesPage):
            rows += sentence_rows(page, language)
    SearchEntry.objects.bulk_create(rows)
    for row in rows:
        row.mentions.set(linker.mentioned_in(f"{row.title} {row.text}"))
    connect_provisions(page, rows)
    index_rows(rows)


def remove_page_from_search(page: Page) -> None:
    """Takes a page that is no longer published out of the search; it may be about to be deleted."""
    SearchEntry.objects.filter(page_id=page.pk).delete()


def page_row(page: Page, language: str) -> SearchEntry:
    kind = KINDS[type(page)]
    place = str(kind.label)
    if isinstance(page, ToolPage):
        place = _("Tool %(number)s") % {"number": page.number}
    elif isinstance(page, PracticePage):
        place = page.get_kind_display()
    return SearchEntry(
        kind=kind,
        language=language,
        path=page.portal_path(),
        place=place,
        title=page.title,
        text=text_of(page),
        page=page,
        order=getattr(page, "number", 0),
        **page.facet_columns(),
    )


def item_rows(page: ChecklistPage, language: str) -> list[SearchEntry]:
    models.prefetch_related_objects([one for item in page.items() for one in carrying(item)], "instrument")
    return [
        SearchEntry(
            kind=SearchEntry.Kind.ITEM,
            language=language,
            path=f"{page.portal_path()}#item-{item.id}",
            place=f"{page.title}, {item.section}{item.number}",
            title=item.value["question"],
            text=" ".join(item.value[part] for part in ("why", "evidence", "action")),
            page=page,
            item=item.id,
            order=item.number,
            **{**page.facet_columns(), **find_crimes(one.instrument.key for one in carrying(item))},
        )
        for item in page.items()
    ]


def carrying(item: ChecklistItem) -> list[Provision]:
    """The provisions that a question rests on."""
    return keep_published(item.value["provisions"])


def sentence_rows(page: SentencesPage, language: str) -> list[SearchEntry]:
    """Of what may be said: a sentence with an empty bracket is shown nowhere."""
    return [
        SearchEntry(
            kind=SearchEntry.Kind.SENTENCE,
            language=language,
            path=f"{page.portal_path()}#{key}",
            place=f"{page.title}, {key.upper()}",
            title=item["text"],
            text=item["note"],
            page=page,
            order=order,
            **page.facet_columns(),
        )
        for order, (key, item) in enumerate(page.sentences().items(), 1)
        if may_be_said(item)
    ]


def text_of(page: Page) -> str:
    """The page's words as plain text, lead first, for search and snippets."""
    parts = [getattr(page, name, "") for name in ("code", "task", "summary", "reader", "text")]
    if isinstance(page, SentencesPage):
        parts += [item["text"] for item in page.sentences().values() if may_be_said(item)]
    for name in ("body", *STREAMS):
        if (stream := getattr(page, name, None)) and not (name == "parts" and isinstance(page, SentencesPage)):
            for block in stream:
                parts += words_of(block.block.get_searchable_content(block.value) or [], block)
    sentences = [f"{text}." if text[-1].isalnum() else text for text in (str(part).strip() for part in parts) if text]
    return re.sub(r"\s+", " ", BRACKET.sub(" ", " ".join(sentences)))


def words_of(content: Iterable[str], block: object) -> list[str]:
    if getattr(block, "block_type", "") == "table":
        rows = block.value["table"].rows  # type: ignore[attr-defined]
        return [str(cell.value) for row in rows for cell in row]
    return [strip_tags(str(part)) for part in content]


def provisions_in(page: Page) -> set[int]:
    """Primary keys of the provisions that the page's body cites or its text links to, or that a page of the kit rests
    on."""
    named = [] if not isinstance(page, KitPage) else [block.value for block in page.provisions]
    for block in getattr(page, "body", None) or []:
        named += block.value["provisions"] if block.block_type == "citation" else []
    if isinstance(page, CasePage):
        named += [block.value["provision"] for block in page.rights]
        named += [one for block in page.steps for one in block.value["provisions"]]
    linked = Provision.objects.published().filter(pk__in=find_linked_provisions(page))
    return {provision.pk for provision in keep_published(named)} | set(linked.values_list("pk", flat=True))


def connect_provisions(page: Page, rows: list[SearchEntry]) -> None:
    """A question rests on its own provisions, a page on those its body cites."""
    rows[0].rests_on.set(provisions_in(page))
    if isinstance(page, ChecklistPage):
        for row, item in zip(rows[1:], page.items(), strict=True):
            row.rests_on.set([one.pk for one in carrying(item)])


def index_entry(entry: models.Model) -> None:
    """The search rows of an instrument, provision or term as it is in the database, whatever draft of it somebody
    holds. What is not published has none."""
    current: Any = type(entry)._base_manager.filter(pk=entry.pk).first()
    if isinstance(current, Instrument):
        index_instrument(current)
    elif isinstance(current, Provision):
        index_provision(current)
    elif isinstance(current, Term):
        index_term(current)


def index_instrument(instrument: Instrument) -> None:
    """The row of one instrument, found by all that people call it, and those of its provisions, which name it."""
    title = instrument.title
    index_single(
        instrument=instrument,
        kind=SearchEntry.Kind.INSTRUMENT,
        language=instrument.locale.language_code,
        path=path_without_language(instrument.get_absolute_url()),
        place=instrument.short,
        title=title,
        text=" ".join(filter(None, [instrument.summary, instrument.note, instrument.original_title])),
        names=format_search_names(instrument.short, instrument.key, title, YEAR.sub("", title), instrument.reference),
        **find_crimes([instrument.key]),
    )
    for provision in instrument.provisions.select_related("locale", "instrument"):
        index_provision(provision)


def index_provision(provision: Provision) -> None:
    """The row of one provision; those that rest on it keep their connection."""
    index_single(
        provision=provision,
        kind=SearchEntry.Kind.PROVISION,
        language=provision.locale.language_code,
        path=path_without_language(provision.get_absolute_url()),
        place=provision.label,
        title=provision.title,
        text=" ".join(filter(None, [provision.text, provision.reading])),
        **find_crimes([provision.instrument.key]),
    )


def index_term(term: Term) -> None:
    """In its own language, whatever the publisher's is."""
    language = term.locale.language_code
    with override(language):
        place = _("Glossary")
    index_single(
        term=term,
        kind=SearchEntry.Kind.TERM,
        language=language,
        path=path_without_language(term.get_absolute_url()),
        place=place,
        title=term.name,
        text=" ".join(filter(None, [term.short, strip_tags(term.text), term.confuse])),
    )


@transaction.atomic
def index_single(**values: Any) -> None:
    """Of two at once the second waits for the first one's row. Nothing where the thing itself is gone by now, is not
    published, or tells only where it is told today."""
    key = {name: values[name] for name in ("instrument", "provision", "term") if name in values}
    (thing,) = key.values()
    if not type(thing)._base_manager.select_for_update().filter(pk=thing.pk, live=True).exists() or is_split(thing):
        SearchEntry.objects.filter(**key).delete()
        return
    unmarked = {column: False for group in Facets.FACETS.values() for column in group.values()}
    row, _created = SearchEntry.objects.update_or_create(**key, defaults={**unmarked, **values})
    index_rows([row])


def is_split(thing: models.Model) -> bool:
    return getattr(thing, "state", "") == LegalState.SPLIT


def path_without_language(address: str) -> str:
    return address.split("/", 2)[2]


def index_all_content(step: Callable[[], object] = bool) -> int:
    """Writes every search row of the toolkit anew; returns how many there are. Modules rewrite their own.

    Each thing is a transaction of its own: readers find its old rows until its new ones are there, and no editor waits
    for more than one thing. `step` is called after each of the `count_things_to_index`.
    """
    for model, index in LIBRARY.items():
        for pk in list(model._base_manager.values_list("pk", flat=True)):
            reindex(model, pk, index)
            step()
    for page in Page.objects.filter(pk__in=list(public_pages())):
        index_page(page)
        step()
    # What is left of the old ones belongs to pages that are no longer public, or was written meanwhile.
    for page in Page.objects.filter(pk__in=list(SearchEntry.objects.outdated().values_list("page", flat=True))):
        index_page(page)
    return SearchEntry.objects.count()


def count_things_to_index() -> int:
    """Things that `index_all_content` goes through."""
    return sum(model._base_manager.count() for model in LIBRARY) + public_pages().count()


def public_pages() -> models.QuerySet[Any]:
    """Primary keys."""
    return Page.objects.live().public().order_by("path").values_list("pk", flat=True)


@transaction.atomic
def reindex[Thing: models.Model](model: type[Thing], pk: int, index: Callable[[Thing], None]) -> None:
    """A row as it is now: it may have been changed, or deleted, since somebody made the list."""
    thing = model._base_manager.select_for_update().filter(pk=pk).first()
    if thing is not None:
        index(thing)


def index_page_tree(page: Page) -> None:
    """The rows of a page and of everything below it, after a move or a change of privacy."""
    for each in Page.objects.descendant_of(page, inclusive=True).specific():
        index_page(each)


def process_page_publication(page: Page, revision: Revision | None) -> None:
    """Version, search and files of a page that was just published."""
    record_publication(page, revision)
    index_page(page)
    render_files_ahead(page.specific)


# What has one row each. An instrument writes those of its provisions, too.
LIBRARY: dict[type[models.Model], Callable[[Any], None]] = {Instrument: index_instrument, Term: index_term}
