"""How long a step takes, in milliseconds, and how many statements it asks."""

import statistics
import time
from collections.abc import Callable, Iterable

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from script.bench_parts.sizes import REPEATS

MARKS = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}


def measure_milliseconds(
    step: Callable[[], object], times: int = REPEATS, *, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    spent = []
    for _ in range(times):
        began = clock()
        step()
        spent.append(1000 * (clock() - began))
    return spent


def measure_median(step: Callable[[], object], times: int = REPEATS) -> float:
    """Warm: the first time does not count."""
    step()
    return statistics.median(measure_milliseconds(step, times))


def count_statements(step: Callable[[], object]) -> int:
    reset_queries()  # the log has room for nine thousand
    with CaptureQueriesContext(connection) as captured:
        step()
        # Counted at once: the next request empties the log. Where a transaction begins and ends is no question.
        asked = list(connection.queries_log)[captured.initial_queries :]
    return sum(1 for one in asked if one["sql"].split(" ", 1)[0].strip(";") not in MARKS)


def compute_median(numbers: Iterable[float]) -> float:
    return statistics.median(list(numbers))
