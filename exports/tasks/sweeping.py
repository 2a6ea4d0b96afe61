"""Every minute: what fell down is picked up, what is over is thrown away.

Holds the invariant: every row has its file, every file its row, every job ends. Each step is a conditional
statement or repeats without harm, so two beats at once need no lock.
"""

import time
from datetime import timedelta
from itertools import batched

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from exports.models import Export
from exports.models.exports import MOST_ATTEMPTS, Fault, Lane, State
from exports.storage import files
from exports.tasks.queueing import enqueue_export

TOLD_BEFORE = timedelta(seconds=60)
ASKED_BEFORE = timedelta(seconds=5)  # whoever asked may be about to tell the broker
FAILED_KEPT_FOR = timedelta(days=7)
TOGETHER = 25  # private files whose rows go in one statement, so that one asked for again meanwhile is a rare case
AT_ONCE = 100  # rows sent a sweep: a long queue is not sent twice over in one go
PARTIAL_KEPT_FOR = 3600  # seconds
GRACE = 60  # seconds a file is left alone after it was written
DAY = 86_400


@shared_task(name="exports.tasks.sweep", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def sweep() -> None:
    """Jobs first, then expiry, then a sixteenth of the file store: all of it in 16 minutes."""
    fail_hopeless_exports()
    requeue_abandoned_exports()
    send_unsent()
    delete_expired_exports()
    shard = files.SHARDS[int(time.time() // 60) % len(files.SHARDS)]
    remove_orphan_files(shard)
    delete_lost_rows(shard)


def fail_hopeless_exports() -> int:
    """Fails what was killed in each of its three attempts. Returns how many exports."""
    return (
        Export.objects.abandoned()
        .filter(attempts__gte=MOST_ATTEMPTS)
        .update(state=State.FAILED, error=Fault.KILLED, lease_until=None, client="", finished_at=timezone.now())
    )


def requeue_abandoned_exports() -> int:
    """Puts back what a dead worker held; it keeps its turn and its count of attempts. The next attempt is a slow one,
    unless the last did not count (the store was away)."""
    left = Export.objects.abandoned().filter(attempts__lt=MOST_ATTEMPTS)
    left.filter(attempts__gt=0).update(lane=Lane.SLOW)
    return left.update(state=State.QUEUED, lease_until=None, enqueued_at=None, stage="", page=0)


def send_unsent() -> int:
    """Sends what waits and was never sent, or not for a minute, by turns; stops where the broker is away."""
    now = timezone.now()
    waiting = Export.objects.unsent(asked_before=now - ASKED_BEFORE, told_before=now - TOLD_BEFORE)
    waiting = waiting.order_by("turn_at", "pk")
    sent = 0
    for export_id in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        if not enqueue_export(export_id):
            break
        sent += 1
    return sent


def delete_expired_exports() -> int:
    """Private files whose hour is over, some at a time. File first: a row left over is swept again, a file is not. Also
    exports that failed some time ago, which are not counted."""
    count = 0
    for over in batched(list(Export.objects.expired().values_list("pk", "key")), TOGETHER):
        for _export_id, key in over:
            files.remove_file(key)
        count += Export.objects.expired().filter(pk__in=[export_id for export_id, _key in over]).delete()[0]
    old = timezone.now() - FAILED_KEPT_FOR
    Export.objects.filter(state=State.FAILED, finished_at__lt=old).delete()
    return count


def remove_orphan_files(shard: str) -> int:
    """Files of this shard without a row, and what a killed worker left half written."""
    found = list(files.list_files(shard, older_than=GRACE))  # listed before the rows are read: a row comes first
    known = set(Export.objects.filter(key__startswith=shard).values_list("key", flat=True))
    partial = any(path.suffix == files.PARTIAL for path in found)
    half_written = set(files.list_files(shard, older_than=PARTIAL_KEPT_FOR)) if partial else set()
    count = 0
    for path in found:
        if path in half_written if path.suffix == files.PARTIAL else path.stem not in known:
            files.discard_file(path)
            count += 1
    return count


def delete_lost_rows(shard: str) -> int:
    """Rows of this shard whose file is gone (restored database, lost disk): the next reader has it made."""
    border = timezone.now() - timedelta(seconds=GRACE)
    # Listed at once, since a bucket takes its time for every question; whatever its clock says.
    there = {path.stem for path in files.list_files(shard, older_than=-DAY)}
    done = Export.objects.filter(state=State.DONE, key__startswith=shard, finished_at__lt=border)
    lost = [pk for pk, key in done.values_list("pk", "key").iterator() if key not in there]
    return Export.objects.filter(pk__in=lost, state=State.DONE, finished_at__lt=border).delete()[0]
