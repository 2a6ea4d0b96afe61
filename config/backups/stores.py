"""Uploads and evidence, in whatever storage they lie: a folder or a bucket."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from config.backups.sealing import BackupError

# Name of the box -> name of the storage. What is rendered and what is collected can be made again.
STORES = {"media": "default", "evidence": "assessments"}
BLOCK = 1024 * 1024
PARTIAL = ".part"


def names(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every finished file, in a fixed order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.endswith(PARTIAL):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(filter(None, folders)):
        yield from names(storage, f"{folder}/{name}" if folder else name)


def blocks(storage: Storage, name: str) -> Iterator[bytes]:
    """From a bucket as it comes: a film need not fit into memory, nor on the small disk of a container.

    It is opened here and now: FileNotFoundError comes before anybody has written a name for what is not there.
    """
    return until_its_end(storage.fetch(name) if hasattr(storage, "fetch") else storage.open(name))


def until_its_end(stream: Any) -> Iterator[bytes]:
    with closing(stream):
        while block := a_block(stream):
            yield block


def a_block(stream: Any) -> bytes:
    """Raises BackupError for whatever ends it too early: a disk has its errors, the library of a bucket others."""
    try:
        return stream.read(BLOCK)
    except Exception as error:
        raise BackupError(f"A file could not be read to its end: {type(error).__name__}.") from error


def every_file() -> Iterator[tuple[str, Storage, str]]:
    """(name in the backup, storage, name there)."""
    for box, alias in STORES.items():
        for name in names(storages[alias]):
            yield f"{box}/{name}", storages[alias], name


def put(path: str, content: Iterator[bytes]) -> None:
    """Writes one file to its place, over what is there."""
    box, _, name = path.partition("/")
    storage = storages[STORES[box]]
    with tempfile.TemporaryFile() as file:
        file.writelines(content)
        file.seek(0)
        storage.delete(name)
        storage.save(name, File(file, name=Path(name).name))


def remove_all_but(kept: set[str]) -> None:
    """What came after the backup has no row any more."""
    for path, storage, name in list(every_file()):
        if path not in kept:
            storage.delete(name)
