"""Law by checklist as a picture: threads that cross, and a knot where an instrument carries a checklist's questions.

Only geometry, in units of a view box; templates/toolkit/parts/carrying_picture.html draws it. Numbers are the table's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from toolkit.models import Instrument
from toolkit.presenters.carrying import CarryingTable

PITCH = 14  # between two threads
LETTER = 4.6  # of a label's width, on average
LONGEST = 34  # letters of a label
GAP = 6
BINDING = (Instrument.Force.BINDING, Instrument.Force.NATIONAL)


@dataclass(frozen=True)
class PlacedLabel:
    """Words beside the end of a thread."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class CarryingPicture:
    """`threads`, `binding` and `guidance` are data of SVG paths: the lattice, the knots of law that binds States, and
    those of guidance and commitments. Labels of `rows` end at their place, or `begin` there; `columns` have theirs
    rise."""

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
    names = [shorten(law.short) for law, _counts, _total in table.rows]
    heads = [shorten(checklist.title) for checklist in table.checklists]
    side, top = measure(names), measure(heads)
    width, height = side + len(heads) * PITCH, top + len(names) * PITCH
    start, end = (width - side, 0.0) if right_to_left else (side, width)
    turn = -1 if right_to_left else 1
    across = [round(start + turn * PITCH * (place + 0.5), 1) for place in range(len(heads))]
    down = [round(top + PITCH * (place + 0.5), 1) for place in range(len(names))]
    knots: dict[bool, list[str]] = {True: [], False: []}
    for y, (law, counts, _total) in zip(down, table.rows, strict=True):
        knots[law.force in BINDING] += [tie_knot(x, y, count) for x, count in zip(across, counts, strict=True)]
    return CarryingPicture(
        width=round(width, 1),
        height=round(height, 1),
        begin=right_to_left,
        rows=[PlacedLabel(name, round(start - turn * GAP, 1), y + 3) for name, y in zip(names, down, strict=True)],
        columns=[PlacedLabel(head, x + 3, round(top - GAP, 1)) for head, x in zip(heads, across, strict=True)],
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


def shorten(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def measure(labels: Iterable[str]) -> float:
    """The room that the longest of them takes."""
    return round(max(map(len, labels), default=0) * LETTER + GAP, 1)
