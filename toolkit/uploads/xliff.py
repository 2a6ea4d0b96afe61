"""A translator's XLIFF 1.2 file, as toolkit/packages/xliff.py writes it and her program gives it back, as a PO file."""

import re
from html import escape
from typing import BinaryIO

import polib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from toolkit.uploads import MOST_ENTRIES, MOST_PO, read_po

X = "{urn:oasis:names:tc:xliff:document:1.2}"
# Entities are not looked up, and no other file or host is asked for anything.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
NO_XLIFF = gettext_lazy("This is no XLIFF file, or it is damaged. Please download it again.")
CTYPE = "x-html-"
VOID = {"br", "hr"}
NAME = re.compile(r"[a-z][a-z0-9]*")


def read_translation_file(file: BinaryIO, size: int) -> polib.POFile:
    """A PO or an XLIFF file, told apart by what it begins with. Raises ValidationError with a sentence for her."""
    if size > MOST_PO:
        return read_po(file, size)  # says so
    start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    file.seek(0)
    return read_xliff(file.read()) if start.startswith(b"<") else read_po(file, size)


def read_xliff(data: bytes) -> polib.POFile:
    """Its units as entries. Raises ValidationError where it is none of ours."""
    try:
        root = etree.fromstring(data, PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValidationError(NO_XLIFF) from error
    file = root.find(f"{X}file")
    if root.tag != f"{X}xliff" or file is None or root.getroottree().docinfo.doctype:
        raise ValidationError(NO_XLIFF)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {"X-WagtailLocalize-TranslationID": file.get("original", "")}
    for place, unit in enumerate(file.iter(f"{X}trans-unit")):
        if place == MOST_ENTRIES:
            raise ValidationError(_("This file holds more texts than any page of the portal."))
        source, target = unit.find(f"{X}source"), unit.find(f"{X}target")
        if source is None or target is None:
            continue
        names = {one.get("id", ""): name_tag(one) for one in source.iter(f"{X}g", f"{X}x")}
        po.append(
            polib.POEntry(msgctxt=unit.get("resname", ""), msgid=render(source, names), msgstr=render(target, names))
        )
    return po


def name_tag(element: etree._Element) -> str:
    return element.get("ctype", "").removeprefix(CTYPE)


def render(element: etree._Element, names: dict[str, str]) -> str:
    """The words with their markup as it was. A tag is what the source calls it by that id: some programs drop the
    rest. What has no such name goes, its words stay."""
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        if isinstance(child.tag, str):
            number = child.get("id", "")
            name = names.get(number) or name_tag(child)
            inside = render(child, names)
            pieces.append(wrap(name, number, inside) if NAME.fullmatch(name) else inside)
        pieces.append(escape(child.tail or "", quote=False))
    return "".join(pieces)


def wrap(name: str, number: str, inside: str) -> str:
    own = f' id="{number}"' if re.fullmatch(rf"{name}\d+", number) else ""  # "b-1" is a number of the file's alone
    return f"<{name}{own}/>" if name in VOID else f"<{name}{own}>{inside}</{name}>"
