"""A cache in files of this machine, for a portal without a Redis: the same bytes as there, and no pickles.

A file's name is a keyed digest of its key, so that a folder tells nothing; its time of change is when it runs out. It
is written aside and renamed, so readers see a whole one and take no lock. Writers take turns: that is what makes `add`
and `incr` whole. The lock's own file notes how many files and bytes there are; what runs out first goes first, where
there are more than may be. Django's own throws a third away at random, forgets the time of what it counts, and pickles.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from config.caches.encoding import MISSING, NEVER, compute_mac, decode_value, encode_value

MOST_FILES, MOST_BYTES = 2_000, 200 * 1024 * 1024
LEFT = 0.9  # of both, once there were too many: not each file more makes us look at all
Found = tuple[float, int, str]  # when it runs out, bytes, place


class SignedFileCache(BaseCache):
    def __init__(self, folder: str | Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.folder = str(folder)

    # --- Reading, without a lock ---

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        value = decode_value(name, self.read(name)[0])
        return default if value is MISSING else value

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self.get(key, MISSING, version) is not MISSING

    def read(self, name: str) -> tuple[bytes | None, float]:
        """(what lies there, when it runs out); (None, 0.0) where that is over, or nothing does."""
        try:
            with open(self.place(name), "rb") as file:
                ends = os.fstat(file.fileno()).st_mtime
                return (file.read(), ends) if ends > time.time() else (None, 0.0)
        except FileNotFoundError:
            return None, 0.0

    def place(self, name: str) -> str:
        return f"{self.folder}/{compute_mac(name, of='names of files').hex()}"

    # --- Writing, one after the other ---

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        name = self.make_and_validate_key(key, version=version)
        with self.turn() as tally:
            self.put(tally, name, value, timeout)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with self.turn() as tally:
            if decode_value(name, self.read(name)[0]) is not MISSING:
                return False
            self.put(tally, name, value, timeout)
            return True

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """It runs out when it would have. Raises ValueError where there is no number."""
        name = self.make_and_validate_key(key, version=version)
        with self.turn() as tally:
            data, ends = self.read(name)
            value = decode_value(name, data)
            if type(value) is not int:
                raise ValueError(f"Key {key!r} not found.")
            self.write(tally, name, value + delta, ends)
            return value + delta

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with self.turn() as tally:
            if (value := decode_value(name, self.read(name)[0])) is MISSING:
                return False
            self.put(tally, name, value, timeout)
            return True

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        with self.turn() as tally:
            return tally.forget(self.place(name))

    def clear(self) -> None:
        with self.turn() as tally:
            for _ends, _size, place in self.all():
                tally.forget(place)
            tally.files = tally.bytes = 0

    def end_of(self, timeout: float | None) -> float:
        ends = self.get_backend_timeout(timeout)
        return NEVER if ends is None else min(ends, NEVER)

    def put(self, tally: "FolderTally", name: str, value: Any, timeout: float | None) -> None:
        ends = self.end_of(timeout)
        self.write(tally, name, encode_value(name, value, ends), ends)

    def write(self, tally: "FolderTally", name: str, data: int | bytes, ends: float) -> None:
        """Under its name at once and whole. Raises OSError where the disk is full, and leaves nothing behind."""
        content = data if isinstance(data, bytes) else b"%d" % data
        place, aside = self.place(name), f"{self.folder}/.{secrets.token_hex(8)}"
        try:
            handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.utime(aside, (0, ends))
            before = [os.path.getsize(place)] if os.path.exists(place) else []
            os.rename(aside, place)
        except OSError:
            with suppress(FileNotFoundError):
                os.remove(aside)
            raise
        tally.add(1 - len(before), len(content) - sum(before))
        if tally.files > MOST_FILES or tally.bytes > MOST_BYTES:
            self.make_room(tally)

    def make_room(self, tally: "FolderTally") -> None:
        """Counted anew: somebody may have emptied the folder, or a process ended between two steps."""
        rows = sorted(self.all(), reverse=True)
        tally.files, tally.bytes = len(rows), sum(size for _ends, size, _place in rows)
        while rows and (tally.files > MOST_FILES * LEFT or tally.bytes > MOST_BYTES * LEFT):
            tally.forget(rows.pop()[2])

    def all(self) -> Iterator[Found]:
        """With what was left half written, which runs out first of all."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if entry.name != FolderTally.NAME:
                        there = entry.stat()
                        yield 0.0 if entry.name.startswith(".") else there.st_mtime, there.st_size, entry.path

    @contextmanager
    def turn(self) -> "Iterator[FolderTally]":
        """Ours alone, among all threads and processes, until it ends."""
        os.makedirs(self.folder, mode=0o700, exist_ok=True)  # the folder may be thrown away at any time
        handle = os.open(f"{self.folder}/{FolderTally.NAME}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            tally = FolderTally(handle)
            yield tally
            tally.note()
        finally:
            os.close(handle)


class FolderTally:
    """How many files and bytes there are, in the file of the lock."""

    NAME = ".tally"

    def __init__(self, handle: int) -> None:
        self.handle = handle
        words = os.pread(handle, 64, 0).split()
        self.files, self.bytes = map(int, words) if len(words) == 2 and all(map(bytes.isdigit, words)) else (0, 0)

    def forget(self, place: str) -> bool:
        try:
            size = os.stat(place).st_size
            os.remove(place)
        except FileNotFoundError:
            return False
        self.add(-1, -size)
        return True

    def add(self, files: int, size: int) -> None:
        self.files, self.bytes = max(0, self.files + files), max(0, self.bytes + size)

    def note(self) -> None:
        os.pwrite(self.handle, b"%20d %20d" % (self.files, self.bytes), 0)
