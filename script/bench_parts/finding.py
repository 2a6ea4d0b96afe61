"""Searches, and the catalogue of modules, among many."""

from collections.abc import Iterator

from script.bench_parts.asking import run_inside
from script.bench_parts.lines import MeasuredLine
from script.bench_parts.sizes import MODULES
from tests.journeys.portal import Portal


def measure_searches(portal: Portal) -> Iterator[MeasuredLine]:
    lite = {"DATABASE_URL": f"sqlite:///{portal.folder / 'search.sqlite3'}", "CELERY_BROKER_URL": "memory://"}
    for name, limit, worst, environment in (("PostgreSQL", 15, None, {}), ("SQLite", None, 300, lite)):
        found = run_inside(portal, "search", **environment)
        where = f"{name}, {found['rows']:,} rows"
        note = f"{found['statements']} statements"
        yield MeasuredLine(f"{where}: median of twelve searches", found["p50"], "ms", limit)
        yield MeasuredLine(f"{where}: the slowest", found["worst"], "ms", worst, note=found["worst words"])
        yield MeasuredLine(f"{where}: every number of every filter", found["facets"], "ms", note="one statement")
        yield MeasuredLine(f"{where}: the whole page (median)", found["page p50"], "ms", note=note)


def measure_catalogue(portal: Portal) -> Iterator[MeasuredLine]:
    found = run_inside(portal, "catalogue")
    yield MeasuredLine(f"{MODULES:,} modules: a search, the whole page (median of five)", found["search"], "ms", 100)
    yield MeasuredLine("  the slowest of five", found["worst"], "ms", note=found["worst words"])
    yield MeasuredLine("  statements with words, filter and order", found["statements"], "SQL", 15)
    yield MeasuredLine("  without words", found["all"], "ms")
    yield MeasuredLine("  with three filters", found["filtered"], "ms")
