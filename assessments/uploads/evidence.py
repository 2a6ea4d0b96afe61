"""Evidence: what a file is, its bytes say. What could run, hide or burst is refused with words (assurance, D28)."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from assessments.uploads.untrusted import TimeLimitedFile, has_many_entries, open_untrusted, open_untrusted_pdf

MOST_BYTES = 10 * 1024 * 1024
# Measured: decoding takes 8 bytes for each, WebP 16; a picture may cost 300 MB of memory at most (D28).
MOST_PIXELS = {"JPEG": 25_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
MOST_SECONDS = 10.0  # to decode them; a slow machine takes two
LONGEST_SIDE = 3000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 2000
LONGEST_NAME = 120

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_OFFICE = "application/vnd.oasis.opendocument."
# Media type -> how a name of that kind ends.
KINDS = {
    "application/pdf": "pdf",
    f"{OFFICE}wordprocessingml.document": "docx",
    f"{OFFICE}spreadsheetml.sheet": "xlsx",
    f"{OFFICE}presentationml.presentation": "pptx",
    f"{OPEN_OFFICE}text": "odt",
    f"{OPEN_OFFICE}spreadsheet": "ods",
    f"{OPEN_OFFICE}presentation": "odp",
    "image/jpeg": "jpg",
    "image/png": "png",
}
SAME = {"jpeg": "jpg", "jpe": "jpg"}
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
# Control characters, separators of paths, and the marks that make a name read backwards.
NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f/\\\\:*?"<>|\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
ACTIVE = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")
ORIENTATION = 0x0112
# How a picture is turned so that it stands as it was taken.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class AcceptedFile:
    """A file that may be kept: `content` is what is kept of it, `name` fits its kind."""

    content: bytes
    kind: str
    name: str


def examine_file(data: bytes, name: str) -> AcceptedFile:
    """Raises ValidationError, with a sentence for the reader, for whatever may not be kept."""
    if not data:
        raise ValidationError(_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Choose a smaller one, or split it."))
    content, kind = data, ""
    if data.startswith(b"%PDF-"):
        kind = pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        kind = office(data)
    elif picture := next((kind for head, kind in PICTURES.items() if data.startswith(head)), None):
        content, kind = remade(data, picture)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("This is an old office format, or a file with a password. Save it as DOCX, XLSX or PPTX, or as PDF.")
        )
    if kind not in KINDS:
        raise ValidationError(
            _("This is none of the kinds that can be kept: PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, JPEG, PNG or WebP.")
        )
    return AcceptedFile(content, kind, clean_file_name(name, kind))


def clean_file_name(name: str, kind: str) -> str:
    """The file's own name in any script, without what misleads; it ends as its kind does."""
    name = NOT_IN_NAMES.sub("", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    right = KINDS[kind]
    if not dot or SAME.get(ending.lower(), ending.lower()) != right:
        stem, ending = name, right
    return f"{stem[:LONGEST_NAME] or _('file')}.{ending}"


def pdf(data: bytes) -> str:
    """The media type of a PDF. Raises ValidationError for one that is damaged, locked or runs a program."""
    damaged = ValidationError(_("This PDF is damaged. Open it, save it again, and choose that file."))
    with open_untrusted_pdf(data, damaged) as document:
        if document.is_encrypted:
            raise ValidationError(_("This PDF is locked with a password. Save it without one, and choose that."))
        if acts(document.trailer["/Root"].get_object()):
            raise ValidationError(
                _("This PDF holds a program that runs when it is opened. Print it to a new PDF first.")
            )
    return "application/pdf"


def acts(root: Any) -> bool:
    """Whether opening it starts something. Links and form fields may stay: they do nothing by themselves."""
    names, opening = (plain(root.get(key)) for key in ("/Names", "/OpenAction"))
    starts = isinstance(opening, dict) and (plain(opening.get("/S")) in ACTIVE or "/Next" in opening)
    return "/AA" in root or starts or (isinstance(names, dict) and "/JavaScript" in names)


def plain(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def office(data: bytes) -> str:
    """The media type of an office file; "" for any other archive. Raises ValidationError for one that is damaged, holds
    macros or too many files."""
    if has_many_entries(data, MOST_ENTRIES):
        raise flood()
    damaged = ValidationError(_("This file is damaged, or locked with a password. Save it again without one."))
    with open_untrusted(data, damaged) as file, zipfile.ZipFile(file) as archive:
        names = unpacked(archive)
        kind, runs = open_kind(archive, names) if "mimetype" in names else microsoft_kind(archive, names)
        if runs:
            raise ValidationError(_("This file holds macros. Save it without macros, or as PDF, and choose that."))
        return kind


def flood() -> ValidationError:
    return ValidationError(_("This file unpacks to far more than its size says. It was not opened."))


def unpacked(archive: zipfile.ZipFile) -> set[str]:
    """The names of all entries, once each was unpacked and let go. Raises ValidationError for a flood, BadZipFile for
    one that lies."""
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise flood()
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise zipfile.BadZipFile  # no office writes it, and it may ask for gigabytes of memory
    if archive.testzip() is not None:
        raise zipfile.BadZipFile
    return {entry.filename for entry in entries}


def microsoft_kind(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, bool]:
    if "[Content_Types].xml" not in names:
        return "", False
    said = archive.read("[Content_Types].xml").decode("utf-8", "replace")
    runs = "macroEnabled" in said or any("vbaproject" in name.lower() for name in names)
    kinds = [kind for kind in KINDS if kind.startswith(OFFICE)]
    return next((kind for kind in kinds if f"{kind}.main+xml" in said), ""), runs


def open_kind(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, bool]:
    runs = any(name.startswith(("Basic/", "Scripts/")) for name in names)
    return archive.read("mimetype")[:100].decode("ascii", "replace").strip(), runs


def remade(data: bytes, form: str) -> tuple[bytes, str]:
    """The same picture made anew from its pixels: no place, no camera, no name, nothing behind its end.

    At most LONGEST_SIDE wide or high, which a photographed page stays readable at. WebP, slow to write, becomes JPEG.
    Raises ValidationError for a damaged picture, and for too many pixels.
    """
    damaged = ValidationError(_("This picture is damaged and cannot be read."))
    with open_untrusted(data, damaged, seconds=MOST_SECONDS) as file, opened_picture(file, form) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG can be decoded at a fraction of its size
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clear = "A" in picture.getbands() or "transparency" in picture.info
        upright = turned(picture, orientation(picture))
        clean = upright.convert("RGBA" if clear and form != "JPEG" else "RGB")
    return encoded(clean, "PNG" if clean.mode == "RGBA" or form == "PNG" else "JPEG")


def opened_picture(file: TimeLimitedFile, form: str) -> Image.Image:
    """Nothing is decoded yet. Raises ValidationError where that would take too much."""
    try:
        picture = Image.open(file, formats=[form])
    except Image.DecompressionBombError:
        raise too_many_pixels() from None
    if picture.width * picture.height > MOST_PIXELS[form]:
        raise too_many_pixels()
    return picture


def too_many_pixels() -> ValidationError:
    return ValidationError(_("This picture has too many pixels. Choose a smaller one."))


def orientation(picture: Image.Image) -> object:
    """What the camera noted. Phones write notes that no library can read: their pictures are kept as they
    lie. Raises MemoryError: that says nothing of the picture."""
    try:
        return picture.getexif().get(ORIENTATION)
    except MemoryError:
        raise
    except Exception:
        return None


def turned(picture: Image.Image, noted: object) -> Image.Image:
    turn = TURNS.get(noted) if isinstance(noted, int) else None
    return picture if turn is None else picture.transpose(turn)


def encoded(picture: Image.Image, form: str) -> tuple[bytes, str]:
    """The picture without what was noted beside it, and its media type. Raises ValidationError where it is too
    large."""
    picture.info.clear()
    out = BytesIO()
    picture.save(out, form, **({"compress_level": 4} if form == "PNG" else {"quality": 90}))
    if out.tell() > MOST_BYTES:
        raise too_many_pixels()
    return out.getvalue(), f"image/{form.lower()}"
