"""A translation as XLIFF 1.2 (OASIS Standard, 1 February 2008), for programs of translators that do not read PO.

Each entry is a `trans-unit` named by its path. Markup inside is `g` and `x`, which such programs keep as they are;
their ids are those of the links, or count up.
"""

from itertools import count

import polib
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from lxml import etree

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What no XML can hold (XML 1.0, 2.2).
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write_xliff(po: polib.POFile, *, number: str, source: str, target: str) -> bytes:
    """`number` says whose translation it is, `source` and `target` are tags of languages, "en" and "fa-AF"."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", {"version": "1.2"}, nsmap={None: NAMESPACE})
    facts = {"original": number, "source-language": source, "target-language": target, "datatype": "html"}
    body = add(add(root, "file", facts), "body")
    for place, entry in enumerate(po, 1):
        unit = add(body, "trans-unit", {"id": str(place), "resname": entry.msgctxt})
        put_words(add(unit, "source", {XML_LANG: source}), entry.msgid)
        state = "translated" if entry.msgstr else "needs-translation"
        put_words(add(unit, "target", {XML_LANG: target, "state": state}), entry.msgstr)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def add(parent: etree._Element, name: str, facts: dict[str, str] | None = None) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", facts or {})


def put_words(element: etree._Element, words: str) -> None:
    """Text as it is, each tag as `g`, or as `x` where it holds nothing."""
    if "<" in words or "&" in words:
        fill(element, BeautifulSoup(words, "html.parser"), count(1))
    else:
        element.text = words.translate(ILLEGAL)


def fill(element: etree._Element, words: Tag, numbers: "count[int]") -> None:
    last: etree._Element | None = None
    for child in words.children:
        if isinstance(child, Tag):
            own = child.get("id")
            facts = {"id": str(own) if own else f"{child.name}-{next(numbers)}", "ctype": f"x-html-{child.name}"}
            last = add(element, "g" if child.contents else "x", facts)
            fill(last, child, numbers)
        elif isinstance(child, NavigableString):
            text = str(child).translate(ILLEGAL)
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
