"""Uploads and evidence, in whatever storage they lie: a folder or a bucket."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from config.backups.encryption import BackupError

# First part of an entry's name -> name of the storage. What is rendered and what is collected can be made again.
STORES = {"media": "default", "evidence": "assessments"}
BLOCK = 1024 * 1024
PARTIAL = ".part"


def list_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every finished file, in a fixed order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.endswith(PARTIAL):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(filter(None, folders)):
        yield from list_names(storage, f"{folder}/{name}" if folder else name)


def read_blocks(storage: Storage, name: str) -> Iterator[bytes]:
    """From a bucket as it comes: a film need not fit into memory, nor on the small disk of a container.

    It is opened here and now: FileNotFoundError comes before anybody has written a name for what is not there.
    """
    return read_to_end(storage.fetch(name) if hasattr(storage, "fetch") else storage.open(name))


def read_to_end(stream: Any) -> Iterator[bytes]:
    with closing(stream):
        while block := read_block(stream):
            yield block


def read_block(stream: Any) -> bytes:
    """Raises BackupError for whatever ends it too early: a disk has its errors, the library of a bucket others."""
    try:
        return stream.read(BLOCK)
    except Exception as error:
        raise BackupError(f"A file could not be read to its end: {type(error).__name__}.") from error


def list_files() -> Iterator[tuple[str, Storage, str]]:
    """(name in the backup, storage, name there)."""
    for kind, alias in STORES.items():
        for name in list_names(storages[alias]):
            yield f"{kind}/{name}", storages[alias], name


def write_file(path: str, content: Iterator[bytes]) -> None:
    """Writes one file to its place, over what is there."""
    kind, _, name = path.partition("/")
    storage = storages[STORES[kind]]
    with tempfile.TemporaryFile() as file:
        file.writelines(content)
        file.seek(0)
        storage.delete(name)
        storage.save(name, File(file, name=Path(name).name))


def remove_other_files(kept: set[str]) -> None:
    """What came after the backup has no row any more."""
    for path, storage, name in list(list_files()):
        if path not in kept:
            storage.delete(name)
