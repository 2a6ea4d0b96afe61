"""Slides to edit, in the direction of their language: a master of our own, notes, licence and source in the footer."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import pptx
from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.util import Emu, Inches, Pt

from toolkit.packages.documents import LONGEST_PROPERTY, UNDATED, write_document
from toolkit.templatetags.paper import own_dir

# As static/css/tokens.css has them.
PAPER = RGBColor(0xFD, 0xFC, 0xF8)
INK = RGBColor(0x22, 0x18, 0x20)
SOFT = RGBColor(0x5C, 0x4F, 0x58)
ACT = RGBColor(0x7A, 0x1F, 0x52)
DEEP = RGBColor(0x3A, 0x0F, 0x2A)
ON_DEEP = RGBColor(0xF6, 0xE8, 0xEF)
THEME = {"dk1": INK, "lt1": PAPER, "dk2": DEEP, "lt2": ON_DEEP, "accent1": ACT}

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.7)
LINE = Emu(WIDTH - 2 * MARGIN)
FOOT = Inches(6.92)
Box = tuple[int, int, int, int]  # left, top, width, height in EMU
TITLE: Box = (MARGIN, Inches(0.4), LINE, Inches(1.15))
BODY: Box = (MARGIN, Inches(1.75), LINE, Inches(4.95))
OPENING: Box = (MARGIN, Inches(1.6), LINE, Inches(2.4))
BELOW_OPENING: Box = (MARGIN, Inches(4.1), LINE, Inches(2.2))

# The library's own template, and which of its eleven layouts stay.
FIRST, POINTS, BARE = "Title Slide", "Title and Content", "Title Only"

LATIN_FACE, ARABIC_FACE, BENGALI_FACE = "Calibri", "Arial", "Nirmala UI"
MOST_LETTERS = 620  # what a slide holds at its smallest type
SIZES = ((260, 26), (400, 22), (MOST_LETTERS, 18))  # letters on the slide: points of the type


class DeckWriter:
    """Writes one presentation. `lang` is a language tag, `dir` "ltr" or "rtl"; `footer` stands on every slide."""

    def __init__(self, *, title: str, lang: str, dir: str, footer: str) -> None:
        self.lang, self.dir = lang, dir
        self.deck = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT
        self.layouts = keep_layouts(self.deck)
        drop_thumbnail(self.deck)
        color_theme(self.deck)
        self.lay_out(footer)
        facts = self.deck.core_properties
        facts.title, facts.language, facts.author = title[:LONGEST_PROPERTY], lang, ""
        facts.created = facts.modified = UNDATED
        facts.last_modified_by, facts.revision = "", 1

    def lay_out(self, footer: str) -> None:
        """The master: where title and text stand, a rule between them, the footer and the slide's number."""
        master = self.deck.slide_master
        fill(master.background, PAPER)
        for shape in list(master.placeholders):
            if (box := {"TITLE": TITLE, "BODY": BODY}.get(shape.placeholder_format.type.name)) is None:
                drop(shape)
            else:
                place(shape, box)
        self.rule(master.shapes, TITLE[1] + TITLE[3] + Inches(0.06))
        self.foot(master, footer, Emu(LINE - Inches(1)), SOFT)
        self.number(master)
        for name, boxes in ((FIRST, (OPENING, BELOW_OPENING)), (POINTS, (TITLE, BODY)), (BARE, (TITLE,))):
            layout = self.layouts[name]
            for shape in list(layout.placeholders):
                if shape.placeholder_format.type.name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
                    drop(shape)
            for shape, box in zip(layout.placeholders, boxes, strict=True):
                place(shape, box)
        fill(self.layouts[FIRST].background, DEEP)
        self.layouts[FIRST]._element.set("showMasterSp", "0")
        self.foot(self.layouts[FIRST], footer, LINE, ON_DEEP)

    # -- slides --------------------------------------------------------------------------------------------------

    def open(self, title: str, subtitle: str = "", *, notes: str = "") -> None:
        """The first slide."""
        slide = self.slide(FIRST, title, notes, size=40, color=ON_DEEP)
        self.write(slide.placeholders[1], [subtitle] if subtitle else [], size=22, color=ON_DEEP, plain=True)
        if not subtitle:
            drop(slide.placeholders[1])

    def points(self, title: str, points: Iterable[str], *, notes: str = "") -> None:
        """A heading and short points, on as many slides as they need; the notes stand with the first."""
        for number, some in enumerate(share_points(list(points))):
            slide = self.slide(POINTS, title, "" if number else notes)
            letters = sum(map(len, some))
            size = next((size for most, size in SIZES if letters <= most), SIZES[-1][1])
            self.write(slide.placeholders[1], some, size=size)

    def bare(self, title: str, *, notes: str = "") -> Any:
        """A slide with its heading alone, for what the caller draws on it: see `box`, `word`."""
        return self.slide(BARE, title, notes)

    def slide(self, layout: str, title: str, notes: str, *, size: int = 32, color: RGBColor = DEEP) -> Any:
        slide = self.deck.slides.add_slide(self.layouts[layout])
        self.write(slide.shapes.title, [title], size=size, color=color, plain=True)
        slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        if notes:
            self.write(slide.notes_slide.notes_placeholder, notes.splitlines(), size=12, plain=True)
        return slide

    # -- words ---------------------------------------------------------------------------------------------------

    def box(self, slide: Any, box: Box) -> Any:
        """A text box on a slide, as yet empty. `box` is measured from the side where reading begins."""
        left, top, width, height = box
        shapes = slide.shapes
        start = self.from_start(left, width)
        # The tree's own method: a master's shapes have no public one.
        made = Shape(shapes._spTree.add_textbox(next_id(shapes), "words", start, top, width, height), shapes)
        made.text_frame.word_wrap = True
        return made

    def from_start(self, left: int, width: int) -> Emu:
        """Where something that is so far from the beginning of the line stands, counted from the left edge."""
        return Emu(WIDTH - left - width if self.dir == "rtl" else left)

    def word(self, shape: Any, text: str, *, size: int, color: RGBColor = INK, bold: bool = False) -> None:
        self.write(shape, [text], size=size, color=color, bold=bold, plain=True)

    def write(
        self,
        shape: Any,
        lines: Iterable[str],
        *,
        size: int,
        color: RGBColor = INK,
        bold: bool = False,
        plain: bool = False,
    ) -> None:
        """One paragraph a line. `plain` is without the mark of a list."""
        frame = shape.text_frame
        frame.auto_size = MSO_AUTO_SIZE.NONE
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            self.turn(paragraph, plain=plain, size=size)
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold or None, color
            self.speak(run)

    def turn(self, paragraph: Any, *, plain: bool, size: int) -> None:
        """The direction, which the library has no property for, and the mark of a list in its colour."""
        properties = paragraph._p.get_or_add_pPr()
        properties.set("algn", "r" if self.dir == "rtl" else "l")
        properties.set("rtl", "1" if self.dir == "rtl" else "0")
        indent = 0 if plain else int(Pt(size))
        properties.set("marR" if self.dir == "rtl" else "marL", str(indent))
        properties.set("marL" if self.dir == "rtl" else "marR", "0")
        properties.set("indent", str(-indent))
        if plain:
            etree.SubElement(properties, qn("a:buNone"))
            return
        paragraph.space_after = Pt(size * 0.4)
        color = etree.SubElement(etree.SubElement(properties, qn("a:buClr")), qn("a:srgbClr"))
        color.set("val", str(ACT))
        etree.SubElement(properties, qn("a:buFont")).set("typeface", "Arial")
        etree.SubElement(properties, qn("a:buChar")).set("char", "◆")

    def speak(self, run: Any) -> None:
        """The language of the words, and a face for its script: without one the office program takes any."""
        properties = run._r.get_or_add_rPr()
        properties.set("lang", self.lang if own_dir(run.text, self.dir) == self.dir else "en")
        run.font.name = LATIN_FACE
        face = etree.SubElement(properties, qn("a:cs"))
        face.set("typeface", BENGALI_FACE if self.lang.startswith("bn") else ARABIC_FACE)

    # -- the master's own shapes ---------------------------------------------------------------------------------

    def rule(self, shapes: Any, top: int) -> None:
        """The double rule of a manuscript, as below the headings of the portal."""
        for offset in (0, Pt(3.5)):
            line = shapes._spTree.add_autoshape(next_id(shapes), "rule", "rect", MARGIN, top + offset, LINE, Pt(0.75))
            shape = Shape(line, shapes)
            shape.fill.solid()
            shape.fill.fore_color.rgb = ACT
            shape.line.fill.background()
            line.remove(line.find(qn("p:style")))  # it brings a shadow

    def foot(self, slide: Any, footer: str, width: int, color: RGBColor) -> None:
        """In the footer's own direction, so that an address below Persian words keeps its last stroke at its end."""
        shape = self.box(slide, (MARGIN, FOOT, width, Inches(0.4)))
        self.word(shape, footer, size=11, color=color)
        shape.text_frame.paragraphs[0]._p.pPr.set("rtl", "1" if own_dir(footer, self.dir) == "rtl" else "0")

    def number(self, master: Any) -> None:
        shape = self.box(master, (Emu(WIDTH - MARGIN - Inches(0.9)), FOOT, Inches(0.9), Inches(0.4)))
        paragraph = shape.text_frame.paragraphs[0]
        self.turn(paragraph, plain=True, size=11)
        paragraph._p.pPr.set("algn", "l" if self.dir == "rtl" else "r")
        field = etree.SubElement(
            paragraph._p, qn("a:fld"), id="{5B3C1A7E-0000-4000-8000-000000000001}", type="slidenum"
        )
        etree.SubElement(field, qn("a:rPr"), lang=self.lang, sz="1100")
        etree.SubElement(field, qn("a:t")).text = "‹#›"

    def save(self, file: BinaryIO) -> None:
        """The same slides are the same bytes."""
        write_document(self.deck, file)


def share_points(points: list[str]) -> list[list[str]]:
    """Points for one slide each: no more letters than it holds, unless one point alone has more."""
    slides: list[list[str]] = [[]]
    for point in points:
        if slides[-1] and sum(map(len, slides[-1])) + len(point) > MOST_LETTERS:
            slides.append([])
        slides[-1].append(point)
    return slides


def keep_layouts(deck: Any) -> dict[str, Any]:
    """The three layouts that are used, by name; the others go."""
    for layout in list(deck.slide_layouts):
        if layout.name not in {FIRST, POINTS, BARE}:
            deck.slide_layouts.remove(layout)
    return {layout.name: layout for layout in deck.slide_layouts}


def drop_thumbnail(deck: Any) -> None:
    """The picture of the library's own template."""
    package = deck.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)


def color_theme(deck: Any) -> None:
    """What an editor is offered when she adds a shape of her own."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for name, color in THEME.items():
        node = theme.find(f".//{qn('a:clrScheme')}/{qn('a:' + name)}")
        node[:] = [etree.Element(qn("a:srgbClr"), val=str(color))]
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def next_id(shapes: Any) -> int:
    return max(int(value) for value in shapes._spTree.xpath("//p:cNvPr/@id")) + 1


def place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(value) for value in box)


def fill(background: Any, color: RGBColor) -> None:
    background.fill.solid()
    background.fill.fore_color.rgb = color


def drop(shape: Any) -> None:
    shape._element.getparent().remove(shape._element)
