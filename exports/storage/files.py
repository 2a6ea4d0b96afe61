"""The file store: one file a key, complete or not there. Lies in the storage "exports", a folder or a bucket."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import PurePosixPath
from typing import BinaryIO

from exports.storage.stores import PARTIAL, Store, store_named

__all__ = [
    "PARTIAL",
    "SHARDS",
    "discard",
    "exists",
    "fetch",
    "name_of",
    "remove",
    "size",
    "store",
    "stored",
    "writing",
]
SHARDS = "0123456789abcdef"


def place() -> Store:
    return store_named("exports")


def name_of(key: str) -> str:
    """Where the file of this key lies, or will lie. Two levels, so that no folder grows without end.

    The ending says nothing: packages lie here too. What a file is, its row says.
    """
    return f"{key[0]}/{key[1]}/{key}.pdf"


def writing(key: str) -> AbstractContextManager[BinaryIO]:
    """A file to write into. At the end all of it is there; after an exception, or when two workers write the same
    one or one is killed, none of it or the other's."""
    return place().writing(name_of(key))


def store(key: str, content: bytes) -> None:
    """Writes the whole file or none of it."""
    with writing(key) as file:
        file.write(content)


def size(key: str) -> int:
    return place().size(name_of(key))


def fetch(key: str) -> BinaryIO:
    """The file, open for reading. Raises FileNotFoundError."""
    return place().fetch(name_of(key))


def exists(key: str) -> bool:
    return place().exists(name_of(key))


def remove(key: str) -> None:
    place().delete(name_of(key))


def stored(shard: str, *, older_than: float) -> Iterator[PurePosixPath]:
    """Files, finished or partial, whose key starts with this digit, untouched for so many seconds."""
    border = time.time() - older_than
    return (PurePosixPath(name) for name, written in place().kept(shard) if written < border)


def discard(path: PurePosixPath) -> None:
    """Removes what `stored` found."""
    place().delete(str(path))
