"""Evidence as it lies in the storage "assessments", a folder or a bucket: one locked file a row, named by the row's
random id, whole or not there."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath
from uuid import UUID

from accounts.sealing import unlock
from assessments.models.work import Evidence
from exports.storage.stores import PARTIAL, Store, store_named


def place() -> Store:
    return store_named("assessments")


def name_of(pk: UUID) -> str:
    return f"{pk.hex[:2]}/{pk.hex}"


def store(pk: UUID, locked: bytes) -> None:
    """Writes the whole file or none of it."""
    with place().writing(name_of(pk)) as file:
        file.write(locked)


def fetch(pk: UUID) -> bytes:
    """As it lies there, locked. Raises FileNotFoundError."""
    with closing(place().fetch(name_of(pk))) as file:
        return file.read()


def remove(pk: UUID) -> None:
    place().delete(name_of(pk))


def stored(*, older_than: float) -> Iterator[tuple[UUID | None, str]]:
    """Every file that was not touched for so many seconds, with its row's id; None for what was left half written."""
    border = time.time() - older_than
    for name, written in place().kept(""):
        path = PurePosixPath(name)
        try:
            if written < border:
                yield (None if path.suffix == PARTIAL else UUID(path.name)), name
        except ValueError:
            continue  # none of ours


def discard(name: str) -> None:
    """Removes what `stored` found."""
    place().delete(name)


def read(row: Evidence) -> bytes:
    """What was kept. Raises FileNotFoundError, InvalidTag."""
    return unlock(fetch(row.pk), key=row.key.open(), about=str(row.pk))
