"""What must hold behind PgBouncer in transaction mode: `python -m tests.config.pooled`, which prints what it saw as JSON.

Run by tests/config/test_pooling.py with DATABASE_URL and POOLED=true. Two server sessions serve eight threads, so that a
statement seldom meets the session of the one before it.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

THREADS = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Each in a thread and on a connection of its own; raises what one of them raised."""
    from django.db import connection

    def closed(number: int) -> Any:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(closed, range(THREADS)))


def reads_in_pieces(_number: int) -> int:
    """`iterator` outside of a transaction, slower than the session is lent."""
    from django.db import connection

    from toolkit.models import SearchEntry

    count = 0
    for _row in SearchEntry.objects.order_by("pk").iterator(chunk_size=20):
        count += 1
        if count % 20 == 0:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.005)")
    return count


def asks_and_makes(number: int) -> str:
    """A file through the ledger: one row for two who ask, claimed and finished once."""
    from exports.actions import request_export
    from exports.models import Export
    from exports.tasks.rendering import claim_export, finish_export
    from tests.exports.paper import a_printout

    row = request_export(a_printout(f"Law-{number // 2}"))
    mine = claim_export(row.pk)
    if mine:
        finish_export(mine, size=10, pages=2)
    return Export.objects.get(pk=row.pk).key if mine else ""


def purges(_number: int) -> None:
    """Two at once meet at the lock; afterwards nobody holds it."""
    from network.tasks import purge

    purge()


def locks() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        return cursor.fetchone()[0]


def sessions() -> int:
    """How many of the server's sessions have served us."""
    from django.db import connection

    def pid(_number: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), pg_sleep(0.02)")
            return cursor.fetchone()[0]

    return len(set(at_once(pid)))


def main() -> None:
    django.setup()
    from django.conf import settings

    from exports.models import Export
    from toolkit.models import SearchEntry

    settings.FILE_KINDS = ["tests.exports.paper.PRINTOUTS"]
    rows = SearchEntry.objects.count()
    read = at_once(reads_in_pieces)
    made = at_once(asks_and_makes)
    at_once(purges)
    seen = {
        "sessions": sessions(),
        "all rows were read": set(read) == {rows} and rows > 100,
        "files": [len(set(made) - {""}), Export.objects.filter(state="done").count()],
        "attempts": sorted(set(Export.objects.values_list("attempts", flat=True))),
        "locks that stay": locks(),
    }
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
