"""One page of the catalogue among many modules: whole requests, with words, with filters, and with neither."""

import random
import statistics
from typing import Any

from django.test import Client

from modules.models import Discipline, Level, Module, Topic
from script.bench_parts.inside.timing import count_statements, measure_milliseconds
from script.bench_parts.sizes import MODULES
from toolkit.models import SearchEntry
from toolkit.selectors.searching import index_rows, take_statistics

QUERIES = "interpreter consent smuggled prosecution gender".split()


def fill() -> None:
    """Modules made of the starter module's own sentences; one in four is an adaptation."""
    dice = random.Random(1)
    parent = Module.objects.filter(slug="rights-and-gender").select_related("locale").earliest("pk")
    sentences = [row.text for row in SearchEntry.objects.filter(language="en")[:600] if row.text]
    rows, found = [], []
    for number in range(MODULES - Module.objects.count()):
        facts: dict[str, Any] = {"title": f"Class {number}", "summary": dice.choice(sentences)[:200], "live": True}
        facts |= {"topics": dice.sample(Topic.values, 3), "disciplines": dice.sample(Discipline.values, 2)}
        facts |= {"level": dice.choice(Level.values), "minutes": dice.choice([45, 60, 90, 180]), "exercise_count": 9}
        facts |= {"parent": parent, "country": dice.choice(["PK", "BD", "IQ"])} if number % 4 == 0 else {}
        rows.append(Module(slug=f"class-{number}", locale=parent.locale, **facts))
        place = {"kind": "module", "language": "en", "path": f"modules/class-{number}/", "place": "University module"}
        found.append(SearchEntry(title=f"Class {number}", text=" ".join(dice.sample(sentences, 12)), **place))
    Module.objects.bulk_create(rows, batch_size=500)
    index_rows(SearchEntry.objects.bulk_create(found, batch_size=500))
    take_statistics()


def catalogue() -> dict[str, object]:
    fill()
    client = Client(headers={"host": "localhost"})

    def spent(address: str) -> float:
        def look() -> None:
            assert client.get(address).status_code == 200

        look()
        return statistics.median(measure_milliseconds(look, 7))

    searches = {words: spent(f"/en/modules/?q={words}") for words in QUERIES}
    worst = max(searches, key=lambda words: searches[words])
    return {
        "statements": count_statements(lambda: client.get("/en/modules/?q=consent&topic=gender&sort=new")),
        "all": spent("/en/modules/?sort=title"),
        "filtered": spent("/en/modules/?topic=gender&minutes=90&country=PK"),
        "search": statistics.median(searches.values()),
        "worst": searches[worst],
        "worst words": worst,
    }
