"""What guarding costs: limits counted in the database, and signing in."""

from collections.abc import Iterator

from script.bench_parts.asking import run_inside
from script.bench_parts.lines import MeasuredLine, compute_ratio
from tests.journeys.portal import Portal


def measure_guards(portal: Portal) -> Iterator[MeasuredLine]:
    lite = {"DATABASE_URL": f"sqlite:///{portal.folder / 'guards.sqlite3'}", "CELERY_BROKER_URL": "memory://"}
    for name, environment in (("PostgreSQL", {}), ("SQLite", lite)):
        found = run_inside(portal, "limit_check", **environment)
        note = f"95 of 100 within {found['p95']:.2f} ms"
        yield MeasuredLine(f"{name}: one check of a limit (median)", found["p50"], "ms", 1, note=note)
    found = run_inside(portal, "sign_in")
    yield MeasuredLine("a wrong password at the form (median)", found["whole"], "ms")
    yield MeasuredLine("  its two comparisons alone", found["bare"], "ms")
    yield MeasuredLine("  the form : the comparisons", compute_ratio(found["whole"], found["bare"]), "", 1.4)
