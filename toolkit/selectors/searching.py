"""Full-text search over SearchEntry: PostgreSQL's text search or SQLite's FTS5, asked directly.

Wagtail's own index keeps title and body apart and would scan the table (measured: 124-276 ms at
10,000 pages; its SQLite backend is quadratic in hits). One column, one index; a search is two statements: one
counts every choice of every facet at once, one brings a page of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from wagtail.models import Page

from toolkit.domain.folding import fold_for_index, fold_spelling
from toolkit.domain.search_words import Phrase
from toolkit.domain.words import WORD
from toolkit.models.pages import Facets
from toolkit.models.provisions import Provision
from toolkit.models.search_entries import SHAPE, SearchEntry, SearchWord
from toolkit.selectors.search_names import find_kinds_called, weigh_name
from toolkit.selectors.suggestions import find_nearest_words
from toolkit.selectors.thesaurus import read_thesaurus

BARE, ONLY_NAMES = 0.1, 0.9
GROUPS: dict[str, list[str]] = {
    "kind": list(SearchEntry.Kind.values),
    **{name: list(columns) for name, columns in Facets.FACETS.items()},
}
CONFIGURATION = {"en": "english", "fr": "french", "ar": "arabic"}  # PostgreSQL's; every other language: simple


def choose_search_language(language: str) -> str:
    """The language whose rows a reader is shown: her own once it has the tools, till then English. A search in
    a handful of translated pages would hide all the rest."""
    if (
        language == settings.LANGUAGE_CODE
        or SearchEntry.objects.filter(language=language, kind=SearchEntry.Kind.TOOL).exists()
    ):
        return language
    return settings.LANGUAGE_CODE


@dataclass(frozen=True)
class SearchQuery:
    """A cleaned query with its filters: `facets` maps kind, audience, phase and crime to chosen values.

    No words (None) means that nothing was asked, and everything fits; an empty list comes from a query that
    holds no word, and finds nothing. `every` is False for the second try of a query that no row holds whole:
    any of the words will do.
    """

    words: list[str] | None
    language: str
    facets: dict[str, list[str]] = field(default_factory=dict)
    every: bool = True

    def rows(self) -> QuerySet[SearchEntry]:
        """What anybody may see in the language and holds the words, whatever the filters say."""
        rows = SearchEntry.objects.visible().filter(language=self.language)
        if self.words is None:
            return rows
        return filter_matching(rows, self.words, self.language, every=self.every) if self.words else rows.none()

    def results(self) -> QuerySet[SearchEntry]:
        """The rows that fit, best first; without words by kind."""
        rows = self.rows().filter(self.choice()).select_related("provision")
        if self.words:
            rows = annotate_rank(rows, self.words, self.language, every=self.every)
            said = (self.words, self.language)
            rows = rows.annotate(named=weigh_name(*said), worth=compute_worth(*said))
            return rows.order_by("-named", F("worth").desc(), "order", "pk")
        return rows.annotate(kind_order=kind_order()).order_by("kind_order", "order", "pk")

    def choice(self, *, without: str = "") -> Q:
        """The chosen filters, but those of one group."""
        chosen = Q()
        for group, values in self.facets.items():
            if group != without and values:
                chosen &= facet_filter(group, values)
        return chosen

    @cached_property
    def tally(self) -> dict[str, int]:
        """Every number a result page shows, in one statement: "total", "unfiltered", and "group-value" for how
        many results that choice would leave, given the choices of the other groups."""
        numbers = {"unfiltered": Count("pk"), "total": Count("pk", filter=self.choice())}
        for group, values in GROUPS.items():
            others = self.choice(without=group)
            for value in values:
                numbers[f"{group}-{value}"] = Count("pk", filter=others & facet_filter(group, [value]))
        return self.rows().order_by().aggregate(**numbers)

    @property
    def total(self) -> int:
        return self.tally["total"]

    def widened(self) -> "SearchQuery":
        """This search, or where no row holds all the words, the one for rows that hold any of them."""
        if len(self.words or []) < 2 or self.tally["unfiltered"]:
            return self
        return replace(self, every=False)

    def only_in_english(self) -> QuerySet[SearchEntry]:
        """What fits in English and is not there in the language of this search, best first; nothing without words."""
        if not self.words or self.language == settings.LANGUAGE_CODE:
            return SearchEntry.objects.none()
        same = Q(path=OuterRef("path")) | Q(page__translation_key=OuterRef("page__translation_key"))
        own = SearchEntry.objects.visible().filter(same, language=self.language)
        return replace(self, language=settings.LANGUAGE_CODE).results().filter(~Exists(own))

    def suggestion(self) -> "SearchQuery | None":
        """The search the reader may have meant, where it finds something that anybody may see."""
        if not self.words:
            return None
        other = replace(self, words=find_nearest_words(self.words, self.language), every=True)
        return other if other.words != self.words and other.total else None


def facet_filter(facet: str, values: Sequence[str]) -> Q:
    """Any of the chosen values. Raises KeyError for a facet or a value that does not exist."""
    if facet == "kind":
        return Q(kind__in=values)
    chosen = Q()
    for value in values:
        chosen |= Q(**{Facets.FACETS[facet][value]: True})
    return chosen


def kind_order() -> Case:
    return Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(SearchEntry.Kind.values)),
        output_field=IntegerField(),
    )


def expression(words: Sequence[str], language: str, *, every: bool) -> str:
    """The words, each with what means the same in `language`, in the database's own query language; quoted, so that
    none can be an operator.

    What was typed may stand anywhere in a row; of what means the same the words stand together, since a debt and a
    slave in one text are no debt slavery. The last word also counts as a beginning, unless it is a number.
    """
    both, either, behind = (" & ", " | ", " <-> ") if connection.vendor == "postgresql" else (" AND ", " OR ", " + ")
    groups = [[quote(phrase) for phrase in same] for same in read_thesaurus().group(words, language)]
    if not words[-1][-1:].isdigit() and " " not in words[-1]:
        groups[-1][0][-1] += star()
    told = [
        either.join(f"({one})" for one in (both.join(typed), *(behind.join(phrase) for phrase in same)))
        for typed, *same in groups
    ]
    return (both if every else either).join(f"({one})" for one in told)


def quote(phrase: Phrase) -> list[str]:
    mark = "'" if connection.vendor == "postgresql" else '"'
    return [f"{mark}{fold_spelling(word).replace(mark, ' ')}{mark}" for word in phrase]


def star() -> str:
    return ":*" if connection.vendor == "postgresql" else "*"


def filter_matching(
    rows: QuerySet[SearchEntry], words: Sequence[str], language: str, *, every: bool
) -> QuerySet[SearchEntry]:
    """Rows that hold every word, or any of them."""
    query = expression(words, language, every=every)
    if connection.vendor == "postgresql":
        sql = "toolkit_findable.vector @@ to_tsquery(%s::regconfig, %s)"
        parameters = [CONFIGURATION.get(language, "simple"), query]
        return rows.filter(RawSQL(sql, parameters, output_field=BooleanField()))  # noqa: S611  # no input in it
    # The text index is no model: only extra() can join it, and joining is what keeps FTS5 from running per row.
    return rows.extra(  # no input in it
        tables=["toolkit_findable_fts"],
        where=["toolkit_findable_fts.rowid = toolkit_findable.id", "toolkit_findable_fts MATCH %s"],
        params=[query],
    )


def compute_worth(words: Sequence[str], language: str) -> Case:
    """A row's rank, but for an instrument: it is found by many names, and who types one has it first all the same.
    Otherwise what it says comes before it, and a text of which only title and status are told comes late. Of a kind
    that was asked for by its name all rows are worth the same: they come in their order."""
    is_one = Q(instrument__isnull=False)
    bare = is_one & ~Exists(Provision.objects.filter(instrument=OuterRef("instrument")))
    called = When(kind__in=find_kinds_called(words, language), then=Value(1.0))
    cases = [called, When(bare, then=F("rank") * BARE), When(is_one, then=F("rank") * ONLY_NAMES)]
    return Case(*cases, default=F("rank"), output_field=FloatField())


def annotate_rank(
    rows: QuerySet[SearchEntry], words: Sequence[str], language: str, *, every: bool
) -> QuerySet[SearchEntry]:
    """Matched rows with their `rank`; more is better. A word in the title weighs about five times."""
    if connection.vendor == "postgresql":
        sql = "ts_rank(toolkit_findable.vector, to_tsquery(%s::regconfig, %s), 1)"
        parameters = [CONFIGURATION.get(language, "simple"), expression(words, language, every=every)]
        return rows.annotate(rank=RawSQL(sql, parameters, output_field=FloatField()))  # noqa: S611
    return rows.annotate(rank=RawSQL("-bm25(toolkit_findable_fts, 5.0, 1.0)", [], output_field=FloatField()))


def index_rows(rows: Iterable[SearchEntry]) -> None:
    """Brings the text index and the list of words up to date for these rows."""
    rows = list(rows)
    if not rows:
        return
    texts = [
        (row, fold_for_index(f"{row.title} {row.names or ''}"), fold_for_index(row.place), fold_for_index(row.text))
        for row in rows
    ]
    with connection.cursor() as cursor:
        for few in batched(texts, 200):
            write = write_vectors if connection.vendor == "postgresql" else write_fts_rows
            write(cursor, few)
    SearchEntry.objects.filter(pk__in=[row.pk for row in rows]).update(shape=SHAPE)
    remember_words(rows)


def write_vectors(cursor: Any, texts: Sequence[tuple[SearchEntry, str, str, str]]) -> None:
    """In one statement."""
    sql = (
        "UPDATE toolkit_findable SET vector = setweight(to_tsvector(new.words::regconfig, called), 'A')"
        " || setweight(to_tsvector(new.words::regconfig, new.place), 'B')"
        " || setweight(to_tsvector(new.words::regconfig, new.body), 'C')"
        " FROM (VALUES {values}) AS new(id, words, called, place, body) WHERE toolkit_findable.id = new.id"
    )
    cursor.execute(
        sql.format(values=", ".join(["(%s, %s, %s, %s, %s)"] * len(texts))),  # places only
        [told for row, *words in texts for told in (row.pk, CONFIGURATION.get(row.language, "simple"), *words)],
    )


def write_fts_rows(cursor: Any, texts: Sequence[tuple[SearchEntry, str, str, str]]) -> None:
    cursor.executemany("DELETE FROM toolkit_findable_fts WHERE rowid = %s", [(row.pk,) for row, *_words in texts])
    cursor.executemany(
        "INSERT INTO toolkit_findable_fts (rowid, title, text) VALUES (%s, %s, %s)",
        [(row.pk, f"{called} {place}", text) for row, called, place, text in texts],
    )


def take_statistics() -> None:
    """Has the database count what its tables hold, so that it plans a search from the text index outwards.

    SQLite never does so by itself and then reads row by row: 377 ms for a search among 10,000 rows instead of 7.
    PostgreSQL does, a minute after. A thousand rows of each index are a good enough sample.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
        else:
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in (SearchEntry, SearchWord, Page))}")


def remember_words(rows: list[SearchEntry]) -> None:
    known = {
        (row.language, w) for row in rows for w in WORD.findall(f"{row.title} {row.names or ''} {row.text}".lower())
    }
    SearchWord.objects.bulk_create(
        # In one order, so that of two who bring the same words none waits for the other for ever.
        [SearchWord(language=language, word=word) for language, word in sorted(known) if 3 < len(word) <= 60],
        ignore_conflicts=True,
    )
