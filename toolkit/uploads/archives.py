"""Office and OpenDocument files without the names in their properties; no archive with a photo that tells its place."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from toolkit.domain.file_types import SMALL_STEPS, UNREADABLE
from toolkit.uploads import photos
from toolkit.uploads.photos import ReadingLimits

OFFICE = set("docx xlsx pptx odt ods odp".split())
MOST_XML = 4 * 1024 * 1024  # bytes of one part; parsed, they take thirty times that
# Parts that name people, their office or their folders, in small letters.
PARTS = re.compile(
    r"(.*/)?(docprops/[^/]*\.xml|[^/]*\.psmdcp|[^/]*\.rels|meta\.xml|versionlist\.xml|word/settings\.xml"
    r"|xl/(workbook|connections)\.xml|xl/pivotcache/[^/]*definition[^/]*\.xml|ppt/changesinfos/[^/]*\.xml"
    r"|customxml/item\d*\.xml)"
)
# What does so there: ECMA-376 part 1 (15.2.12, 18.2, 18.10, 22.2) and 2 (11), ODF 1.3 part 3 (4.3).
ELEMENTS = {
    *("creator", "lastModifiedBy", "Manager", "Company", "HyperlinkBase", "HLinks", "Template", "property"),
    *("initial-creator", "contributor", "publisher", "printed-by", "user-defined", "template", "auto-reload"),
    *("absPath", "fileSharing", "mailMerge", "UserInfo"),
}
ATTRIBUTES = {"refreshedBy", "userName", "sourceFile", "odcFile", "creator"}
CHANGED_BY = "chgData"  # its name is a person's
READABLE = re.compile(r"(https?|mailto|ftp|tel):|#", re.IGNORECASE)
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def clean_archive(file: BinaryIO, reading: ReadingLimits, *, is_office: bool) -> BytesIO | None:
    """The archive without names; None where it names nobody, or is signed by somebody who wanted to be named.

    Raises ValidationError for one that is damaged, locked or too large, or holds a photo that tells its place."""
    with understood(), zipfile.ZipFile(file) as archive:
        changed = {}
        may_change = is_office and not is_signed(archive)
        for entry in archive.infolist():
            if entry.file_size and not entry.flag_bits & 1:  # nobody reads on the way what is locked
                content = clean_part(archive, entry, reading, may_change=may_change)
                if content is not None:
                    changed[entry.header_offset] = content  # names may come twice
        return written_anew(archive, changed) if changed else None


@contextmanager
def understood() -> Iterator[None]:
    """Raises ValidationError for whatever libraries raise for a damaged or locked file."""
    try:
        yield
    except (*UNREADABLE, etree.XMLSyntaxError):
        raise ValidationError(
            _("This file is damaged, or locked with a password. Save it again without one.")
        ) from None


def is_signed(archive: zipfile.ZipFile) -> bool:
    names = [entry.filename for entry in archive.infolist()]
    return "META-INF/documentsignatures.xml" in names or any(
        name.startswith("_xmlsignatures/") and name.endswith(".xml") for name in names
    )


def clean_part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, reading: ReadingLimits, *, may_change: bool
) -> bytes | None:
    """What the part has to be instead; None where it may stay. Raises ValueError for a packing that may have no end,
    and what else cannot be read (`UNREADABLE`)."""
    if entry.compress_type not in SMALL_STEPS:
        raise ValueError("packed in a way that unpacks without an end")
    with archive.open(entry) as part:
        head = part.read(8)
    name = entry.filename.lower().replace("\\", "/")
    if head.startswith(photos.KINDS):
        reading.take(entry.file_size)
        photos.refuse_location(archive.read(entry))
    elif may_change and head.startswith(b"PK\x03\x04"):
        with reading.inside() as may_look:
            if may_look:
                reading.take(entry.file_size)
                clean = clean_archive(BytesIO(archive.read(entry)), reading, is_office=True)
                return None if clean is None else clean.getvalue()
    elif may_change and PARTS.fullmatch(name):
        reading.take(entry.file_size, most=MOST_XML)
        return nameless(archive.read(entry), {"UserInfo"} if "customxml/" in name else ELEMENTS)
    return None


def nameless(xml: bytes, elements: set[str]) -> bytes | None:
    root = etree.fromstring(xml, PARSER)
    if forget_elements(root, elements) + forget_attributes(root) + forget_folders(root):
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return None


def local(name: str) -> str:
    return name.rpartition("}")[2]


def forget_elements(root: "etree._Element", elements: set[str]) -> int:
    """How many went."""
    naming = [element for element in root.iter("{*}*") if local(element.tag) in elements]
    for element in naming:
        # Excel wraps what older ones do not know.
        wrapped = next(element.iterancestors("{*}AlternateContent"), element)
        parent = wrapped.getparent()
        if parent is not None:
            parent.remove(wrapped)
    return len(naming)


def forget_attributes(root: "etree._Element") -> int:
    count = 0
    for element in root.iter("{*}*"):
        naming = ATTRIBUTES | ({"name"} if local(element.tag) == CHANGED_BY else set())
        for name in [name for name in element.attrib if local(str(name)) in naming]:
            del element.attrib[name]
            count += 1
    return count


def forget_folders(root: "etree._Element") -> int:
    """How many addresses of files on somebody's machine lost their folders."""
    count = 0
    for element in root.iter("{*}Relationship"):
        target = unquote(element.get("Target", "")).strip().replace("\\", "/")
        is_outside = element.get("TargetMode") == "External" or target.lower().startswith("file:")
        if is_outside and "/" in target and not READABLE.match(target):
            name = target.rpartition("/")[2]
            element.set("Target", name if "." in name else "file")
            count += 1
    return count


def written_anew(archive: zipfile.ZipFile, changed: dict[int, bytes]) -> BytesIO:
    """In the same order and packed in the same way: the first entry of some has to be there, and as it is."""
    clean = BytesIO()
    with zipfile.ZipFile(clean, "w") as anew:
        for entry in archive.infolist():
            plain = zipfile.ZipInfo(entry.filename, entry.date_time)
            plain.compress_type, plain.external_attr = entry.compress_type, entry.external_attr
            plain.file_size = entry.file_size
            if entry.header_offset in changed:
                anew.writestr(plain, changed[entry.header_offset])
            else:
                with archive.open(entry) as before, anew.open(plain, "w") as after:
                    shutil.copyfileobj(before, after)
    return clean
