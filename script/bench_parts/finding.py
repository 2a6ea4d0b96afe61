"""Searches, and the catalogue of modules, among many."""

from collections.abc import Iterator

from script.bench_parts.asking import inside
from script.bench_parts.lines import Line
from script.bench_parts.sizes import MODULES
from tests.journeys.portal import Portal


def searches(portal: Portal) -> Iterator[Line]:
    lite = {"DATABASE_URL": f"sqlite:///{portal.folder / 'search.sqlite3'}", "CELERY_BROKER_URL": "memory://"}
    for name, limit, worst, environment in (("PostgreSQL", 15, None, {}), ("SQLite", None, 300, lite)):
        found = inside(portal, "search", **environment)
        where = f"{name}, {found['rows']:,} rows"
        note = f"{found['statements']} statements"
        yield Line(f"{where}: median of twelve searches", found["p50"], "ms", limit)
        yield Line(f"{where}: the slowest", found["worst"], "ms", worst, note=found["worst words"])
        yield Line(f"{where}: every number of every filter", found["facets"], "ms", note="one statement")
        yield Line(f"{where}: the whole page (median)", found["page p50"], "ms", note=note)


def modules(portal: Portal) -> Iterator[Line]:
    found = inside(portal, "catalogue")
    yield Line(f"{MODULES:,} modules: a search, the whole page (median of five)", found["search"], "ms", 100)
    yield Line("  the slowest of five", found["worst"], "ms", note=found["worst words"])
    yield Line("  statements with words, filter and order", found["statements"], "SQL", 15)
    yield Line("  without words", found["all"], "ms")
    yield Line("  with three filters", found["filtered"], "ms")
