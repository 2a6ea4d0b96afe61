"""Private files in a folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage

from exports.storage.stores import PARTIAL


class FolderStorage(FileSystemStorage):
    """Files that are complete or not there."""

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file to write into. At the end all of it is there; after an exception, or when two write the same one or
        one is killed, none of it or the other's. Raises OSError, and whatever the block raises."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(suffix=PARTIAL, dir=path.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())  # a row says "there" only of bytes that survive a power cut
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def fetch(self, name: str) -> BinaryIO:
        return Path(self.path(name)).open("rb")

    def kept(self, folder: str) -> Iterator[tuple[str, float]]:
        """Every file below, finished or partial, and when it was written."""
        top = Path(self.path(""))
        for where, _folders, names in os.walk(self.path(folder)):
            for name in names:
                path = Path(where, name)
                with suppress(FileNotFoundError):  # a second sweeper was faster
                    yield path.relative_to(top).as_posix(), path.stat().st_mtime
