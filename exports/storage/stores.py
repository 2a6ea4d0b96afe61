"""What a place for private files can do, be it a folder or a bucket. settings.STORAGES says which it is."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol, cast

from django.core.files.storage import storages

PARTIAL = ".part"  # how the name of a file ends that is still being written


class StoreUnavailableError(ConnectionError):
    """It cannot be reached now, or refuses. Quotes no name."""


class FileStore(Protocol):
    """Names are paths with slashes. Whatever cannot be done raises OSError; what is not there, FileNotFoundError."""

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write into: whole at the end, after an exception not there."""

    def fetch(self, name: str) -> BinaryIO:
        """The file, open for reading."""

    def kept(self, folder: str) -> Iterator[tuple[str, float]]:
        """Name and time of writing (seconds since 1970) of every file below; also what was left half written."""

    def size(self, name: str) -> int: ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None:
        """Does nothing where there is no such file."""


def get_store(alias: str) -> FileStore:
    return cast(FileStore, storages[alias])
