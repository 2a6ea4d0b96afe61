"""Evidence as it lies in the storage "assessments", a folder or a bucket: one locked file a row, named by the row's
random id, whole or not there."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePosixPath
from uuid import UUID

from accounts.sealing import decrypt_bytes
from assessments.models.work import Evidence
from exports.storage.stores import PARTIAL, FileStore, get_store


def place() -> FileStore:
    return get_store("assessments")


def make_storage_name(pk: UUID) -> str:
    return f"{pk.hex[:2]}/{pk.hex}"


def store_file(pk: UUID, locked: bytes) -> None:
    """Writes the whole file or none of it."""
    with place().writing(make_storage_name(pk)) as file:
        file.write(locked)


def fetch_file(pk: UUID) -> bytes:
    """As it lies there, locked. Raises FileNotFoundError."""
    with closing(place().fetch(make_storage_name(pk))) as file:
        return file.read()


def remove_file(pk: UUID) -> None:
    place().delete(make_storage_name(pk))


def list_files(*, older_than: float) -> Iterator[tuple[UUID | None, str]]:
    """Every file that was not touched for so many seconds, with its row's id; None for what was left half written."""
    border = time.time() - older_than
    for name, written in place().kept(""):
        path = PurePosixPath(name)
        try:
            if written < border:
                yield (None if path.suffix == PARTIAL else UUID(path.name)), name
        except ValueError:
            continue  # none of ours


def discard_file(name: str) -> None:
    """Removes what `list_files` found."""
    place().delete(name)


def read_evidence(row: Evidence) -> bytes:
    """What was kept. Raises FileNotFoundError, InvalidTag."""
    return decrypt_bytes(fetch_file(row.pk), key=row.key.open(), about=str(row.pk))
