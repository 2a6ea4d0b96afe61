"""Law by checklist as a picture: threads that cross, and a knot where an instrument carries a checklist's questions.

Only geometry, in units of a view box; templates/toolkit/parts/carrying_picture.html draws it. Numbers are the table's.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import sqrt

from toolkit.models import Instrument
from toolkit.presenters.carrying import CarryingTable

PITCH = 14  # between two threads
LETTER = 5.1  # of a label's width: an average short line is wider than an average text
LINE = 10  # from one line of a label to the next
ROW, COLUMN = 22, 34  # letters in a line of a label: a row's is short, so that a phone shows knots beside it
GAP = 6
UNIT = 1.4 / 16  # rem: letters of nine units are 12.6 pixels high, whatever the screen
BINDING = (Instrument.Force.BINDING, Instrument.Force.NATIONAL)


@dataclass(frozen=True)
class PlacedLabel:
    """A line of the words beside the end of a thread."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class CarryingPicture:
    """`threads`, `binding` and `guidance` are data of SVG paths: the lattice, the knots of law that binds States, and
    those of guidance and commitments. Labels of `rows` end at their place, or `begin` there; `columns` have theirs
    rise. It is `shown` so many rem wide, and scrolls where the screen is less."""

    shown: float
    width: float
    height: float
    begin: bool
    rows: list[PlacedLabel]
    columns: list[PlacedLabel]
    threads: str
    binding: str
    guidance: str


def draw_carrying_table(table: CarryingTable, *, right_to_left: bool) -> CarryingPicture:
    """The table as a lattice, mirrored where lines run from right to left."""
    names = [wrap_label(law.short, ROW) for law, _counts, _total in table.rows]
    heads = [wrap_label(checklist.title, COLUMN) for checklist in table.checklists]
    side, top = measure(names), measure(heads)
    width, height = side + sum(map(get_band, heads)), top + sum(map(get_band, names))
    start, end = (width - side, 0.0) if right_to_left else (side, width)
    turn = -1 if right_to_left else 1
    across = [round(start + turn * middle, 1) for middle in list_middles(heads)]
    down = [round(top + middle, 1) for middle in list_middles(names)]
    knots: dict[bool, list[str]] = {True: [], False: []}
    for y, (law, counts, _total) in zip(down, table.rows, strict=True):
        knots[law.force in BINDING] += [tie_knot(x, y, count) for x, count in zip(across, counts, strict=True)]
    beside, above = round(start - turn * GAP, 1), round(top - GAP, 1)
    return CarryingPicture(
        shown=round(width * UNIT, 1),
        width=round(width, 1),
        height=round(height + GAP / 2, 1),  # for what hangs below the last line
        begin=right_to_left,
        rows=[
            PlacedLabel(line, beside, at)
            for lines, y in zip(names, down, strict=True)
            for line, at in set_lines(lines, y)
        ],
        columns=[
            PlacedLabel(line, at, above)
            for lines, x in zip(heads, across, strict=True)
            for line, at in set_lines(lines, x)
        ],
        threads="".join(
            [*(f"M{start:g} {y:g}H{end:g}" for y in down), *(f"M{x:g} {top:g}V{height:g}" for x in across)]
        ),
        binding="".join(knots[True]),
        guidance="".join(knots[False]),
    )


def tie_knot(x: float, y: float, count: int) -> str:
    """A turned square whose area grows with the number, until it would touch the next. "" for none."""
    if not count:
        return ""
    r = round(min(PITCH * 0.47, 1.4 + 1.2 * sqrt(count)), 1)
    return f"M{x:g} {round(y - r, 1):g}l{r:g} {r:g}l-{r:g} {r:g}l-{r:g}-{r:g}z"


def wrap_label(label: str, most: int) -> list[str]:
    """Whole, in as many lines as it needs."""
    return textwrap.wrap(label, most, break_long_words=False, break_on_hyphens=False) or [""]


def get_band(lines: Sequence[str]) -> int:
    """The room of a thread between its neighbours."""
    return PITCH + LINE * (len(lines) - 1)


def list_middles(labels: Sequence[Sequence[str]]) -> list[float]:
    """Where each thread runs, from the first one's edge."""
    bands = [get_band(lines) for lines in labels]
    return [end - band / 2 for end, band in zip(accumulate(bands), bands, strict=True)]


def set_lines(lines: Sequence[str], middle: float) -> list[tuple[str, float]]:
    """Each line with its base, so that all of them stand in the middle of their thread."""
    first = middle + 3 - LINE * (len(lines) - 1) / 2
    return [(line, round(first + LINE * place, 1)) for place, line in enumerate(lines)]


def measure(labels: Sequence[Sequence[str]]) -> float:
    """The room that the longest line takes."""
    return round(max((len(line) for lines in labels for line in lines), default=0) * LETTER + GAP, 1)
