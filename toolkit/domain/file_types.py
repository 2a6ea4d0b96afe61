"""What a file is, its bytes say. A name that says something else is refused, and so is what could run or burst, and a
film that tells where it was taken."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_ENTRIES = 5000
MOST_UNPACKED = 500 * 1024 * 1024
HEAD = 4096
# How a file begins whose name ends so; at which byte.
BEGINNINGS = {
    "pdf": (0, b"%PDF-"),
    "mp4": (4, b"ftyp"),
    "webm": (0, b"\x1a\x45\xdf\xa3"),
    **dict.fromkeys("docx xlsx pptx odt ods odp epub zip".split(), (0, b"PK\x03\x04")),
}
TEXTS = {"csv", "txt", "vtt"}
OPEN_OFFICE = "application/vnd.oasis.opendocument."
# What the first entry of such an archive says.
MIMETYPES = {
    "odt": f"{OPEN_OFFICE}text",
    "ods": f"{OPEN_OFFICE}spreadsheet",
    "odp": f"{OPEN_OFFICE}presentation",
    "epub": "application/epub+zip",
}
# What zipfile raises for archives that somebody cut or made up.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    OSError,
    RuntimeError,  # with a password, or packed in a way that nobody knows
    ValueError,
    OverflowError,
    EOFError,
)
# How far it may be packed: zipfile unpacks other ways without an end.
SMALL_STEPS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
LONGEST_MIMETYPE = 80
# Where a film says it was taken: as most telephones write it, as 3GPP (TS 26.244) has it, and Apple's.
PLACES = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location")
MOST_BOXES = 1000  # in one layer of a film; a real one has some ten
MOST_IN_BOX = 1024 * 1024  # of what stands beside pictures and sound
# Where Office keeps its main part.
PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}


def check_file_type(file: IO[bytes], name: str) -> None:
    """Raises ValidationError, with a sentence for the editor, unless the file is what its name says. A kind that is not
    known here is not checked: whoever allows it (WAGTAILDOCS_EXTENSIONS) is told so by a test."""
    ending = name.rpartition(".")[2].lower()
    file.seek(0)
    head = file.read(HEAD)
    if ending in BEGINNINGS:
        place, bytes_ = BEGINNINGS[ending]
        if not head[place:].startswith(bytes_):
            raise wrong(ending)
        if bytes_.startswith(b"PK"):
            check_archive(file, ending)
        if ending == "mp4" and has_film_location(file):
            raise ValidationError(_("This film says where it was taken. Export it without its place, and choose that."))
    elif ending in TEXTS:
        check_text(head, ending)
    file.seek(0)


def wrong(ending: str) -> ValidationError:
    return ValidationError(
        _("This is no %(kind)s file, although its name says so. Open it, save it as %(kind)s, and choose that."),
        params={"kind": ending.upper()},
    )


def check_archive(file: IO[bytes], ending: str) -> None:
    """Raises ValidationError as `check_file_type`. Only the list of what is inside is read, and the beginning of one
    entry."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            said = mimetype_of(archive) if ending in MIMETYPES else ""
    except UNREADABLE:
        raise wrong(ending) from None
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise ValidationError(_("Unpacked, this file is too large."))
    names = [entry.filename for entry in entries]
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise wrong(ending)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("This file holds macros. Save it without them."))
    if said.strip() != MIMETYPES.get(ending, ""):
        raise wrong(ending)
    if ending in PARTS and not any(name.startswith(PARTS[ending]) for name in names):
        raise wrong(ending)


def mimetype_of(archive: zipfile.ZipFile) -> str:
    """What the archive says it is. Not a byte more is unpacked than that takes, whatever its list says of the rest."""
    entry = archive.getinfo("mimetype")
    if entry.compress_type not in SMALL_STEPS:
        return ""
    with archive.open(entry) as file:
        return file.read(LONGEST_MIMETYPE).decode("latin-1")


def check_text(head: bytes, ending: str) -> None:
    """Raises ValidationError where the first bytes are no plain text, no table, or ("vtt") no captions."""
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="ignore")
    if "\0" in text or text.lstrip("\ufeff \t\r\n")[:1] == "<":
        raise wrong(ending)
    if ending == "vtt" and not text.lstrip("\ufeff").startswith("WEBVTT"):
        raise wrong(ending)


def has_film_location(film: IO[bytes]) -> bool:
    """Whether an MP4 film says where it was taken. Looks beside its tracks only: in their tables anything may stand."""
    end = film.seek(0, 2)
    for kind, begin, over in iterate_film_boxes(film, 0, end):
        for inner, start, stop in iterate_film_boxes(film, begin, over) if kind == b"moov" else ():
            if inner != b"trak":
                film.seek(start)
                said = film.read(min(stop - start, MOST_IN_BOX))
                if any(place in said for place in PLACES):
                    return True
    return False


def iterate_film_boxes(film: IO[bytes], begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where its content begins and ends, of each box between two places (ISO/IEC 14496-12, 4.2). What is
    cut off, or counts wrongly, ends the list."""

    def found() -> Iterator[tuple[bytes, int, int]]:
        start = begin
        while start + 8 <= end:
            film.seek(start)
            size, kind = struct.unpack(">I4s", film.read(8))
            head = 8
            if size == 1 and start + 16 <= end:
                (size,), head = struct.unpack(">Q", film.read(8)), 16
            size = size or end - start  # 0: to the end
            if size < head:
                return
            yield kind, start + head, min(start + size, end)
            start += size

    return islice(found(), MOST_BOXES)
