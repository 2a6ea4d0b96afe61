"""Who decides that a file is made."""

from collections.abc import Mapping
from functools import partial

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils import timezone

from exports.models import Export, Printout
from exports.models.exports import State
from exports.models.querysets import session_mark
from exports.tasks import enqueue, prerender, send


def request_export(
    printout: Printout, *, by: AbstractBaseUser | AnonymousUser | None = None, session_key: str = ""
) -> Export:
    """The export of this printout, there or on its way; all who ask at once share one row and one job.

    A private printout needs `by` (a person) or `session_key`; raises ValueError without. One that failed
    stays failed until somebody asks for a retry.
    """
    from exports.pdf import renderer_fingerprint

    owner = by if printout.private and by is not None and by.is_authenticated else None
    session = session_mark(session_key) if printout.private and owner is None else ""
    reader = f"person {owner.pk}" if owner else f"session {session}" if session else ""
    export, is_new = Export.objects.ask(
        printout, key=printout.key(renderer_fingerprint(), reader=reader), owner=owner, session=session
    )
    if is_new:
        # robust: the row is saved and the sweeper sends it later; a dead broker is not the reader's problem
        transaction.on_commit(partial(enqueue, export.pk), robust=True)
    return export


def retry_export(export: Export, *, by: AbstractBaseUser | AnonymousUser | None = None) -> bool:
    """Gives a failed export three new attempts. False where it is no longer failed: somebody else was faster.

    `by` is whoever pressed the button; the caller has fetched the row through visible_to for the same person.
    """
    again = Export.objects.filter(pk=export.pk, state=State.FAILED).update(
        state=State.QUEUED,
        error="",
        attempts=0,
        stage="",
        page=0,
        queued_at=timezone.now(),
        enqueued_at=None,
        finished_at=None,
    )
    if again:
        transaction.on_commit(partial(enqueue, export.pk), robust=True)
    return bool(again)


def render_ahead(kind: str, subject: str, options: Mapping[str, str] | None = None) -> None:
    """After a publish: has a worker build and render this printout before the first reader asks.

    Only a courtesy. Where the broker is away nothing is lost but time.
    """
    transaction.on_commit(partial(send, prerender, kind, subject, dict(options or {})), robust=True)
