"""Whether a photo says where it was taken. Its segments are walked through; no pixel is decoded, whatever its size."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import ExifTags, Image

JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"
KINDS = (JPEG, PNG, WEBP)
MARKER = re.compile(rb"\xff+([^\xff])", re.DOTALL)
NO_SEGMENT = {b"\xda", b"\xd9"}  # here the picture itself begins, or ends
MOST_INSIDE = 2
MOST_PARTS = 5000  # a photo with its colours and a map of depths has some hundred
GPS = ExifTags.GPS
POSITION = {GPS.GPSLatitude, GPS.GPSLongitude, GPS.GPSDestLatitude, GPS.GPSDestLongitude, GPS.GPSAreaInformation}
GARBLED = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error)


class ReadingLimits:
    """How much of a document is read as a whole, and how deep: documents lie in documents, and zeros pack well."""

    def __init__(self) -> None:
        self.left = 64 * 1024 * 1024  # bytes; a document has 20 MB at most, and its photos do not unpack to more
        self.depth = 0

    def take(self, size: int, *, most: int | None = None) -> None:
        """Counts so many bytes. Raises ValidationError where they are more than are left, or than `most`."""
        self.left -= size
        if self.left < 0 or (most is not None and size > most):
            raise ValidationError(_("Unpacked, this file is too large."))

    @contextmanager
    def inside(self) -> Iterator[bool]:
        """Whether to look into what lies inside: no program writes more than two layers."""
        self.depth += 1
        yield self.depth <= MOST_INSIDE
        self.depth -= 1


def refuse_location(picture: bytes) -> None:
    """Raises ValidationError, with a sentence for the editor, where the photo says where it was taken."""
    if has_location(picture):
        raise ValidationError(
            _(
                "A picture in this file says where it was taken. Put a copy without its place there (a screenshot is "
                "one), and save the file again."
            )
        )


def has_location(picture: bytes) -> bool:
    """Has its Exif (CIPA DC-008, 4.6.6) or its XMP a position? What is no photo says nothing."""
    return any(b"GPSLatitude" in words or exif_says_where(words) for words in described(picture))


def exif_says_where(words: bytes) -> bool:
    tiff = words.removeprefix(b"Exif\0\0")
    if tiff[:2] not in {b"II", b"MM"}:
        return False
    exif = Image.Exif()
    try:
        exif.load(tiff)
        return bool(POSITION & set(exif.get_ifd(ExifTags.IFD.GPSInfo)))
    except GARBLED:
        return False


def described(picture: bytes) -> Iterator[bytes]:
    """What it holds beside its pixels."""
    if picture.startswith(JPEG):
        yield from segments(picture)
    elif picture.startswith(PNG):
        yield from chunks(picture, len(PNG), {b"eXIf", b"iTXt", b"tEXt"}, size_at=0, order="big", after=4)
    elif picture.startswith(WEBP):
        yield from chunks(picture, 12, {b"EXIF", b"XMP "}, size_at=4, order="little", after=0)


def segments(picture: bytes) -> Iterator[bytes]:
    """The APP1 segments of a JPEG (ITU-T T.81, B.1.1): Exif and XMP, which may come in several."""
    place = 2
    for _part in range(MOST_PARTS):
        marker = MARKER.match(picture, place)
        if marker is None or marker[1] in NO_SEGMENT:
            return
        begin = marker.end()
        size = max(2, int.from_bytes(picture[begin : begin + 2]))
        if marker[1] == b"\xe1":
            yield picture[begin + 2 : begin + size]
        place = begin + size


def chunks(
    picture: bytes, place: int, kinds: set[bytes], *, size_at: int, order: Literal["big", "little"], after: int
) -> Iterator[bytes]:
    """Those kinds of chunks of a PNG (a sum of `after` bytes behind each) or WebP (filled up to even). Each begins with
    four bytes of its size and four of its kind."""
    for _part in range(MOST_PARTS):
        head = picture[place : place + 8]
        if len(head) < 8:
            return
        kind_at = 4 - size_at
        size = int.from_bytes(head[size_at : size_at + 4], order)
        if head[kind_at : kind_at + 4] in kinds:
            yield picture[place + 8 : place + 8 + size]
        place += 8 + size + (after or size % 2)
