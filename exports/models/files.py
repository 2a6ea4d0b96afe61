"""The file store: one file a key, complete or not there. Lives in the "exports" storage, a local folder."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import storages

PARTIAL = ".part"
SHARDS = "0123456789abcdef"


def path_of(key: str) -> Path:
    """Where the file of this key lies, or will lie. Two levels, so that no folder grows without end.

    The ending says nothing: packages lie here too. What a file is, its row says.
    """
    return Path(storages["exports"].path(f"{key[0]}/{key[1]}/{key}.pdf"))


@contextmanager
def writing(key: str) -> Iterator[BinaryIO]:
    """A file to write into. At the end all of it is there; after an exception, or when two workers write the same
    one or one is killed, none of it or the other's."""
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=PARTIAL, dir=path.parent)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # the row says "done" only of bytes that survive a power cut
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def store(key: str, content: bytes) -> None:
    """Writes the whole file or none of it."""
    with writing(key) as file:
        file.write(content)


def size(key: str) -> int:
    return path_of(key).stat().st_size


def fetch(key: str) -> BinaryIO:
    """The file, open for reading. Raises FileNotFoundError."""
    return path_of(key).open("rb")


def exists(key: str) -> bool:
    return path_of(key).is_file()


def remove(key: str) -> None:
    path_of(key).unlink(missing_ok=True)


def stored(shard: str, *, older_than: float) -> Iterator[Path]:
    """Files, finished or partial, whose key starts with this digit, untouched for so many seconds."""
    border = time.time() - older_than
    for path in path_of(shard + "0").parent.parent.glob("*/*"):
        try:
            if path.stat().st_mtime < border:
                yield path
        except FileNotFoundError:
            continue  # a second sweeper was faster
