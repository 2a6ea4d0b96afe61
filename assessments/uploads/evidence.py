"""Evidence: what a file is, its bytes say. What could run, hide or burst is refused with a sentence (safety.md D28)."""

import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
# Measured: decoding takes 8 bytes for each, WebP 16; a picture may cost 300 MB of memory at most (D28).
MOST_PIXELS = {"JPEG": 25_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
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
# What reading a damaged or locked archive may raise.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
    KeyError,
)
ACTIVE = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm")


@dataclass(frozen=True)
class Found:
    """A file that may be kept: `content` is what is kept of it, `name` fits its kind."""

    content: bytes
    kind: str
    name: str


def examine(data: bytes, name: str) -> Found:
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
    return Found(content, kind, named(name, kind))


def named(name: str, kind: str) -> str:
    """The file's own name in any script, without what misleads; it ends as its kind does."""
    name = NOT_IN_NAMES.sub("", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    right = KINDS[kind]
    if not dot or SAME.get(ending.lower(), ending.lower()) != right:
        stem, ending = name, right
    return f"{stem[:LONGEST_NAME] or _('file')}.{ending}"


def pdf(data: bytes) -> str:
    """Only the file's first object is read, by pypdf, which stops where a stream unpacks to a flood."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        document = pypdf.PdfReader(BytesIO(data))
        locked = document.is_encrypted
        runs = not locked and acts(document.trailer["/Root"].get_object())
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError, IndexError):
        raise ValidationError(_("This PDF is damaged. Open it, save it again, and choose that file.")) from None
    if locked:
        raise ValidationError(_("This PDF is locked with a password. Save it without one, and choose that."))
    if runs:
        raise ValidationError(_("This PDF holds a program that runs when it is opened. Print it to a new PDF first."))
    return "application/pdf"


def acts(root: Any) -> bool:
    """Whether opening it starts something. Links and form fields may stay: they do nothing by themselves."""
    names, opening = (plain(root.get(key)) for key in ("/Names", "/OpenAction"))
    starts = opening.get("/S") if isinstance(opening, dict) else None
    return "/AA" in root or starts in ACTIVE or (isinstance(names, dict) and "/JavaScript" in names)


def plain(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def office(data: bytes) -> str:
    """The media type of an office file; "" for any other archive."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ValidationError(_("This file unpacks to far more than its size says. It was not opened."))
            if archive.testzip() is not None:  # also finds those that lie about their size
                raise zipfile.BadZipFile
            names = {entry.filename for entry in entries}
            kind, runs = open_kind(archive, names) if "mimetype" in names else microsoft_kind(archive, names)
    except UNREADABLE:
        raise ValidationError(
            _("This file is damaged, or locked with a password. Save it again without one.")
        ) from None
    if runs:
        raise ValidationError(_("This file holds macros. Save it without macros, or as PDF, and choose that."))
    return kind


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
    """
    try:
        with Image.open(BytesIO(data), formats=[form]) as opened:
            if opened.width * opened.height > MOST_PIXELS[form]:
                raise ValidationError(_("This picture has too many pixels. Choose a smaller one."))
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG can be decoded at a fraction of its size
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            ImageOps.exif_transpose(opened, in_place=True)
            clear = "A" in opened.getbands() or "transparency" in opened.info
            clean = opened.convert("RGBA" if clear and form != "JPEG" else "RGB")
    except Image.DecompressionBombError:
        raise ValidationError(_("This picture has too many pixels. Choose a smaller one.")) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError(_("This picture is damaged and cannot be read.")) from None
    return encoded(clean, "PNG" if clean.mode == "RGBA" or form == "PNG" else "JPEG")


def encoded(picture: Image.Image, form: str) -> tuple[bytes, str]:
    picture.info.clear()
    out = BytesIO()
    picture.save(out, form, **({"compress_level": 4} if form == "PNG" else {"quality": 90}))
    if out.tell() > MOST_BYTES:
        raise ValidationError(_("This picture has too many pixels. Choose a smaller one."))
    return out.getvalue(), f"image/{form.lower()}"
