"""One job from claim to file. The row decides who works; a message is only a nudge."""

import errno
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

from billiard.exceptions import SoftTimeLimitExceeded, WorkerLostError
from celery import shared_task, signals
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from exports.domain.packages import unpack_payload
from exports.domain.printouts import unpack_printout
from exports.domain.turns import LATER, PRESS, limit_first_try, make_client_mark
from exports.models import Export
from exports.models.exports import MOST_ATTEMPTS, Fault, Lane, State
from exports.packages import PackError, PackingProgress, SizeLimitedFile, get_packer
from exports.printouts import build_printout
from exports.storage import files
from exports.storage.stores import StoreUnavailableError
from exports.tasks.keying import compute_export_key
from exports.tasks.queueing import RENDER, enqueue_export
from exports.tasks.turns import enqueue_next_slow, find_next_export

if TYPE_CHECKING:
    from exports.pdf import Progress

logger = logging.getLogger(__name__)

# Renewed with every sign of progress; a page takes some 40 ms. A document that shows none is stopped after its 30
# seconds, and until then no sweep may take it for abandoned.
LEASE = timedelta(seconds=45)
BEAT = 1.0  # seconds between two notes of progress
STORE_AWAY_FOR = timedelta(days=1)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
PAUSES = (0.5, 1, 2, 4, 8)  # seconds; longer in all than PostgreSQL takes to restart


class ExportWithdrawn(Exception):
    """Nobody waits for this file any more: its row is gone or finished."""


@shared_task(name=RENDER, autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def render_export(export_id: int) -> None:
    """Renders the export whose turn it is, if this worker may: most often the one that the message names."""
    export = claim_next()
    if export is None:
        return
    work_on(export)
    if export.lane == Lane.SLOW:
        retry_while_database_is_down(lambda: enqueue_next_slow(export.pk))


def claim_next() -> Export | None:
    while (export_id := find_next_export()) is not None:
        if (export := claim_export(export_id)) is not None:
            return export
    return None


def work_on(export: Export) -> None:
    """One attempt, from the claimed row to its file or to the reason why there is none."""
    seconds = allowance(export)
    try:
        files.file_exists(export.key)  # a store that is away says so before the work, not after it
        pages = write_pdf(export, seconds) if export.is_pdf else write_package(export, seconds)
        size = files.get_file_size(export.key)
    except ExportWithdrawn:
        return
    except (
        StoreUnavailableError
    ):  # nor would three tries within a second find it: the lease runs out, and a sweep hands it on
        logger.warning("Export %s, attempt %s: the store is away", export.pk, export.attempts)
        retry_while_database_is_down(lambda: uncount_attempt(export))
    except Exception as error:
        if seconds < export.seconds and fault_of(error) == Fault.TOO_LONG:
            retry_while_database_is_down(lambda: move_to_slow_lane(export))
            return
        # A private document's text could stand in a traceback's message, so only the type is logged then.
        logger.warning(
            "Export %s, attempt %s: %s",
            export.pk,
            export.attempts,
            type(error).__name__,
            exc_info=not export.private,
        )
        fault = fault_of(error)
        final = would_repeat(error)
        retry_while_database_is_down(lambda: end_attempt(export, fault, final=final))
    else:
        retry_while_database_is_down(lambda: finish_export(export, size, pages))


@signals.task_failure.connect(sender=render_export)
def requeue_killed_export(exception: BaseException, args: Sequence[int], **kwargs: object) -> None:
    """In the worker's parent, when a child was killed over a file: the next attempt begins at once.

    The lease would run out and a sweep would find it, a minute or two later; that is still so where all of the worker
    was killed, or the database is away. The parent forks the next children, so it keeps no connection.
    """
    if not isinstance(exception, WorkerLostError):
        return  # what a task raised itself has been seen to
    try:
        export = Export.objects.filter(pk=args[0], state=State.RENDERING).first()
        if export:
            end_attempt(export, Fault.KILLED, final=False)
    except (OperationalError, InterfaceError) as away:
        logger.warning("Export %s was left to the sweeper: %s", args[0], type(away).__name__)
    finally:
        connection.close()


@shared_task(name="exports.tasks.prerender", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def prerender(kind: str, subject: str, options: Mapping[str, str] | None = None) -> None:
    """Asks for a public printout before a reader does. What is no longer public by now is left alone."""
    try:
        printout = build_printout(kind, subject, options or {})
    except LookupError:
        return
    export, is_new = Export.objects.get_or_create_export(
        printout, key=compute_export_key(printout), client=make_client_mark(PRESS)
    )
    if is_new:
        enqueue_export(export.pk)
    else:  # words that came back: theirs is the newest edition again, by more than the grain of an hour
        Export.objects.filter(pk=export.pk).update(asked_at=timezone.now())


def claim_export(export_id: int) -> Export | None:
    """Takes the row in one statement, so that only one worker can; None where there is nothing to do."""
    now = timezone.now()
    free = Q(state=State.QUEUED) | Q(state=State.RENDERING, lease_until__lte=now)
    taken = Export.objects.filter(free, pk=export_id, attempts__lt=MOST_ATTEMPTS).update(
        state=State.RENDERING,
        attempts=F("attempts") + 1,
        lease_until=now + LEASE,
        started_at=now,
        stage="",
        page=0,
    )
    return Export.objects.filter(pk=export_id).first() if taken else None


def allowance(export: Export) -> int:
    """Seconds of this attempt: all that a file may take, in the slow lane only."""
    if export.lane == Lane.SLOW:
        return export.seconds
    return limit_first_try(export.seconds, Export.objects.taken(export.kind))


def write_pdf(export: Export, seconds: int) -> int:
    """Writes the PDF and says how many pages it has. Raises exports.pdf.RenderError, or ExportWithdrawn."""
    from exports import pdf

    source = pdf.Source(**unpack_printout(bytes(export.source or b"")))
    content = pdf.render_document(source, seconds=seconds, progress=make_reporter(export))
    pages = count_pages(content)
    files.store_file(export.key, content)
    return pages


def write_package(export: Export, seconds: int) -> int:
    """Writes the package. It has no pages. Raises PackError, ExportWithdrawn, or what the packer's bug raises."""
    packer = get_packer(export.kind)
    payload = unpack_payload(bytes(export.source or b""))
    with files.open_for_writing(export.key) as file:
        packer(payload, cast(BinaryIO, SizeLimitedFile(file)), timekeeper(export, seconds))
    return 0


def make_reporter(export: Export) -> Callable[["Progress | PackingProgress"], None]:
    """A callback that notes stage and page and renews the lease, at most once a second. Raises
    ExportWithdrawn where it was withdrawn, or another attempt has begun."""
    last = time.monotonic()

    def report(progress: "Progress | PackingProgress") -> None:
        nonlocal last
        if time.monotonic() - last < BEAT:
            return
        last = time.monotonic()
        try:
            mine = Export.objects.filter(pk=export.pk, state=State.RENDERING, attempts=export.attempts)
            if not mine.update(stage=progress.stage, page=progress.page, lease_until=timezone.now() + LEASE):
                raise ExportWithdrawn
        except (OperationalError, InterfaceError):
            connection.close()  # a note lost is better than a file lost; the next one connects anew

    return report


def timekeeper(export: Export, seconds: int) -> Callable[[int], None]:
    """What a packer calls after each of its steps: renews the lease, and ends what takes longer than it may.

    Raises PackError after so many seconds, ExportWithdrawn as `make_reporter`."""
    end = time.monotonic() + seconds
    report = make_reporter(export)

    def step(number: int) -> None:
        if time.monotonic() > end:
            raise PackError("too-long")
        report(PackingProgress("packing", number))

    return step


def count_pages(content: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def finish_export(export: Export, size: int, pages: int) -> None:
    """Marks the row done. Any attempt's file is as good as another's: the content is fixed by the key."""
    with transaction.atomic():
        kept = Export.objects.filter(pk=export.pk)
        kept.exclude(state=State.DONE).update(
            state=State.DONE,
            size=size,
            pages=pages,
            page=pages,
            source=None,
            error="",
            stage="",
            lease_until=None,
            client="",
            finished_at=timezone.now(),
        )
        if kept.exists():
            return
    files.remove_file(export.key)  # the row expired or was withdrawn meanwhile


def end_attempt(export: Export, fault: str, *, final: bool) -> None:
    """Ends this attempt: the last one, or a final one, ends the job."""
    mine = Export.objects.filter(pk=export.pk, state=State.RENDERING, attempts=export.attempts)
    if final or export.attempts >= MOST_ATTEMPTS:
        mine.update(state=State.FAILED, error=fault, lease_until=None, client="", finished_at=timezone.now())
    elif fault == Fault.NO_ROOM:  # in a minute, by the sweeper: three tries within a second would find no room either
        mine.update(state=State.QUEUED, lease_until=None, enqueued_at=timezone.now())
    elif mine.update(state=State.QUEUED, lane=Lane.SLOW, lease_until=None, enqueued_at=None):
        enqueue_export(export.pk)


def move_to_slow_lane(export: Export) -> None:
    """Not done by the end of its first try, which does not count: it begins anew among the slow ones, with all of its
    time, and lets pass who comes in the next minutes."""
    mine = Export.objects.filter(pk=export.pk, state=State.RENDERING, attempts=export.attempts)
    if mine.update(
        state=State.QUEUED,
        lane=Lane.SLOW,
        turn_at=timezone.now() + LATER,
        attempts=F("attempts") - 1,
        lease_until=None,
        enqueued_at=None,
        stage="",
        page=0,
    ):
        enqueue_export(export.pk)


def uncount_attempt(export: Export) -> None:
    """A store that is away says nothing about the file: the attempt does not count, for a day."""
    if timezone.now() - export.queued_at < STORE_AWAY_FOR:
        mine = Export.objects.filter(pk=export.pk, state=State.RENDERING, attempts=export.attempts)
        mine.update(attempts=F("attempts") - 1)


def would_repeat(error: Exception) -> bool:
    """Whether the same input would end the same way, and cost as much again."""
    return isinstance(error, SoftTimeLimitExceeded) or not getattr(error, "again", True)


def fault_of(error: Exception) -> Fault:
    """A RenderError's or PackError's own code; anything else is a bug of ours and may be retried."""
    if isinstance(error, SoftTimeLimitExceeded):
        return Fault.TOO_LONG
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Fault.NO_ROOM
    code = getattr(error, "code", None)
    return Fault(code) if code in Fault.values else Fault.BROKEN


def retry_while_database_is_down[Answer](step: Callable[[], Answer]) -> Answer:
    """Runs a step that must not be lost, again and again while the database is away (15 s in all)."""
    for pause in PAUSES:
        try:
            return step()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(pause)
    return step()
