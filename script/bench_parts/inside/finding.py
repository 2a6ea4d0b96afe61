"""A search among many rows made of the starter content's own sentences, in the frequencies they have."""

import random
import statistics
import sys

from django.core.management import call_command
from django.db import connection
from django.test import Client

from script.bench_parts.inside.timing import count_statements, measure_median, measure_milliseconds
from script.bench_parts.sizes import FINDABLES, REPEATS
from toolkit.domain.queries import extract_words
from toolkit.models import SearchEntry
from toolkit.selectors.searching import SearchQuery, index_rows, take_statistics

WORDS = "interview interpreter shelter consent referral compensation statistics smuggled".split()
QUERIES = [*WORDS, "victim of trafficking", "border guards", "art. 6(3)", "trafficing"]


def prepared() -> None:
    """A database of its own, where it is not the portal's."""
    if SearchEntry._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_content", verbosity=0, stdout=sys.stderr)


def fill_index(rows: int, *, language: str = "en") -> None:
    """Brings the index to so many rows of this language."""
    dice = random.Random(rows)
    have = SearchEntry.objects.filter(language=language).count()
    real = list(SearchEntry.objects.filter(language=language).exclude(path__startswith="bench-")[:600])
    sentences = [row.text for row in real if row.text]
    made = []
    for number in range(rows - have):
        like = dice.choice(real)
        facts = {"kind": like.kind, "path": like.path, "place": like.place, **like.facet_columns()}
        title, text = dice.choice(real).title, dice.choice(sentences)
        made.append(SearchEntry(language=language, title=title, text=text, order=number, **facts))
    index_rows(SearchEntry.objects.bulk_create(made, batch_size=500))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM toolkit_findable")
    take_statistics()  # as beat does every night
    connection.close()


def look(words: str) -> int:
    found = SearchQuery(extract_words(words), "en").widened()
    list(found.results()[:20])
    return found.total


def search() -> dict[str, object]:
    prepared()
    fill_index(FINDABLES)
    client = Client(headers={"host": "localhost"})

    def page(words: str) -> None:
        assert client.get("/en/search/", {"q": words}).status_code == 200

    spent = {words: measure_median(lambda words=words: look(words), REPEATS) for words in QUERIES}
    whole = [statistics.median(measure_milliseconds(lambda words=words: page(words), 3)) for words in QUERIES]
    facets = [
        measure_median(lambda words=words: SearchQuery(extract_words(words), "en").tally, REPEATS) for words in QUERIES
    ]
    worst = max(spent, key=lambda words: spent[words])
    return {
        "rows": SearchEntry.objects.count(),
        "p50": statistics.median(spent.values()),
        "worst": spent[worst],
        "worst words": f"{worst}, {look(worst)} hits",
        "facets": statistics.median(facets),
        "page p50": statistics.median(whole),
        "statements": count_statements(lambda: page("interview")),
    }
