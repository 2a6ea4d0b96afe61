"""Evidence on the disk: one locked file a row, named by the row's random id, whole or not there."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.core.files.storage import storages

from accounts.models import unlock
from assessments.models.work import Evidence

PARTIAL = ".part"


def path_of(pk: UUID) -> Path:
    return Path(storages["assessments"].path(f"{pk.hex[:2]}/{pk.hex}"))


def store(pk: UUID, locked: bytes) -> None:
    """Writes the whole file or none of it."""
    path = path_of(pk)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=PARTIAL, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(locked)
            file.flush()
            os.fsync(file.fileno())  # the row is committed only with bytes that survive a power cut
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def fetch(pk: UUID) -> bytes:
    """As it lies there, locked. Raises FileNotFoundError."""
    return path_of(pk).read_bytes()


def remove(pk: UUID) -> None:
    path_of(pk).unlink(missing_ok=True)


def stored(*, older_than: float) -> Iterator[tuple[UUID | None, Path]]:
    """Every file that was not touched for so many seconds, with its row's id; None for what was left half written."""
    border = time.time() - older_than
    for path in Path(storages["assessments"].path("")).glob("??/*"):
        try:
            if path.stat().st_mtime < border:
                yield (None if path.suffix == PARTIAL else UUID(path.name)), path
        except (FileNotFoundError, ValueError):
            continue  # somebody else was faster, or it is none of ours


def read(row: Evidence) -> bytes:
    """What was kept. Raises FileNotFoundError, InvalidTag."""
    return unlock(fetch(row.pk), key=row.key.open(), about=str(row.pk))
