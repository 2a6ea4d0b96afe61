"""Packages of settings.FILE_KINDS in tests: packers that obey, take long, grow, refuse or break."""

import zipfile
from collections.abc import Callable
from typing import Any, BinaryIO

from exports.domain.kinds import PackageKind, primary_key
from exports.domain.packages import Package
from exports.models import Export
from exports.packages import PackError


def a_package(kind: str = "zip", **changes: Any) -> Package:
    fields: dict[str, Any] = {
        "kind": f"tests.{kind}",
        "subject": "one",
        "title": "A copy of everything",
        "language": "en",
        "filename": "copy-en-v3.zip",
        "media_type": "application/zip",
        "payload": b'{"words": "Law"}',
        "version": "1",
        "version_note": "Version 3",
    }
    return Package(**{**fields, **changes})


def pack_zip(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """Writes back and forth, as zipfile does."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("words.json"), payload)
        step(1)
        archive.writestr(zipfile.ZipInfo("more.txt"), b"x" * 1000)


def pack_long(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    file.write(b"half of it")
    step(1)


def pack_large(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    for _chunk in range(12):
        file.write(b"x" * 100)


def pack_refusing(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    raise PackError("refused")


def pack_buggy(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    file.write(payload)
    raise KeyError(payload.decode())


PACKAGES = [
    PackageKind(kind=f"tests.{name}", pack=pack, shows={Export: primary_key})
    for name, pack in {
        "zip": pack_zip,
        "long": pack_long,
        "large": pack_large,
        "refusing": pack_refusing,
        "buggy": pack_buggy,
    }.items()
]
