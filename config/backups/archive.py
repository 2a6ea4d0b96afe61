"""What lies in a backup, one after the other: named entries of bytes whose length nobody knows ahead.

An entry is its name, blocks with their length before them, and a block of length 0. The last one is the manifest.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from config.backups.encryption import BackupError

MAX_NAME = 1024
MAX_BLOCK = 16 * 1024 * 1024


class Writable(Protocol):
    def write(self, content: bytes, /) -> object: ...


@dataclass
class ArchiveWriter:
    """Writes entries and remembers of each its size and checksum."""

    sink: Writable
    contents: dict[str, dict[str, object]] = field(default_factory=dict)

    def put(self, name: str, blocks: Iterable[bytes]) -> None:
        self.sink.write(prefix_with_length(name.encode()))
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            if block:
                self.sink.write(prefix_with_length(block))
                digest.update(block)
                size += len(block)
        self.sink.write(prefix_with_length(b""))
        self.contents[name] = {"size": size, "sha256": digest.hexdigest()}


def prefix_with_length(block: bytes) -> bytes:
    return len(block).to_bytes(4, "big") + block


class ArchiveReader:
    """Reads them in their order. What was not read of one is passed over when the next is asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.waiting = chunks, bytearray()

    def entries(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        while name := self.block(MAX_NAME, may_end=True):
            content = self.content()
            yield name.decode(), content
            for _block in content:
                pass

    def content(self) -> Iterator[bytes]:
        while block := self.block(MAX_BLOCK):
            yield block

    def block(self, most: int, *, may_end: bool = False) -> bytes:
        """What follows a length in bytes. Raises BackupError where that is more than `most`."""
        size = int.from_bytes(self.take(4, may_end=may_end), "big")
        if size > most:
            raise BackupError("The backup is not in the form that this program writes.")
        return self.take(size)

    def take(self, size: int, *, may_end: bool = False) -> bytes:
        """So many bytes; none where it ends here and may. Raises BackupError where it ends too early."""
        while len(self.waiting) < size:
            chunk = next(self.chunks, None)
            if chunk is None:
                if may_end and not self.waiting:
                    return b""
                raise BackupError("The backup ends too early.")
            self.waiting += chunk
        taken = bytes(self.waiting[:size])
        del self.waiting[:size]
        return taken
