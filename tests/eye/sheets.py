"""A page as PDFium sees it: where its glyphs, its small marks and its fields are, what its tags say, and its picture.

All measures are points from the lower left corner of the sheet.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pypdfium2
from PIL import Image
from pypdfium2 import raw

MM = 72 / 25.4
DOTS = 2  # of a picture, for each point: finer than the hairlines of a table
LARGEST_MARK = 3.6 * MM  # a bullet stands on its corner: 2.1 mm; a box to tick has 3.6
HEADINGS = {"H", "H1", "H2", "H3", "H4", "H5", "H6"}


class Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.high - self.low

    @property
    def area(self) -> float:
        return max(self.width, 0) * max(self.height, 0)

    def shared(self, other: "Box") -> "Box":
        """Where both are; of no area where they are apart."""
        return Box(
            max(self.left, other.left), max(self.low, other.low),
            min(self.right, other.right), min(self.high, other.high),
        )  # fmt: skip

    def shrunk(self, share: float) -> "Box":
        """Smaller by this share of its width and height on each side."""
        x, y = self.width * share, self.height * share
        return Box(self.left + x, self.low + y, self.right - x, self.high - y)


class Glyph(NamedTuple):
    letter: str
    box: Box


@dataclass
class Run:
    """Glyphs that were painted with one stroke of the pen, and what the tags call them ("" for a running head)."""

    glyphs: list[Glyph] = field(default_factory=list)
    tag: str = ""

    @cached_property
    def words(self) -> str:
        return "".join(glyph.letter for glyph in self.glyphs)

    @cached_property
    def is_mark(self) -> bool:
        """Vowel signs that a font sets with a stroke of their own: they belong over a letter."""
        return all(unicodedata.category(glyph.letter) == "Mn" for glyph in self.glyphs)

    @cached_property
    def box(self) -> Box:
        boxes = [glyph.box for glyph in self.glyphs]
        return Box(
            min(box.left for box in boxes), min(box.low for box in boxes),
            max(box.right for box in boxes), max(box.high for box in boxes),
        )  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    number: int  # the first page is 1
    width: float
    height: float
    runs: list[Run]
    marks: list[Box]
    widgets: list[Box]
    picture: Image.Image  # grey


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """Every page of the file in turn."""
    document = pypdfium2.PdfDocument(data)
    for number, page in enumerate(document, 1):
        width, height = page.get_size()
        yield Sheet(
            number, width, height, list(_read_runs(page)), list(_read_marks(page)), list(_read_widgets(page)),
            page.render(scale=DOTS, grayscale=True).to_pil(),
        )  # fmt: skip
        page.close()
    document.close()


def _read_runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    tags = _read_tags(page)
    text = page.get_textpage()
    runs: dict[int, Run] = {}
    for index in range(raw.FPDFText_CountChars(text)):
        box, painted = _box_of(text, index), raw.FPDFText_GetTextObject(text, index)
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if box is None or not painted or letter.isspace():
            continue
        key = ctypes.cast(painted, ctypes.c_void_p).value or 0
        if key not in runs:
            runs[key] = Run(tag=tags.get(raw.FPDFPageObj_GetMarkedContentID(painted), ""))
        runs[key].glyphs.append(Glyph(letter, box))
    yield from runs.values()


def _box_of(text: pypdfium2.PdfTextPage, index: int) -> Box | None:
    """The ink of one glyph; None for what has none."""
    left, right, low, high = (ctypes.c_double() for _side in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, low, high)
    box = Box(left.value, low.value, right.value, high.value)
    return box if box.area > 0 else None


def _read_tags(page: pypdfium2.PdfPage) -> dict[int, str]:
    """Number of marked content on this page -> the tag around it; a heading's or a label's also for what is inside."""
    found: dict[int, str] = {}
    tree = raw.FPDF_StructTree_GetForPage(page)
    for index in range(raw.FPDF_StructTree_CountChildren(tree)):
        _walk_tags(raw.FPDF_StructTree_GetChildAtIndex(tree, index), "", found)
    raw.FPDF_StructTree_Close(tree)
    return found


def _walk_tags(element: object, around: str, found: dict[int, str]) -> None:
    buffer = ctypes.create_string_buffer(64)
    raw.FPDF_StructElement_GetType(element, buffer, 64)
    own = buffer.raw.decode("utf-16-le").partition("\0")[0]
    tag = around if around in HEADINGS | {"Lbl"} else own
    for index in range(max(raw.FPDF_StructElement_CountChildren(element), 0)):
        content = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if content >= 0:
            found[content] = tag
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            _walk_tags(child, tag, found)


def _read_marks(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """Small drawn things: bullets, boxes to tick. Lines and grounds are larger."""
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        box = Box(*thing.get_bounds())
        if max(box.width, box.height) <= LARGEST_MARK and min(box.width, box.height) > MM:
            yield box


def _read_widgets(page: pypdfium2.PdfPage) -> Iterator[Box]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            yield Box(rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))
        raw.FPDFPage_CloseAnnot(annotation)
