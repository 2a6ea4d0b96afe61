"""What script/bench measures inside a Django process: `bench_inside.py pages|paper|search|catalogue|...`, as JSON."""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

FINDABLES = 10_000
WORDS = "interview interpreter shelter consent referral compensation statistics smuggled".split()
QUERIES = [*WORDS, "victim of trafficking", "border guards", "art. 6(3)", "trafficing"]


def milliseconds(
    step: Callable[[], object], times: int, *, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    spent = []
    for _ in range(times):
        began = clock()
        step()
        spent.append(1000 * (clock() - began))
    return spent


def pages() -> dict[str, dict[str, float]]:
    """Statements and processor time of one uncached request in a warm process, for each address in argv."""
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    found = {}
    for address in sys.argv[2:]:
        client.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
            statements = len(connection.queries_log) - captured.initial_queries
        # Counted at once: the next request empties the log. None at all would mean that nothing was measured.
        assert answer.status_code == 200, address
        assert statements > 0, address
        began = time.process_time()
        for _ in range(10):
            client.get(address)
        found[address] = {"sql": statements, "cpu": 100 * (time.process_time() - began)}
    return found


def paper() -> dict[str, float]:
    """The fillable checklist in this process, warm: plain WeasyPrint, ours, and of ours the finishing pass."""
    from weasyprint import HTML

    from exports import pdf
    from exports.pdf import engine
    from exports.pdf.fetcher import ClosedFetcher
    from exports.printouts import printout_for

    printout = printout_for("toolkit.checklist", sys.argv[2], {"form": "fillable"})
    source = pdf.Source(
        printout.html, printout.manifest, printout.language, printout.fillable, printout.links, printout.assets
    )
    finishing: list[float] = []
    finish = engine.finish

    def timed(*given: object) -> bytes:
        began = time.perf_counter()
        made = finish(*given)  # type: ignore[arg-type]
        finishing.append(1000 * (time.perf_counter() - began))
        return made

    engine.finish = timed
    engine.warm_up()
    finishing.clear()

    def weasyprint(**wishes: object) -> Callable[[], object]:
        return lambda: HTML(string=source.html, url_fetcher=ClosedFetcher(source.assets)).write_pdf(**wishes)

    steps = {
        "plain": weasyprint(),
        "tagged": weasyprint(pdf_variant="pdf/ua-1", pdf_forms=True),
        "ours": lambda: engine.render_pdf(source, lambda stage, page: None),
    }
    # In turns and by processor time: what else the machine does must not decide which is faster.
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(7):
        for name, step in steps.items():
            spent[name] += milliseconds(step, 1, clock=time.process_time)
    return {
        **{name: statistics.median(numbers) for name, numbers in spent.items()},
        "finishing": statistics.median(finishing),
        "bytes": len(engine.render_pdf(source, lambda stage, page: None)),
        "printout": statistics.median(
            milliseconds(lambda: printout_for("toolkit.checklist", sys.argv[2], {"form": "fillable"}), 5)
        ),
    }


def search() -> dict[str, object]:
    """A search among FINDABLES rows made of the starter content's own sentences, in the frequencies they have."""
    from toolkit.models import Findable
    from toolkit.models.searching import Search, index_rows, take_statistics, words_in

    if Findable._meta.db_table not in connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_content", verbosity=0, stdout=sys.stderr)
    dice = random.Random(1)
    real = list(Findable.objects.filter(language="en"))
    sentences = [row.text for row in real if row.text]
    made = []
    for number in range(FINDABLES - len(real)):
        like = dice.choice(real)
        title, text = dice.choice(real).title, dice.choice(sentences)
        facts = {"kind": like.kind, "path": like.path, "place": like.place, **like.facet_columns()}
        made.append(Findable(language="en", title=title, text=text, order=number, **facts))
    index_rows(Findable.objects.bulk_create(made, batch_size=500))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM toolkit_findable")
    take_statistics()  # as beat does every night
    connection.close()

    def look(words: str) -> int:
        found = Search(words_in(words), "en").widened()
        list(found.results()[:20])
        return found.total

    client = Client(headers={"host": "localhost"})
    spent = {words: statistics.median(milliseconds(lambda words=words: look(words), 7)) for words in QUERIES}
    whole = [statistics.median(milliseconds(lambda w=w: client.get("/en/search/", {"q": w}), 3)) for w in QUERIES]
    worst = max(spent, key=lambda words: spent[words])
    return {
        "rows": Findable.objects.count(),
        "p50": statistics.median(spent.values()),
        "worst": spent[worst],
        "worst words": f"{worst}, {look(worst)} hits",
        "page p50": statistics.median(whole),
    }


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    from bench_answers import answers, many
    from bench_modules import catalogue

    steps = {"catalogue": catalogue, "pages": pages, "paper": paper, "search": search, "answers": answers, "many": many}
    print(json.dumps(steps[sys.argv[1]]()))
