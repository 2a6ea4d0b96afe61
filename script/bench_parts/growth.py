"""What becomes slower when there is more: pages, files, members. Measured, drawn, and said where it stops scaling."""

import math
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from script.bench_parts import plot, sizes
from script.bench_parts.asking import run_inside
from script.bench_parts.page import ROOT
from tests.journeys.portal import Portal

PICTURES = ROOT / "docs/pictures"
LONGEST = 1500  # seconds for one of the three
SLOW = 500  # milliseconds: from here on a reader notices, and this part has stopped scaling
# Where ten times as much takes more than this, time grows nearly as fast as the number.
LINEAR = 5.0


@dataclass(frozen=True)
class GrowthKind:
    step: str
    title: str
    sizes_are: str
    sizes: list[int]


KINDS = [
    GrowthKind("grow_pages", "Pages", "pages", sizes.PAGES),
    GrowthKind("grow_exports", "Files in the ledger", "exports", sizes.EXPORTS),
    GrowthKind("grow_members", "Members of the network", "members", sizes.MEMBERS),
]


@dataclass(frozen=True)
class GrowthRow:
    """One part: milliseconds and statements at each size."""

    name: str
    ms: list[float]
    sql: list[float]

    def times(self) -> float:
        """By how much the last step of growth slowed it down."""
        return self.ms[-1] / self.ms[-2] if len(self.ms) > 1 and self.ms[-2] else 1.0

    def verdict(self, grown: list[int]) -> str:
        """In words, and where it is going to be SLOW, for what grows with the number."""
        if len(self.sql) > 1 and self.sql[-1] > 1.5 * self.sql[-2] + 2:
            return f"asks more: {self.sql[-2]:.0f} to {self.sql[-1]:.0f} statements"
        if self.ms[-1] >= SLOW and self.ms[-1] < 2 * self.ms[0]:
            return "slow at any size"
        if self.ms[-1] >= SLOW:
            return f"**stops scaling** at about {self.limit(grown):,.0f}"
        if self.times() >= LINEAR:
            return f"grows with the number; {SLOW} ms at about {self.limit(grown):,.0f}"
        return "flat" if self.ms[-1] < 2 * self.ms[0] + 5 else f"grows slowly, {self.times():.1f} x in the last step"

    def limit(self, grown: list[int]) -> float:
        """Where the line through the last two sizes reaches SLOW, to two digits."""
        if len(self.ms) < 2:
            return grown[-1]
        slope = (self.ms[-1] - self.ms[-2]) / (grown[-1] - grown[-2])
        if slope <= 0:
            return math.inf
        reached = max(grown[-1] + (SLOW - self.ms[-1]) / slope, grown[0])
        digits = 1 - math.floor(math.log10(reached))
        return round(reached, digits)


def build_rows(found: dict[str, dict[str, list[float]]]) -> list[GrowthRow]:
    return [GrowthRow(name, numbers["ms"], numbers["sql"]) for name, numbers in found.items() if numbers["sql"]]


def format_table(kind: GrowthKind, rows: list[GrowthRow]) -> Iterator[str]:
    """The picture's twin: the same numbers in a table."""
    heads = [f"{size:,}" for size in kind.sizes]
    yield f"| ms (statements) at so many {kind.sizes_are} | {' | '.join(heads)} | |"
    yield f"|---|{'---:|' * len(heads)}---|"
    for row in rows:
        cells = [f"{ms:,.0f} ({sql:.0f})" for ms, sql in zip(row.ms, row.sql, strict=True)]
        yield f"| {row.name} | {' | '.join(cells)} | {row.verdict(kind.sizes)} |"


def format_section(kind: GrowthKind, rows: list[GrowthRow], filled: str) -> str:
    picture = f"![{kind.title}: the numbers of the table below as lines](pictures/growth-{kind.sizes_are}.svg)"
    return "\n".join([f"### {kind.title}", "", picture, "", *format_table(kind, rows), "", filled, ""])


def measure_growth(portal: Portal, *, draw: bool) -> str:
    """All three, one after the other, in one database. What breaks off is told, and the others go on."""
    said = (
        "Medians of whole requests or steps, made anew each time, in one warm process; in brackets the SQL statements."
        " All three grow in one database, filled by bulk inserts; members come last."
        f" “Stops scaling” means {SLOW} ms.\n"
    )
    return "\n".join([said, *(of_kind(portal, kind, draw) for kind in KINDS)])


def of_kind(portal: Portal, kind: GrowthKind, draw: bool) -> str:
    print(f"\nGrowth: {kind.title}", flush=True)
    try:
        words = [kind.step, *map(str, kind.sizes)]
        found: dict[str, Any] = run_inside(portal, *words, seconds=LONGEST, CELERY_BROKER_URL="memory://")
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        return f"### {kind.title}\n\nNot measured: the run broke off ({type(error).__name__}).\n"
    rows = build_rows(found)
    print("\n".join(format_table(kind, rows)), flush=True)
    if draw:
        curves = [plot.Curve(row.name, list(zip(kind.sizes, row.ms, strict=True))) for row in rows]
        picture = plot.draw_chart(f"{kind.title}: milliseconds", kind.sizes_are, curves)
        (PICTURES / f"growth-{kind.sizes_are}.svg").write_text(picture)
    seconds = sum(found["(filling)"]["ms"]) / 1000
    return format_section(kind, rows, f"Filling and measuring took {seconds:.0f} s.")
