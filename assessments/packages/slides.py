"""The picture for the director as slides to edit. Nobody's name stands on them: a deck is shown to a room and passed
on."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from assessments.presenters.plan import PlannedAction
from assessments.presenters.rounds import NOT_ASKED, ChecklistPicture, ClothLine, ClothSection, TeamPicture
from toolkit.domain.answers import ANSWERS
from toolkit.packages.decks import ACT, LINE, MARGIN, SOFT, DeckWriter
from toolkit.printouts.scripts import format_day

# As static/css/tokens.css has them, by mark; "" is open.
COLORS = {
    "yes": RGBColor(0x3F, 0x5F, 0x1C),
    "partly": RGBColor(0x8A, 0x52, 0x00),
    "no": RGBColor(0xA3, 0x28, 0x1B),
    "na": SOFT,
    "": SOFT,
}
ROUNDS = 3  # the newest: more are too small to see from the back of a room
TOP, BOTTOM, KEY = Inches(2.45), Inches(6.4), Inches(6.5)
TITLE, ROW, GAP = Inches(0.48), Inches(0.25), Inches(0.08)  # a section's heights
INSET = Inches(0.1)  # how far in the letters of a heading stand
START, BETWEEN = Emu(MARGIN + INSET), Inches(0.4)
COLUMN = Emu((LINE - INSET - BETWEEN) // 2)
LABEL = Inches(2.2)  # the rest of a column is for knots
WIDEST, KNOT = Inches(0.45), Inches(0.2)
MOST_PROVISIONS = 8
Placed = tuple[ClothSection, int, int]  # with its start and its top, in EMU


def write_picture_slides(name: str, picture: TeamPicture, day: str, site: str) -> bytes:
    """PPTX of a team called `name`, as of `day` (in words), in the reader's language; `site` is the portal's address.
    The same picture is the same bytes."""
    state = _("As of %(day)s") % {"day": day}
    direction = "rtl" if get_language_bidi() else "ltr"
    deck = DeckWriter(title=name, lang=get_language() or "en", dir=direction, footer=f"{state} · {site}")
    careful = _("This describes a service on one day. It never decides funding or blame.")
    deck.open(name, careful)
    late = [say_late(row, deck.lang) for row in picture.late]
    deck.points(_("Overdue"), late or [_("Nothing is overdue.")])
    for found in picture.checklists:
        for number, sections in enumerate(place_sections(found.sections)):
            draw_rounds(deck, found, sections, verdict=not number)
        if found.law:
            deck.points(_("By provision"), say_law(found), notes=found.title)
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


def say_late(row: PlannedAction, language: str) -> str:
    day = row.action.until
    until = _("until %(day)s") % {"day": format_day(day, language)} if day else ""
    return " · ".join(part for part in (row.what, row.asked.code, until) if part)


def say_law(found: ChecklistPicture) -> list[str]:
    """The provisions with most missing, each with the questions that are."""
    return [
        f"{row.group.title}: {', '.join(one.code for one in row.group.missing)}" for row in found.law[:MOST_PROVISIONS]
    ]


def place_sections(sections: list[ClothSection]) -> Iterator[list[Placed]]:
    """Where sections stand, slide by slide: two columns, one after the other."""
    slide: list[Placed] = []
    start: int = START
    top: int = TOP
    for section in sections:
        height = TITLE + ROW * len(section.lines[-ROUNDS:])
        if top > TOP and top + height > BOTTOM:
            start, top = start + COLUMN + BETWEEN, TOP
            if start >= MARGIN + LINE:
                yield slide
                slide, start = [], START
        slide.append((section, start, top))
        top += height + GAP
    if slide:
        yield slide


def draw_rounds(deck: DeckWriter, found: ChecklistPicture, sections: list[Placed], *, verdict: bool) -> None:
    """A line a round and a knot a question. The notes say the same in words."""
    slide = deck.bare(found.title, notes="\n".join(say_sections([section for section, _start, _top in sections])))
    if verdict and found.result.extremes:
        strong, weak = (group.title for group in found.result.extremes)
        words = _("Most is in place in %(strong)s; most is missing in %(weak)s.") % {"strong": strong, "weak": weak}
        deck.word(deck.box(slide, (MARGIN, Inches(1.7), LINE, Inches(0.7))), words, size=18, color=ACT)
    for section, start, top in sections:
        draw_section(deck, slide, section, start, top)
    draw_key(deck, slide)


def draw_section(deck: DeckWriter, slide: Any, section: ClothSection, start: int, top: int) -> None:
    deck.word(tighten(deck.box(slide, (start, top, COLUMN, ROW))), section.title, size=13, bold=True)
    step = min(WIDEST, (COLUMN - LABEL) // len(section.questions))
    codes = [row.after.code if row.after else "–" for row in section.questions]
    for place, code in enumerate(codes):
        box = (start + LABEL + place * step, top + TITLE // 2, step, ROW)
        deck.word(tighten(deck.box(slide, box)), code, size=11 if step > Inches(0.36) else 8, color=SOFT)
    for number, line in enumerate(section.lines[-ROUNDS:]):
        row = top + TITLE + number * ROW
        deck.word(tighten(deck.box(slide, (start, row, LABEL, ROW))), line.label, size=12)
        for place, (code, mark) in enumerate(zip(codes, line.marks, strict=True)):
            draw_knot(deck, slide, mark, start + LABEL + place * step, row + (ROW - KNOT) // 2, code)


def tighten(shape: Any) -> Any:
    """Words from the very edge of their box, as knots stand below them."""
    shape.text_frame.margin_left = shape.text_frame.margin_right = 0
    return shape


def draw_key(deck: DeckWriter, slide: Any) -> None:
    for place, mark in enumerate(COLORS):
        start = START + place * Inches(1.9)
        draw_knot(deck, slide, mark, start, KEY + (ROW - KNOT) // 2, "")
        deck.word(tighten(deck.box(slide, (start + Inches(0.3), KEY, Inches(1.6), ROW))), say_mark(mark), size=12)


def draw_knot(deck: DeckWriter, slide: Any, mark: str, start: int, top: int, code: str) -> None:
    """Yes is full, partly half, no a ring with a heart, open an outline of dots, not applicable a dash; what was not
    asked has none. Its name says `code` and answer to who hears the slide."""
    if mark == NOT_ASKED:
        return
    left, half = deck.from_start(start, KNOT), KNOT // 2
    middle = top + half
    dash = [(left, middle), (left + KNOT, middle)]
    outlines = [dash if mark == "na" else diamond(left + half, middle, half)]
    if mark == "partly":
        outlines.append([(left + half, top), (left, middle), (left + half, top + KNOT), (left + half, top)])
    if mark == "no":
        outlines.append(diamond(left + half, middle, half // 3))
    for number, points in enumerate(outlines):
        shape = draw(slide, points, COLORS[mark], full=mark == "yes" or number > 0)
        shape.name = f"{code} {say_mark(mark)}".strip()
        if not mark:
            shape.line.dash_style = MSO_LINE.ROUND_DOT


def diamond(across: int, down: int, half: int) -> list[tuple[int, int]]:
    top = (across, down - half)
    return [top, (across + half, down), (across, down + half), (across - half, down), top]


def draw(slide: Any, points: list[tuple[int, int]], color: RGBColor, *, full: bool) -> Any:
    builder = slide.shapes.build_freeform(*points[0])
    builder.add_line_segments(points[1:], close=False)
    shape = builder.convert_to_shape()
    shape._element.remove(shape._element.find(qn("p:style")))  # it brings a shadow
    shape.line.color.rgb, shape.line.width = color, Pt(1.5)
    if full:
        shape.fill.solid()
        shape.fill.fore_color.rgb = color
    else:
        shape.fill.background()
    return shape


def say_sections(sections: list[ClothSection]) -> Iterator[str]:
    for section in sections:
        yield section.title
        for line in section.lines[-ROUNDS:]:
            yield f"{line.label} · {line.state}: {say_line(section, line)}"


def say_line(section: ClothSection, line: ClothLine) -> str:
    return ", ".join(
        f"{row.after.code} {say_mark(mark)}"
        for row, mark in zip(section.questions, line.marks, strict=True)
        if row.after and mark != NOT_ASKED
    )


def say_mark(mark: str) -> str:
    return str(ANSWERS.get(mark, _("Open")))
