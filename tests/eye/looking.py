"""The rules of the gate, each on a sheet alone."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageChops

from tests.eye.sheets import DOTS, HEADINGS, LARGEST_MARK, MM, Box, Glyph, Run, Sheet, read_sheets

COVERED = 0.2  # of the smaller of two glyphs
LEAST = 0.5  # pt: what neighbours of one line may lie over each other
EMPTY = 0.2  # of the height between head and foot
GAP = 9 * MM  # white space between two blocks that still belongs to them
SMALL_SHEET = 160 * MM
INK = 24  # grey levels: paler is the ground of a box
NUMBERS = set("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩০১২৩৪৫৬৭৮৯.)")


class Fault(NamedTuple):
    page: int
    rule: str  # over, alone, empty, outside
    said: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.rule}: {self.said}"


def look_at(data: bytes) -> list[Fault]:
    """What is wrong with this PDF, page by page; nothing where it can be read."""
    sheets = list(read_sheets(data))
    return [fault for sheet in sheets for fault in look_at_sheet(sheet, len(sheets))]


def look_at_sheet(sheet: Sheet, pages: int) -> Iterator[Fault]:
    for found in words_over_words(sheet):
        yield Fault(sheet.number, "over", found)
    for found in marks_over_words(sheet):
        yield Fault(sheet.number, "over", found)
    for found in outside(sheet):
        yield Fault(sheet.number, "outside", found)
    if sheet.number < pages:
        for found in alone_at_the_foot(sheet):
            yield Fault(sheet.number, "alone", found)
    if 1 < sheet.number < pages and (share := filled(sheet)) < EMPTY:
        yield Fault(sheet.number, "empty", f"{share:.0%} of the height holds anything")


class Margins(NamedTuple):
    """Smaller by a millimetre than the smallest of ours on sheets of that size: what lies beyond is a fault."""

    body: float  # above and below: between the edge of the sheet and the text
    side: float
    running: float  # above and below: between the edge of the sheet and the running head


def margins(sheet: Sheet) -> Margins:
    return Margins(11 * MM, 9 * MM, 4 * MM) if sheet.width < SMALL_SHEET else Margins(19 * MM, 11 * MM, 7 * MM)


def words_over_words(sheet: Sheet) -> Iterator[str]:
    runs = [run for run in sheet.runs if not run.is_mark]
    for place, one in enumerate(runs):
        for other in runs[place + 1 :]:
            if reaches(one.box, other.box) and covers(one, other):
                yield f"{one.words[:30]!r} and {other.words[:30]!r}"


def covers(one: Run, other: Run) -> bool:
    """Whether a glyph of one lies over a glyph of the other."""
    common = one.box.shared(other.box)
    return any(
        lies_over(glyph.box, second.box) and not are_joined(one, glyph, other, second)
        for glyph in one.glyphs
        if reaches(glyph.box, common)
        for second in other.glyphs
        if reaches(second.box, common)
    )


def are_joined(one: Run, glyph: Glyph, other: Run, second: Glyph) -> bool:
    """Neighbours of one Arabic word that a vowel sign parts into two runs: their letters lean on each other."""
    at_the_ends = glyph in (one.glyphs[0], one.glyphs[-1]) and second in (other.glyphs[0], other.glyphs[-1])
    both = glyph.box.shared(second.box)
    on_a_line = both.height > 0.5 * min(glyph.box.height, second.box.height)
    return at_the_ends and on_a_line and all("ARABIC" in unicodedata.name(one.letter, "") for one in (glyph, second))


def lies_over(one: Box, other: Box) -> bool:
    both = one.shared(other)
    return both.width > LEAST and both.height > LEAST and both.area > COVERED * min(one.area, other.area)


def reaches(box: Box, place: Box) -> bool:
    return box[0] < place[2] and place[0] < box[2] and box[1] < place[3] and place[1] < box[3]


def marks_over_words(sheet: Sheet) -> Iterator[str]:
    for mark in sheet.marks:
        for run in sheet.runs:
            if reaches(run.box, mark):
                hit = [glyph.letter for glyph in run.glyphs if reaches(glyph.box.shrunk(0.1), mark.shrunk(0.15))]
                if hit:
                    yield f"a mark on {''.join(hit)!r} of {run.words[:30]!r}"


def outside(sheet: Sheet) -> Iterator[str]:
    _body, side, running = margins(sheet)
    inner = Box(side, running, sheet.width - side, sheet.height - running)
    for run in sheet.runs:
        if run.box.shared(inner) == run.box:
            continue
        out = [glyph.letter for glyph in run.glyphs if glyph.box.shared(inner) != glyph.box]
        if out:
            yield f"{''.join(out)[:30]!r} of {run.words[:30]!r}"
    if sheet.number > 1 and not is_one_colour(frame(sheet.picture, round(side * DOTS), round(running * DOTS))):
        yield "ink in the margin"


def frame(picture: Image.Image, side: int, running: int) -> list[Image.Image]:
    """The four strips along the edges."""
    width, height = picture.size
    return [
        picture.crop((0, 0, width, running)), picture.crop((0, height - running, width, height)),
        picture.crop((0, 0, side, height)), picture.crop((width - side, 0, width, height)),
    ]  # fmt: skip


def is_one_colour(strips: list[Image.Image]) -> bool:
    extremes = [strip.getextrema() for strip in strips]
    return max(high for _low, high in extremes) - min(low for low, _high in extremes) < INK  # type: ignore[operator]


def body_of(sheet: Sheet) -> tuple[float, float]:
    """Lowest and highest point between foot and head."""
    margin = margins(sheet).body
    return margin, sheet.height - margin


def alone_at_the_foot(sheet: Sheet) -> Iterator[str]:
    """The lowest line of the body, where it is nothing but a heading, or a number or bullet whose words are elsewhere."""
    low, high = body_of(sheet)
    runs = [run for run in sheet.runs if run.tag and low < run.box.low < high]
    marks = [mark for mark in sheet.marks if low < mark.low < high and mark.width < LARGEST_MARK * 0.8]
    foot = min([run.box.low for run in runs] + [box.low for box in sheet.widgets], default=high)
    if any(mark.high < foot for mark in marks):
        yield "a bullet"
    if any(box.low - foot < 1 for box in sheet.widgets):
        return
    last = [run for run in runs if run.box.low < foot + 4 or run.box.shared(lowest(runs)).height > 2]
    words = "".join(run.words for run in last)
    if last and all(run.tag in HEADINGS for run in last):
        yield f"the heading {words[:40]!r}"
    elif last and (all(run.tag == "Lbl" for run in last) or set(words) <= NUMBERS):
        yield f"the number {words[:40]!r}"


def lowest(runs: list[Run]) -> Box:
    """The lowest line's box, as wide as the page."""
    run = min(runs, key=lambda run: run.box.low)
    return Box(-1e4, run.box.low, 1e4, run.box.high)


def filled(sheet: Sheet) -> float:
    """The share of the height between head and foot in which something stands, white space between blocks included."""
    low, high = body_of(sheet)
    width = sheet.picture.size[0]
    body = sheet.picture.crop((0, round((sheet.height - high) * DOTS), width, round((sheet.height - low) * DOTS)))
    ground = Image.new("L", body.size, body.getpixel((0, 0)))  # type: ignore[arg-type]
    _columns, rows = ImageChops.difference(body, ground).getprojection()
    covered, since = 0, round(GAP * DOTS) + 1
    for row in rows:
        if row:
            covered += 1 + (since if since <= GAP * DOTS else 0)
        since = 0 if row else since + 1
    return covered / len(rows)
