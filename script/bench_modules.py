"""What script/bench measures of the catalogue in a Django process; called by bench_inside.py, which sets it up."""

import random
import statistics
import time
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

MODULES = 2_000
QUERIES = "interpreter consent smuggled prosecution gender".split()


def fill() -> None:
    """Modules made of the starter module's own sentences; one in four is an adaptation."""
    from modules.models import Discipline, Level, Module, Topic
    from toolkit.models import Findable
    from toolkit.models.searching import index_rows, take_statistics

    if Module._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_content", verbosity=0)
        call_command("load_modules", verbosity=0)
    dice = random.Random(1)
    parent = Module.objects.filter(slug="rights-and-gender").select_related("locale").earliest("pk")
    sentences = [row.text for row in Findable.objects.filter(language="en") if row.text]
    rows, found = [], []
    for number in range(MODULES - Module.objects.count()):
        facts: dict[str, Any] = {"title": f"Class {number}", "summary": dice.choice(sentences)[:200], "live": True}
        facts |= {"topics": dice.sample(Topic.values, 3), "disciplines": dice.sample(Discipline.values, 2)}
        facts |= {"level": dice.choice(Level.values), "minutes": dice.choice([45, 60, 90, 180]), "exercise_count": 9}
        facts |= {"parent": parent, "country": dice.choice(["PK", "BD", "IQ"])} if number % 4 == 0 else {}
        rows.append(Module(slug=f"class-{number}", locale=parent.locale, **facts))
        place = {"kind": "module", "language": "en", "path": f"modules/class-{number}/", "place": "University module"}
        found.append(Findable(title=f"Class {number}", text=" ".join(dice.sample(sentences, 12)), **place))
    Module.objects.bulk_create(rows, batch_size=500)
    index_rows(Findable.objects.bulk_create(found, batch_size=500))
    take_statistics()


def catalogue() -> dict[str, object]:
    """One page of the catalogue among MODULES modules: whole requests, with words, with filters, and with neither."""
    fill()
    client = Client(headers={"host": "localhost"})

    def spent(address: str) -> float:
        client.get(address)
        numbers = []
        for _ in range(5):
            cache.clear()
            began = time.perf_counter()
            assert client.get(address).status_code == 200
            numbers.append(1000 * (time.perf_counter() - began))
        return statistics.median(numbers)

    with CaptureQueriesContext(connection) as captured:
        client.get("/en/modules/?q=consent&topic=gender&sort=new")
        statements = len(connection.queries_log) - captured.initial_queries
    searches = {words: spent(f"/en/modules/?q={words}") for words in QUERIES}
    return {
        "statements": statements,
        "all": spent("/en/modules/"),
        "filtered": spent("/en/modules/?topic=gender&minutes=90&country=PK"),
        "search": statistics.median(searches.values()),
        "worst": max(searches.values()),
    }
