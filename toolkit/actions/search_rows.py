"""When the rows of the search are written anew."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils.translation import override
from wagtail.models import Page

from toolkit.actions.search_texts import (
    KINDS,
    describe_entry,
    item_rows,
    list_provisions,
    page_row,
    sentence_rows,
)
from toolkit.models import (
    ChecklistPage,
    Facets,
    Instrument,
    LegalState,
    Provision,
    SearchEntry,
    SentencesPage,
    Term,
)
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.searching import index_rows


def is_public(page: Page) -> bool:
    return bool(page.live) and not page.get_view_restrictions().exists()


@transaction.atomic
def index_page(page: Page) -> None:
    """Rewrites the search rows of one page as it is in the database; a page that nobody may see has none.

    Of two at once the second waits, and writes what is there then.
    """
    if (held := HELD.get()) is not None:
        held.pages[page.pk] = None
        return
    if rows := write_page_rows(page.pk):
        index_rows(rows)


def write_page_rows(pk: int) -> list[SearchEntry]:
    """The new rows, not in the text index yet."""
    current = Page.objects.select_for_update().filter(pk=pk).first()
    SearchEntry.objects.filter(page_id=pk).delete()
    if current is None or current.specific_class not in KINDS or not is_public(current):
        return []
    page = current.specific
    language = page.locale.language_code
    with override(language):
        rows = [page_row(page, language)]
        if isinstance(page, ChecklistPage):
            rows += item_rows(page, language)
        if isinstance(page, SentencesPage):
            rows += sentence_rows(page, language)
    SearchEntry.objects.bulk_create(rows)
    linker = TermLinker.for_language(language)
    connect(rows, "mentions", [linker.mentioned_in(f"{row.title} {row.text}") for row in rows])
    connect(rows, "rests_on", list_provisions(page))
    return rows


def connect(rows: list[SearchEntry], name: str, keys: Iterable[Iterable[int]]) -> None:
    """Ties each of these new rows to the rows with these primary keys."""
    relation = SearchEntry._meta.get_field(name)
    through, theirs = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]
    through._default_manager.bulk_create(
        through(**{"searchentry_id": row.pk, theirs: key})
        for row, many in zip(rows, keys, strict=False)
        for key in many
    )


def remove_page_from_search(page: Page) -> None:
    """Takes a page that is no longer published out of the search; it may be about to be deleted."""
    SearchEntry.objects.filter(page_id=page.pk).delete()


def index_entry(entry: models.Model) -> None:
    """The search rows of an instrument, provision or term as it is in the database, whatever draft of it somebody
    holds. What is not published has none. An instrument's name stands in the rows of its provisions, too."""
    if (held := HELD.get()) is not None:
        held.entries[type(entry), entry.pk] = None
        return
    current: Any = type(entry)._base_manager.filter(pk=entry.pk).first()
    if isinstance(current, Instrument):
        index_instrument(current)
    elif isinstance(current, Provision | Term):
        index_single(current)


def index_instrument(instrument: Instrument) -> None:
    index_single(instrument)
    for provision in instrument.provisions.select_related("locale", "instrument"):
        index_single(provision)


@transaction.atomic
def index_single(entry: Instrument | Provision | Term) -> None:
    """Of two at once the second waits for the first one's row. Nothing where the thing itself is gone by now, is not
    published, or tells only where it is told today."""
    key: dict[str, Any] = {str(type(entry)._meta.model_name): entry}
    if not type(entry)._base_manager.select_for_update().filter(pk=entry.pk, live=True).exists() or is_split(entry):
        SearchEntry.objects.filter(**key).delete()
        return
    unmarked = {column: False for group in Facets.FACETS.values() for column in group.values()}
    row, _created = SearchEntry.objects.update_or_create(
        **key, defaults={**unmarked, "names": None, **describe_entry(entry)}
    )
    index_rows([row])


@dataclass
class Held:
    """What is to be indexed once, at the end: pages by primary key, entries by model and primary key."""

    pages: dict[int, None] = field(default_factory=dict)
    entries: dict[tuple[type[models.Model], int], None] = field(default_factory=dict)


HELD: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def postpone_search_rows() -> Iterator[None]:
    """Of what is saved and published inside, the search rows are written at its end, all at once. For one transaction
    that writes much: its rows are locked till then anyway."""
    token = HELD.set(held := Held())
    try:
        yield
    finally:
        HELD.reset(token)
    rows = write_entry_rows(held.entries)
    for pk in held.pages:
        rows += write_page_rows(pk)
    index_rows(rows)


def write_entry_rows(entries: Iterable[tuple[type[models.Model], int]]) -> list[SearchEntry]:
    """The new rows of these entries, and of the provisions of these instruments; not in the text index yet."""
    keys: dict[type[models.Model], set[int]] = {Instrument: set(), Provision: set(), Term: set()}
    for model, pk in entries:
        if model in keys:
            keys[model].add(pk)
    keys[Provision] |= set(Provision.objects.filter(instrument__in=keys[Instrument]).values_list("pk", flat=True))
    rows = []
    for model, those in keys.items():
        SearchEntry.objects.filter(**{f"{model._meta.model_name}__in": those}).delete()
        beside = ("locale", "instrument") if model is Provision else ("locale",)
        live = model._base_manager.filter(pk__in=those, live=True).select_related(*beside).order_by("pk")
        rows += [SearchEntry(**describe_entry(one)) for one in live if not is_split(one)]  # type: ignore[arg-type]
    return SearchEntry.objects.bulk_create(rows)


def is_split(thing: models.Model) -> bool:
    return getattr(thing, "state", "") == LegalState.SPLIT


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


# What has one row each. An instrument writes those of its provisions, too.
LIBRARY: dict[type[models.Model], Callable[[Any], None]] = {Instrument: index_instrument, Term: index_single}
