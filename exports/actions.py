"""Who decides that a file is made."""

from collections.abc import Iterable
from functools import partial

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from exports.domain.export_requests import ExportRequest
from exports.domain.kinds import file_kinds, files_rendered_ahead, files_showing
from exports.domain.turns import make_client_mark
from exports.models import Export
from exports.models.exports import State
from exports.models.querysets import ExportQuerySet, make_session_mark
from exports.storage import files
from exports.tasks import compute_export_key, enqueue_export, prerender, send_task


def request_export(
    order: ExportRequest, *, by: AbstractBaseUser | AnonymousUser | None = None, session_key: str = "", client: str = ""
) -> Export:
    """The export of this printout or package, there or on its way; all who ask at once share one row and one job.

    A private one needs `by` (a person) or `session_key`; raises ValueError without. One that failed
    stays failed until somebody asks for a retry. `client` is where the request comes from (client_key): of those who
    wait, whoever waits for the fewest files is next. Raises LookupError for a kind that no app declares: nothing would
    withdraw it.
    """
    if order.kind not in file_kinds():
        raise LookupError(f"No list in settings.FILE_KINDS declares {order.kind}.")
    owner = by if order.private and by is not None and by.is_authenticated else None
    session = make_session_mark(session_key) if order.private and owner is None else ""
    reader = f"person {owner.pk}" if owner else f"session {session}" if session else ""
    mark = make_client_mark(client or reader)
    key = compute_export_key(order, reader=reader)
    export, is_new = Export.objects.get_or_create_export(order, key=key, owner=owner, session=session, client=mark)
    if is_new:
        # robust: the row is saved and the sweeper sends it later; a dead broker is not the reader's problem
        transaction.on_commit(partial(enqueue_export, export.pk), robust=True)
    return export


def retry_export(export: Export, *, by: AbstractBaseUser | AnonymousUser | None = None, client: str = "") -> bool:
    """Gives a failed export three new attempts, in the lane where it ended. False where it is no longer failed:
    somebody else was faster.

    `by` is whoever pressed the button; the caller has fetched the row through visible_to for the same person. `client`
    is where that person presses it (client_key): a file asked for again waits as one that is asked for does.
    """
    mark = make_client_mark(client)
    again = Export.objects.filter(pk=export.pk, state=State.FAILED).update(
        state=State.QUEUED,
        error="",
        attempts=0,
        stage="",
        page=0,
        queued_at=timezone.now(),
        turn_at=Export.objects.turn_of(mark),
        client=mark,
        enqueued_at=None,
        finished_at=None,
    )
    if again:
        transaction.on_commit(partial(enqueue_export, export.pk), robust=True)
    return bool(again)


def render_files_ahead(shown: Model) -> None:
    """After a publish: has a worker build and render the printouts that show this before the first reader asks.

    Only a courtesy. Where the broker is away nothing is lost but time.
    """
    for kind, subject, form in sorted(files_rendered_ahead(shown)):
        transaction.on_commit(partial(send_task, prerender, kind, subject, {"form": form}), robust=True)


@transaction.atomic
def withdraw_files(shown: Model, *, by: AbstractBaseUser | AnonymousUser, owner: AbstractBaseUser | None = None) -> int:
    """Ends all files that show this, whoever asked for them: it is deleted by `by`. Returns how many there were.
    With `owner`, only those that this person asked for: who may not see it any more.

    A file that is being made meanwhile is thrown away by its worker, which finds no row.
    """
    rows = rows_showing([shown])
    if owner is not None:
        rows = rows.filter(owner=owner.pk)
    return delete_exports(rows)


@transaction.atomic
def withdraw_public_files(shown: Iterable[Model]) -> int:
    """Ends every public file that shows one of these, which are no longer for everybody. Returns how many there were.

    All editions of it, since an address outlives the edition that it was made for. Private files stay: whoever asked
    for one may still see what it was made of, and it is over within the hour. Once the subject is public again the next
    who asks has the file made anew, under the same address where the content is the same.
    """
    return delete_exports(rows_showing(shown).filter(private=False))


def rows_showing(shown: Iterable[Model]) -> ExportQuerySet:
    subjects: dict[str, set[str]] = {}
    for kind, subject in (file for row in shown for file in files_showing(row)):
        subjects.setdefault(kind, set()).add(subject)
    wanted = [Q(kind=kind, subject__in=named) for kind, named in subjects.items()]
    return Export.objects.filter(Q(*wanted, _connector=Q.OR)) if wanted else Export.objects.none()


def delete_exports(rows: ExportQuerySet) -> int:
    """Rows first: without its row no file is given out, and what is left of one the sweeper finds."""
    keys = list(rows.values_list("key", flat=True))
    rows.delete()
    for key in keys:
        transaction.on_commit(partial(files.remove_file, key), robust=True)
    return len(keys)
