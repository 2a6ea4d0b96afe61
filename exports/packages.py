"""From a kind of package to the function that packs it, through what the apps declare (exports/domain/kinds.py)."""

from typing import BinaryIO, NamedTuple

from exports.domain.kinds import Pack, PackageKind, file_kinds
from exports.domain.packages import Package

__all__ = ["LARGEST", "PackError", "Package", "PackingProgress", "SizeLimitedFile", "get_packer"]

LARGEST = 600 * 1024 * 1024  # bytes; a package that grows beyond it is stopped


class PackingProgress(NamedTuple):
    """How far a packer is: the number of the step it has done."""

    stage: str
    page: int


class PackError(Exception):
    """No file was made, and another try would end the same way. `code` is one of exports' Fault values.

    Quotes nothing of the content, so that it may be logged.
    """

    again = False

    def __init__(self, code: str) -> None:
        super().__init__(f"the package could not be made: {code}")
        self.code = code


class SizeLimitedFile:
    """A file that refuses to grow beyond LARGEST. Everything else is the file's own."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def write(self, data: bytes) -> int:
        """Raises PackError where the file would grow beyond LARGEST."""
        if self.file.tell() + len(data) > LARGEST:
            raise PackError("too-big")
        return self.file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)


def get_packer(kind: str) -> Pack:
    """The function that the kind's row names. Raises LookupError for a kind that nobody packs."""
    declared = file_kinds().get(kind)
    if not isinstance(declared, PackageKind):
        raise LookupError("There is no such kind of package.")
    return declared.pack
