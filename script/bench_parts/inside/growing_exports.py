"""What becomes of the ledger of files when it is long: asking, status, download, sweep, operators' page, purge."""

import hashlib
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from exports.models import Export
from exports.storage import files
from exports.tasks import sweeping
from script.bench_parts.inside.timing import count_statements, measure_median, measure_milliseconds
from toolkit.models import ChecklistPage

CONTENT = b"%PDF-1.7 bench"
LINKS = 30_000  # names that one file may have, with room


def grow_exports(*sizes: str) -> dict[str, dict[str, list[float]]]:
    found: dict[str, dict[str, list[float]]] = {}
    for size in map(int, sizes):
        began = time.monotonic()
        grow_to(size)
        for name, step in steps().items():
            numbers = found.setdefault(name, {"ms": [], "sql": []})
            numbers["ms"].append(measure_median(step))
            numbers["sql"].append(count_statements(step))
        purging = found.setdefault("purge of 100 files whose hour is over", {"ms": [], "sql": []})
        expire(100)
        purging["ms"] += measure_milliseconds(sweeping.delete_expired_exports, 1)
        expire(100)
        purging["sql"].append(count_statements(sweeping.delete_expired_exports))
        found.setdefault("(filling)", {"ms": [], "sql": []})["ms"].append(1000 * (time.monotonic() - began))
    return found


def key_of(number: int) -> str:
    return hashlib.sha256(f"bench {number}".encode()).hexdigest()


def grow_to(size: int) -> None:
    """Rows as a year leaves them: public ones, finished, of 40 pages in their options, and a tenth of today."""
    dice, now = random.Random(size), timezone.now()
    have = Export.objects.filter(title="bench").count()
    rows = []
    for number in range(have, size):
        ago = timedelta(days=dice.random() * (1 if number % 10 == 0 else 365), hours=1)
        rows.append(finished(key_of(number), f"{number % 40}", now - ago))
    Export.objects.bulk_create(rows, batch_size=2000)
    for number in range(have, size):
        lay_down(key_of(number), number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exports_export")


def finished(key: str, subject: str, when: object, **more: object) -> Export:
    facts = {"kind": "toolkit.checklist", "subject": subject, "options": {"form": "fillable"}, "title": "bench"}
    facts |= {"language": "en", "filename": "bench.pdf", "state": "done", "pages": 8, "size": len(CONTENT)}
    times = dict.fromkeys(("created_at", "queued_at", "started_at", "finished_at", "asked_at"), when)
    return Export(key=key, **{**facts, **times, **more})


def lay_down(key: str, number: int) -> None:
    """A file for a row, as one more name of a file that is there: a hundred thousand files in seconds."""
    folder = storages["exports"]
    first, place = (Path(folder.path(files.make_storage_name(name))) for name in (key_of(number // LINKS * LINKS), key))
    place.parent.mkdir(parents=True, exist_ok=True)
    if place == first:
        place.write_bytes(CONTENT)
    elif not place.exists():
        os.link(first, place)


def expire(count: int) -> None:
    """Private files of somebody whose hour is over."""
    owner = User.objects.filter(is_superuser=True).earliest("pk")
    over = timezone.now() - timedelta(minutes=1)
    keys = [hashlib.sha256(os.urandom(8)).hexdigest() for _ in range(count)]
    private = {"private": True, "owner": owner, "expires_at": over}
    Export.objects.bulk_create([finished(key, "private", over, **private) for key in keys])
    for key in keys:
        files.store_file(key, CONTENT)


def steps() -> dict[str, Callable[[], object]]:
    reader, operator = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    operator.force_login(User.objects.filter(is_superuser=True, is_active=True).earliest("pk"))
    page = ChecklistPage.objects.get(slug="identification-and-referral", locale__language_code="en")
    export = Export.objects.filter(title="bench", private=False).earliest("pk")
    waiting = {"state": "queued", "source": b"{}", "size": 0, "pages": 0, "finished_at": None, "started_at": None}
    queued = Export.objects.filter(title="bench", state="queued").first()
    if queued is None:
        queued = finished(key_of(-1), "waiting", timezone.now(), **waiting, enqueued_at=timezone.now())
        queued.save()
    return {
        "asking for a file": lambda: asked(reader, f"/en/files/ask/toolkit.checklist/{page.pk}/?form=fillable"),
        "status page of a file that waits": lambda: asked(reader, queued.status_url),
        "download": lambda: asked(reader, export.file_url),
        "sweep, every minute": whole_sweep,
        "operators' page": lambda: asked(operator, "/admin/reports/state/"),
    }


def whole_sweep() -> None:
    """As beat has it done, but for sending to a broker that is not there."""
    sweeping.fail_hopeless_exports()
    sweeping.requeue_abandoned_exports()
    sweeping.delete_expired_exports()
    sweeping.remove_orphan_files("a")
    sweeping.delete_lost_rows("a")


def asked(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code in (200, 302), (address, answer.status_code)  # a file that is there is led to
    for _piece in answer:  # read to its end
        pass
