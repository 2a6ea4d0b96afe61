"""What was kept long enough is thrown away. The table is network/domain/retention.py.

A model whose queryset knows `expired(today)` takes part. Everything here may be repeated without harm.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from celery import shared_task
from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from network.selectors.snapshots import take_snapshot
from network.storage import erasure_journal as journal
from network.tasks.joining import close_applications

logger = logging.getLogger(__name__)

# Any number that nobody else locks.
LOCK = 0x70757267
# Rows whose dependants go with them are read into memory.
AT_ONCE = 5000
# An empty thread is over only after its posts are gone.
ROUNDS = 3


@shared_task(name="network.tasks.purge", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def purge() -> None:
    """The first one of a year counts first what may be counted: the lock lasts for that alone, and two beats at once
    count once. What follows they may both do, since what is gone is gone (decision 68)."""
    with apart("The year"), transaction.atomic():
        if not is_first():
            return
        take_snapshot(timezone.localdate())
    delete_expired_rows(timezone.localdate())


def delete_expired_rows(today: date) -> dict[str, int]:
    """How many rows of each model went, dependants included."""
    gone: dict[str, int] = {}
    # Looks for those who were accepted and never came in. Their applications say so, and are over on the same day.
    with apart("Who never came in"):
        close_applications()
    for _round in range(ROUNDS):
        before = sum(gone.values())
        for model in find_expiring_models():
            with apart(model._meta.label, but=OperationalError):
                while (step := a_step(model, today))[0]:
                    count(gone, *step)
        if sum(gone.values()) == before:
            break
    journal.forget_expired(today)
    return gone


@contextmanager
def apart(what: str, *, but: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """One area's mistake must not keep the others' data. `but` is what the task tries again for."""
    try:
        yield
    except but:
        raise
    except Exception as error:  # its message may hold values
        logger.error(f"Not purged or counted: {what}: %s", type(error).__name__)


def find_expiring_models() -> Iterator[type[models.Model]]:
    for app in ("network", "accounts"):
        for model in apps.get_app_config(app).get_models():
            if hasattr(model._default_manager.all(), "expired"):
                yield model


def a_step(model: type[models.Model], today: date) -> tuple[int, dict[str, int]]:
    """One statement for rows without dependants; else as many as fit into memory."""
    rows = model._default_manager.all().expired(today).order_by()  # type: ignore[attr-defined]
    if any(relation.on_delete is not models.DO_NOTHING for relation in dependants(model)):
        rows = model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:AT_ONCE]))
    return rows.delete()


def dependants(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    return [field for field in model._meta.get_fields(include_hidden=True) if isinstance(field, models.ManyToOneRel)]


def count(gone: dict[str, int], _total: int, by_model: dict[str, int]) -> None:
    for label, rows in by_model.items():
        gone[label] = gone.get(label, 0) + rows


def is_first() -> bool:
    """False while another process counts. SQLite has one writer.

    Held to the end of the transaction and no longer: behind PgBouncer the next statement may be another session's.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])
