"""The file store: one file a key, complete or not there. Lies in the storage "exports", a folder or a bucket."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO

from exports.storage.stores import PARTIAL, FileStore, get_store

__all__ = [
    "PARTIAL",
    "SHARDS",
    "discard_file",
    "file_exists",
    "get_file_size",
    "list_files",
    "make_storage_name",
    "open_file",
    "open_for_writing",
    "remove_file",
    "store_file",
]
SHARDS = "0123456789abcdef"


def place() -> FileStore:
    return get_store("exports")


def make_storage_name(key: str) -> str:
    """Where the file of this key lies, or will lie. Two levels, so that no folder grows without end.

    The ending says nothing: packages lie here too. What a file is, its row says.
    """
    return f"{key[0]}/{key[1]}/{key}.pdf"


def open_for_writing(key: str) -> AbstractContextManager[BinaryIO]:
    """A file to write into. At the end all of it is there; after an exception, or when two workers write the same
    one or one is killed, none of it or the other's."""
    return place().writing(make_storage_name(key))


def store_file(key: str, content: bytes) -> None:
    """Writes the whole file or none of it."""
    with open_for_writing(key) as file:
        file.write(content)


def get_file_size(key: str) -> int:
    """Bytes. Raises FileNotFoundError."""
    return place().size(make_storage_name(key))


def open_file(key: str) -> BinaryIO:
    """The file, open for reading. Raises FileNotFoundError."""
    return place().fetch(make_storage_name(key))


def file_exists(key: str) -> bool:
    return place().exists(make_storage_name(key))


def remove_file(key: str) -> None:
    place().delete(make_storage_name(key))


def list_files(shard: str, *, older_than: float) -> Iterator[PurePosixPath]:
    """Files, finished or partial, whose key starts with this digit, untouched for so many seconds."""
    border = time.time() - older_than
    return (PurePosixPath(name) for name, written in place().kept(shard) if written < border)


def discard_file(path: PurePosixPath) -> None:
    """Removes what `list_files` found."""
    place().delete(str(path))
