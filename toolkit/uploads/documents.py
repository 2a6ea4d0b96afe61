"""A document leaves at the door who wrote it, and does not come in with pictures that tell where they were taken: who
made a template for us may be looked for. What stands in its text, comments and tracked changes is the editor's to see.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from lxml import etree
from PIL import ExifTags, Image

from exports.pdf import foreign
from toolkit.models.sniffing import SMALL_STEPS, UNREADABLE

if TYPE_CHECKING:
    import pikepdf

OFFICE = set("docx xlsx pptx odt ods odp".split())
ARCHIVES = OFFICE | {"epub", "zip"}
MOST_PROPERTIES = 8 * 1024 * 1024  # bytes of a part that is read as a whole
# Elements that name people, their office or their folders: ECMA-376 part 1 (22.2) and 2 (11), ODF 1.3 part 3 (4.3).
NAMING = {
    *("creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase", "Template", "property"),
    *("initial-creator", "printed-by", "user-defined", "template"),
    "absPath",  # the folder that a workbook was last saved in, which has its user's name
}
# Signed by somebody who wanted to be named: left as it is, since any change would break that.
SIGNATURES = ("_xmlsignatures/", "META-INF/documentsignatures.xml")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
# What may stay of a PDF's own description; the rest names people, their office or their folders.
INFO = {"/Title", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"}
DC = "{http://purl.org/dc/elements/1.1/}"
XMP = {f"{DC}{name}" for name in "title description subject language format rights".split()}
XMP_SPACES = ("http://ns.adobe.com/xap/1.0/}", "http://ns.adobe.com/pdf/1.3/}", "http://www.aiim.org/pdf")
NO_REMARK = {"/Link", "/Widget"}  # their /T is a field's name


def leave_names(upload: UploadedFile, name: str) -> None:
    """Takes out of the very object that was sent what its properties say of people. Raises ValidationError, with a
    sentence for the editor, for what cannot be read, and for a picture in it that says where it was taken."""
    ending = name.rpartition(".")[2].lower()
    upload.seek(0)
    clean = BytesIO()
    if ending == "pdf":
        nameless_pdf(upload, clean)  # type: ignore[arg-type]  # it reads and seeks
    elif ending in ARCHIVES:
        nameless_archive(upload, clean, ending)
    if clean.tell():
        put(upload, clean)
    upload.seek(0)


def put(upload: UploadedFile, content: BytesIO) -> None:
    """Wagtail keeps the object that was sent until the words are there that go with it; so it is that one that
    changes."""
    upload.seek(0)
    upload.truncate()
    upload.write(content.getvalue())
    upload.size = upload.tell()
    upload.seek(0)


def placed() -> ValidationError:
    return ValidationError(
        _(
            "A picture in this file says where it was taken. Put a copy without its place there (a screenshot is one), "
            "and save the file again."
        )
    )


def says_where(picture: IO[bytes]) -> bool:
    """Whether a photo's own description has a position. Nothing is decoded; what is no photo says nothing."""
    try:
        with Image.open(picture, formats=["JPEG", "WEBP"]) as opened:
            place = opened.getexif().get_ifd(ExifTags.IFD.GPSInfo)
            return ExifTags.GPS.GPSLatitude in place or b"GPSLatitude" in opened.info.get("xmp", b"")
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        TypeError,
        LookupError,
        struct.error,
        Image.DecompressionBombError,
    ):
        return False


# --- Office files and other archives ---


def nameless_archive(file: IO[bytes], clean: BytesIO, ending: str) -> None:
    """Writes it anew if anything had to go; a file that names nobody stays as it is."""
    damaged = ValidationError(_("This file is damaged, or locked with a password. Save it again without one."))
    try:
        with zipfile.ZipFile(file) as archive:
            if any(entry.compress_type not in SMALL_STEPS for entry in archive.infolist()):
                raise damaged
            if any(says_where(picture) for picture in photos(archive)):
                raise placed()
            changed = changes(archive) if ending in OFFICE else {}
            if changed:
                write_anew(archive, clean, changed)
    except (*UNREADABLE, etree.XMLSyntaxError):
        raise damaged from None


def photos(archive: zipfile.ZipFile) -> Iterator[IO[bytes]]:
    for entry in archive.infolist():
        locked = entry.flag_bits & 1
        if not locked and entry.filename.lower().endswith((".jpg", ".jpeg", ".jpe", ".webp")):
            with archive.open(entry) as picture:
                yield picture


def changes(archive: zipfile.ZipFile) -> dict[int, bytes]:
    """What has to be written differently, by where the entry begins: names may come twice."""
    if any(entry.filename.startswith(SIGNATURES) for entry in archive.infolist()):
        return {}
    changed = {}
    for entry in archive.infolist():
        if may_name(entry.filename.lower()):
            if entry.file_size > MOST_PROPERTIES:
                raise ValueError("too large to be read")
            root = etree.fromstring(archive.read(entry), PARSER)
            if forget_people(root) + forget_folders(root):
                changed[entry.header_offset] = etree.tostring(
                    root, encoding="UTF-8", xml_declaration=True, standalone=True
                )
    return changed


def may_name(part: str) -> bool:
    """Where properties and addresses of other files stand; programs of .NET have a place of their own for them."""
    return (part.startswith("docprops/") and part.endswith(".xml")) or part.endswith(
        (".psmdcp", "meta.xml", "xl/workbook.xml", ".rels")
    )


def forget_people(root: "etree._Element") -> int:
    """How many elements went."""
    naming = [element for element in root.iter("{*}*") if etree.QName(element).localname in NAMING]
    for element in naming:
        # Excel wraps what older ones do not know.
        wrapped = next(element.iterancestors("{*}AlternateContent"), element)
        parent = wrapped.getparent()
        if parent is not None:
            parent.remove(wrapped)
    return len(naming)


def forget_folders(root: "etree._Element") -> int:
    """How many addresses of files on somebody's machine lost their folders."""
    outside = [e for e in root.iter("{*}Relationship") if e.get("Target", "").lower().startswith("file:")]
    for element in outside:
        element.set("Target", element.get("Target", "").replace("\\", "/").rpartition("/")[2])
    return len(outside)


def write_anew(archive: zipfile.ZipFile, clean: BytesIO, changed: dict[int, bytes]) -> None:
    """In the same order and packed in the same way: the first entry of some has to be there, and as it is."""
    with zipfile.ZipFile(clean, "w") as anew:
        for entry in archive.infolist():
            begin = entry.header_offset
            content = changed[begin] if begin in changed else archive.read(entry)
            anew.writestr(entry, content, compress_type=entry.compress_type)


# --- PDF ---


def nameless_pdf(file: BinaryIO, clean: BytesIO) -> None:
    try:
        with foreign.opened(file) as pdf:
            if any(says_where(BytesIO(photo)) for photo in photos_of(pdf)):
                raise placed()
            if is_signed(pdf):
                return
            forget_writer(pdf)
            pdf.save(clean, encryption=pdf.is_encrypted)  # restrictions that ask for no password stay
    except foreign.Locked:
        raise ValidationError(_("This PDF is locked with a password. Save it without one, and choose that.")) from None
    except (ValueError, zlib.error):
        raise ValidationError(_("This PDF is damaged. Open it, save it again, and choose that file.")) from None


def photos_of(pdf: "pikepdf.Pdf") -> Iterator[bytes]:
    """Photos as a camera writes them; some programs pack them once more."""
    import pikepdf

    for part in pdf.objects:
        if isinstance(part, pikepdf.Stream):
            ways = [str(way) for way in part.stream_dict.get("/Filter", pikepdf.Array()).wrap_in_array()]
            if ways[-1:] == ["/DCTDecode"]:
                raw = part.read_raw_bytes()
                yield zlib.decompressobj().decompress(raw, foreign.MOST_UNPACKED) if len(ways) > 1 else raw


def is_signed(pdf: "pikepdf.Pdf") -> bool:
    """ISO 32000-1, 12.7.2: the first bit of SigFlags."""
    form = pdf.Root.get("/AcroForm")
    return form is not None and bool(int(form.get("/SigFlags", 0)) & 1)


def forget_writer(pdf: "pikepdf.Pdf") -> None:
    for key in set(pdf.docinfo.keys()) - INFO:
        del pdf.docinfo[key]
    forget_descriptions(pdf)
    for page in pdf.pages:
        for note in page.obj.get("/Annots", ()):
            if str(note.get("/Subtype")) not in NO_REMARK and "/T" in note:
                del note["/T"]  # who wrote the remark


def forget_descriptions(pdf: "pikepdf.Pdf") -> None:
    """Of the whole file, what may stay; of its parts, and what programs keep for themselves, nothing."""
    import pikepdf

    kept = pdf.Root.objgen
    for part in pdf.objects:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            for key in ("/Metadata", "/PieceInfo"):
                if key in part and not (key == "/Metadata" and part.objgen == kept):
                    del part[key]
    if "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as described:
            for name in list(described):
                if name not in XMP and not name.startswith(tuple(f"{{{space}" for space in XMP_SPACES)):
                    del described[name]
