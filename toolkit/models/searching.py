"""Full-text search over Findable: PostgreSQL's text search or SQLite's FTS5, asked directly.

Wagtail's own index keeps title and body apart and would scan the table (shared measurements: 124-276 ms at
10,000 pages; its SQLite backend is quadratic in hits). One column, one index, one query per search.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Case, Count, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from rapidfuzz import fuzz, process

from toolkit.models.findables import Findable, Word
from toolkit.models.pages import Facets

LONGEST_QUERY = 100  # characters
MOST_WORDS = 8
CONFIGURATION = {"en": "english", "fr": "french", "ar": "arabic"}  # PostgreSQL's; every other language: simple
WORD = re.compile(r"[^\W_]+", re.UNICODE)
STOP = {"the", "a", "an", "of", "to", "and", "or", "in", "for", "on", "is", "are", "how", "do", "i", "my", "what"}


def words_in(text: str) -> list[str]:
    """The words a search looks for: lower case, without marks, at most MOST_WORDS of at most LONGEST_QUERY characters."""
    text = text.replace("\x00", " ").encode("utf-8", "ignore").decode()[:LONGEST_QUERY]
    words = [word.lower() for word in WORD.findall(text)]
    telling = [word for word in words if word not in STOP]
    return (telling or words)[:MOST_WORDS]


@dataclass(frozen=True)
class Search:
    """A cleaned query with its filters: `facets` maps kind, audience, phase and crime to chosen values."""

    words: list[str]
    language: str
    facets: dict[str, list[str]] = field(default_factory=dict)

    def base(self) -> QuerySet[Findable]:
        """Rows of the language that anybody may see."""
        return Findable.objects.visible().filter(language=self.language)

    def matching(self) -> QuerySet[Findable]:
        rows = self.base()
        return match(rows, self.words, self.language) if self.words else rows.annotate(rank=Value(0.0))

    def results(self) -> QuerySet[Findable]:
        rows = self.matching()
        for facet, values in self.facets.items():
            rows = rows.filter(facet_filter(facet, values)) if values else rows
        order = ("-rank", "order", "pk") if self.words else ("kind_order", "order", "pk")
        if not self.words:
            rows = rows.annotate(kind_order=kind_order())
        return rows.order_by(*order)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many results each choice would leave, given the other facets' choices. One query per facet group."""
        return {facet: self.count_facet(facet) for facet in ("kind", *Facets.FACETS)}

    def count_facet(self, facet: str) -> dict[str, int]:
        rows = self.matching()
        for other, values in self.facets.items():
            if other != facet and values:
                rows = rows.filter(facet_filter(other, values))
        if facet == "kind":
            counted = rows.order_by().values("kind").annotate(number=Count("pk"))
            return {row["kind"]: row["number"] for row in counted}
        return rows.order_by().aggregate(
            **{value: Count("pk", filter=Q(**{column: True})) for value, column in Facets.FACETS[facet].items()}
        )


def facet_filter(facet: str, values: Sequence[str]) -> Q:
    """Any of the chosen values. Raises KeyError for a facet that does not exist."""
    if facet == "kind":
        return Q(kind__in=values)
    columns = [Facets.FACETS[facet][value] for value in values]
    chosen = Q()
    for column in columns:
        chosen |= Q(**{column: True})
    return chosen


def kind_order() -> object:
    return Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(Findable.Kind.values)),
        output_field=IntegerField(),
    )


def match(rows: QuerySet[Findable], words: list[str], language: str) -> QuerySet[Findable]:
    """Rows that hold every word, the last one also as a beginning, with their `rank`."""
    if connection.vendor == "postgresql":
        configuration = CONFIGURATION.get(language, "simple")
        query = " & ".join([*words[:-1], f"{words[-1]}:*"])
        sql = "toolkit_findable.vector @@ to_tsquery(%s::regconfig, %s)"
        return rows.annotate(
            hit=RawSQL(sql, [configuration, query]),
            rank=RawSQL(
                "ts_rank(toolkit_findable.vector, to_tsquery(%s::regconfig, %s), 1)",
                [configuration, query],
                output_field=FloatField(),
            ),
        ).filter(hit=True)
    # FTS5: quoted words cannot be operators; bm25 is negative, smaller is better; titles weigh five times.
    query = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
    hits = "SELECT rowid FROM toolkit_findable_fts WHERE toolkit_findable_fts MATCH %s"
    rank = (
        "(SELECT -bm25(toolkit_findable_fts, 5.0, 1.0) FROM toolkit_findable_fts"
        " WHERE toolkit_findable_fts MATCH %s AND rowid = toolkit_findable.id)"
    )
    return rows.filter(pk__in=RawSQL(hits, [query])).annotate(rank=RawSQL(rank, [query], output_field=FloatField()))


def index_rows(rows: Iterable[Findable]) -> None:
    """Brings the text index and the list of words up to date for these rows."""
    rows = list(rows)
    if not rows:
        return
    with connection.cursor() as cursor:
        for row in rows:
            if connection.vendor == "postgresql":
                configuration = CONFIGURATION.get(row.language, "simple")
                cursor.execute(
                    "UPDATE toolkit_findable SET vector = setweight(to_tsvector(%s::regconfig, title), 'A')"
                    " || setweight(to_tsvector(%s::regconfig, place), 'B')"
                    " || setweight(to_tsvector(%s::regconfig, text), 'C') WHERE id = %s",
                    [configuration] * 3 + [row.pk],
                )
            else:
                cursor.execute("DELETE FROM toolkit_findable_fts WHERE rowid = %s", [row.pk])
                cursor.execute(
                    "INSERT INTO toolkit_findable_fts (rowid, title, text) VALUES (%s, %s, %s)",
                    [row.pk, f"{row.title} {row.place}", row.text],
                )
    remember_words(rows)


def remember_words(rows: list[Findable]) -> None:
    known = {(row.language, w) for row in rows for w in map(str.lower, WORD.findall(f"{row.title} {row.text}"))}
    Word.objects.bulk_create(
        [Word(language=language, word=word) for language, word in known if 3 < len(word) <= 60],
        ignore_conflicts=True,
    )


def suggestion(words: list[str], language: str) -> str:
    """The query with each unknown word replaced by the nearest known one, or "" where nothing near is known."""
    known = list(Word.objects.filter(language=language).values_list("word", flat=True))
    have = set(known)
    nearest = []
    for word in words:
        if word in have or len(word) < 4:
            nearest.append(word)
            continue
        found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=72)
        if found is None:
            return ""
        nearest.append(found[0])
    return " ".join(nearest) if nearest != words else ""
