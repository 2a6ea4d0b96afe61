"""From the pages' HTML to paragraphs of a word processor, in the direction of the language."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO
from zipfile import ZipFile

from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from toolkit.domain.markup import parse_fragment
from toolkit.packages.archives import write_archive
from toolkit.templatetags.paper import own_dir

HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {"p", "ul", "ol", "li", "table", "blockquote", "dl", "dt", "dd", "div", *HEADINGS}
DEEPEST_LIST = 3
MARGIN = Mm(22)
LINE = Mm(210) - 2 * MARGIN

UNDATED = datetime(2000, 1, 1)
LONGEST_PROPERTY = 255  # what the format allows


@dataclass(frozen=True)
class TextStyle:
    """How words look: what surrounds them in the HTML."""

    bold: bool = False
    italic: bool = False
    above: bool = False
    below: bool = False
    link: str = ""


TEXT_STYLES: dict[str, dict[str, Any]] = {
    "b": {"bold": True},
    "strong": {"bold": True},
    "i": {"italic": True},
    "em": {"italic": True},
    "sup": {"above": True},
    "sub": {"below": True},
}


class DocumentWriter:
    """Writes into one document."""

    def __init__(self, document: Any, *, lang: str, dir: str) -> None:
        self.document, self.dir = document, dir
        self.directions: dict[Any, str] = {}
        self.made: list[Any] = []  # paragraphs as they were written; the library makes its own list anew each time
        self.speak(lang)
        self.paper()

    def speak(self, lang: str) -> None:
        """The language of the text, for spelling and for screen readers."""
        properties = self.document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        node = properties.find(qn("w:lang"))
        if node is None:
            node = OxmlElement("w:lang")
            properties.append(node)
        node.set(qn("w:val"), lang)
        node.set(qn("w:bidi"), lang)

    def paper(self) -> None:
        """A4: what printers in the region hold."""
        for section in self.document.sections:
            section.page_width, section.page_height = Mm(210), Mm(297)
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN

    # -- blocks --------------------------------------------------------------------------------------------------

    def title(self, title: str, summary: str) -> None:
        self.document.add_heading(title, 0)
        self.document.add_paragraph(summary)

    def heading(self, text: str, level: int) -> None:
        self.document.add_heading(text, level)

    def plain(self, text: str, *, bold: bool = False, style: str | None = None) -> None:
        self.document.add_paragraph(style=style).add_run(text).bold = bold or None

    def page_break(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def html(self, fragment: str) -> None:
        self.blocks(parse_fragment(fragment), self.document)

    def blocks(self, parent: Any, place: Any, style: str | None = None) -> None:
        """The element's content: loose words as a paragraph, blocks one after the other."""
        loose = InlineContent(parent.text)
        for child in parent:
            if child.tag in BLOCKS:
                self.paragraph(loose, place, style, parent.get("dir"))
                self.block(child, place, style)
                loose = InlineContent(child.tail)
            else:
                loose.parts.append(child)
        self.paragraph(loose, place, style, parent.get("dir"))

    def block(self, node: Any, place: Any, style: str | None) -> None:
        if node.tag in HEADINGS:
            self.inline(node, place.add_heading(level=HEADINGS[node.tag]), TextStyle())
        elif node.tag in {"ul", "ol"}:
            self.listed(node, place, 1)
        elif node.tag == "table":
            self.table(node)
        elif node.tag == "dt":
            self.inline(node, place.add_paragraph(), TextStyle(bold=True))
        else:
            self.blocks(node, place, "Quote" if node.tag == "blockquote" else style)

    def paragraph(self, loose: "InlineContent", place: Any, style: str | None, direction: str | None) -> None:
        if not loose.is_blank():
            paragraph = place.add_paragraph(style=style)
            self.made.append(paragraph)
            if direction:
                self.directions[paragraph._p] = direction
            self.run(loose.text, paragraph, TextStyle())
            for part in loose.parts:
                self.span(part, paragraph, TextStyle())

    def listed(self, node: Any, place: Any, depth: int) -> None:
        name = "List Number" if node.tag == "ol" else "List Bullet"
        style = name if depth == 1 else f"{name} {min(depth, DEEPEST_LIST)}"
        number = self.numbering(style) if node.tag == "ol" else None
        for item in node.iterchildren("li"):
            self.item(item, place, style, number, depth)

    def item(self, item: Any, place: Any, style: str, number: Any, depth: int) -> None:
        """The first paragraph carries the mark; what follows is set in like it."""
        inner = [child for child in item if child.tag in {"ul", "ol"}]
        for child in inner:
            item.remove(child)
        before = len(self.made)
        self.blocks(item, place, style)
        for position, paragraph in enumerate(self.made[before:]):
            if position:
                paragraph.style = "List Continue" if depth == 1 else f"List Continue {min(depth, DEEPEST_LIST)}"
            elif number is not None:
                properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_numId().val = number
        for child in inner:
            self.listed(child, place, depth + 1)

    def numbering(self, style: str) -> int:
        """A new numbering that begins at one: the style's own would count on from list to list."""
        numbers = self.document.part.numbering_part.element
        used = self.document.styles[style].element.pPr.numPr.numId.val
        abstract = next(num.abstractNumId.val for num in numbers.num_lst if num.numId == used)
        number = numbers.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def table(self, node: Any) -> None:
        rows = list(node.iter("tr"))
        width = max((len(list(row.iterchildren("td", "th"))) for row in rows), default=0)
        if not width:
            return
        table = self.document.add_table(rows=0, cols=width, style="Table Grid")
        table.autofit = False
        shares = widths(rows, width)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = share
        for row in rows:
            made = table.add_row()
            for cell, place, share in zip(row.iterchildren("td", "th"), made.cells, shares, strict=False):
                place.width = share
                self.cell(cell, place)
            made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if row.getparent().tag == "thead":
                made._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def cell(self, node: Any, place: Any) -> None:
        self.blocks(node, place)
        first = place.paragraphs[0]
        if len(place.paragraphs) > 1 and not first.text:
            first._p.getparent().remove(first._p)
        if node.tag == "th":
            for run in (run for paragraph in place.paragraphs for run in paragraph.runs):
                run.bold = True

    # -- words ---------------------------------------------------------------------------------------------------

    def inline(self, node: Any, paragraph: Any, face: TextStyle) -> None:
        if node.get("dir"):
            self.directions[paragraph._p] = node.get("dir")
        self.run(node.text, paragraph, face)
        for child in node:
            self.span(child, paragraph, face)

    def span(self, node: Any, paragraph: Any, face: TextStyle) -> None:
        """An element inside a line, and the words after it."""
        if node.tag == "br":
            paragraph.add_run().add_break()
        else:
            inner = replace(face, **TEXT_STYLES.get(node.tag, {}))
            if node.tag == "a" and node.get("href"):
                inner = replace(inner, link=node.get("href"))
            self.run(node.text, paragraph, inner)
            for child in node:
                self.span(child, paragraph, inner)
        self.run(node.tail, paragraph, face)

    def run(self, text: str | None, paragraph: Any, face: TextStyle) -> None:
        if not text:
            return
        run = paragraph.add_run(text)
        run.bold, run.italic = face.bold or None, face.italic or None
        run.font.cs_bold, run.font.cs_italic = face.bold or None, face.italic or None
        run.font.superscript, run.font.subscript = face.above or None, face.below or None
        if face.link:
            self.link(run, paragraph, face.link)

    def link(self, run: Any, paragraph: Any, address: str) -> None:
        run.font.underline = True
        relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        around = OxmlElement("w:hyperlink")
        around.set(qn("r:id"), relation)
        run._r.addprevious(around)
        around.append(run._r)

    def finish(self) -> None:
        """Right to left: paragraphs, runs and tables each say so for themselves. Latin words in between do not."""
        if self.dir != "rtl":
            return
        body = self.document.element.body
        for paragraph in body.iter(qn("w:p")):
            if self.directions.get(paragraph, "rtl") == "rtl":
                paragraph.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        for run in body.iter(qn("w:r")):
            if own_dir(run.text, "rtl") == "rtl":
                run.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for table in self.document.tables:
            table._tbl.tblPr.tblStyle.addnext(OxmlElement("w:bidiVisual"))


def widths(rows: list[Any], number: int) -> list[Emu]:
    """A share of the line for each column, by its longest words; numbers need little, texts wrap."""
    longest = [13] * number
    for row in rows:
        for place, cell in enumerate(row.iterchildren("td", "th")):
            longest[place] = min(max(longest[place], len(cell.text_content())), 60)
    return [Emu(LINE * one // sum(longest)) for one in longest]


# What may follow w:bidi in a paragraph's properties: the schema wants an order.
AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
    "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId",
    "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip


class InlineContent:
    """Words and inline elements between two blocks."""

    def __init__(self, text: str | None) -> None:
        self.text = (text or "").lstrip()
        self.parts: list[Any] = []

    def is_blank(self) -> bool:
        return not self.text.strip() and not any(part.text_content().strip() for part in self.parts)


def write_document(document: Any, file: BinaryIO) -> None:
    """The archive of a document, or of slides, anew: the library writes the time into it."""
    stream = BytesIO()
    document.save(stream)
    with ZipFile(stream) as archive:
        content: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    write_archive(file, content, first="[Content_Types].xml")
