"""A small line chart as SVG: both axes by powers of ten, each line with a mark and a dash of its own, and its name.

Told apart without colour, and readable on light and dark ground: the picture brings its own paper.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 920, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 330, 54, 60  # room for numbers, names, heading, sizes
INK, PAPER, RULE = "#1c2430", "#ffffff", "#d5dae1"
COLOURS = ["#0b5c8a", "#a8480f", "#2f6b2f", "#7a2f7a", "#8a1c2f", "#4c4c9e", "#6b5a00", "#00695f", "#444444", "#96407a"]
DASHES = ["", "7 4", "2 4", "10 3 2 3"]
LABEL_STEP = 17  # pixels between two names


@dataclass(frozen=True)
class Curve:
    name: str
    points: list[tuple[float, float]]  # size, milliseconds


def draw_chart(title: str, sizes_are: str, curves: list[Curve]) -> str:
    """The whole picture. Raises ValueError where there is nothing to draw."""
    sizes = sorted({x for curve in curves for x, _y in curve.points})
    values = [y for curve in curves for _x, y in curve.points if y > 0]
    if not sizes or not values:
        raise ValueError("There is nothing to draw.")
    frame = Frame(sizes[0], sizes[-1], *decades(values))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-labelledby="title description" font-family="sans-serif" font-size="13" fill="{INK}">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="description">{escape(told(curves, sizes_are))}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
            f'<text x="{LEFT}" y="26" font-size="17" font-weight="bold">{escape(title)}</text>',
            *axes(frame, sizes, sizes_are),
            *lines(frame, curves),
            "</svg>",
            "",
        ]
    )


def told(curves: list[Curve], sizes_are: str) -> str:
    """The picture in words: where each line begins and ends."""
    parts = [
        f"{curve.name}: {curve.points[0][1]:,.0f} ms at {curve.points[0][0]:,.0f} {sizes_are},"
        f" {curve.points[-1][1]:,.0f} ms at {curve.points[-1][0]:,.0f}"
        for curve in curves
    ]
    return f"Milliseconds by number of {sizes_are}, both by powers of ten. " + "; ".join(parts) + "."


def decades(values: list[float]) -> tuple[float, float]:
    """The powers of ten around all values, at least one apart."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return 10.0**low, 10.0 ** max(high, low + 1)


@dataclass(frozen=True)
class Frame:
    """Where a size and a value stand in the picture."""

    first: float
    last: float
    low: float
    high: float

    def x(self, size: float) -> float:
        span = math.log(self.last / self.first) if self.last > self.first else 1
        return round(LEFT + (WIDTH - LEFT - RIGHT) * math.log(size / self.first) / span, 1)

    def y(self, value: float) -> float:
        share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share, 1)


def axes(frame: Frame, sizes: list[float], sizes_are: str) -> Iterator[str]:
    value = frame.low
    while value <= frame.high * 1.001:
        y = frame.y(value)
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{RULE}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g} ms</text>'
        value *= 10
    for size in sizes:
        x = frame.x(size)
        yield f'<path d="M{x} {TOP}V{HEIGHT - BOTTOM}" stroke="{RULE}"/>'
        yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,.0f}</text>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 16}" text-anchor="middle">{escape(sizes_are)}</text>'


def lines(frame: Frame, curves: list[Curve]) -> Iterator[str]:
    """Each line, its marks, and its name at its end, moved up or down where two would stand in one another."""
    places = spread_labels([frame.y(curve.points[-1][1]) for curve in curves])
    for number, curve in enumerate(curves):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        points = [(frame.x(x), frame.y(y)) for x, y in curve.points]
        way = " ".join(f"{x},{y}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        yield f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>'
        for x, y in points:
            yield mark(number, x, y, colour)
        (x, y), at = points[-1], places[number]
        yield f'<path d="M{x + 6} {y}L{x + 20} {at}" stroke="{colour}" fill="none"/>'
        words = f"{curve.name}, {curve.points[-1][1]:,.0f} ms"
        yield f'<text x="{x + 24}" y="{at + 4}" fill={quoteattr(colour)}>{escape(words)}</text>'


def mark(number: int, x: float, y: float, colour: str) -> str:
    shapes = [
        f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>',
        f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" fill="{colour}"/>',
        f'<path d="M{x} {y - 5}L{x + 5} {y + 4}H{x - 5}Z" fill="{colour}"/>',
        f'<path d="M{x} {y - 5}L{x + 5} {y}L{x} {y + 5}L{x - 5} {y}Z" fill="{colour}"/>',
    ]
    return shapes[number % len(shapes)]


def spread_labels(wanted: list[float]) -> list[float]:
    """Places at least LABEL_STEP apart and inside the picture, in the order of those that were wanted."""
    order = sorted(range(len(wanted)), key=lambda number: wanted[number])
    places: dict[int, float] = {}
    floor = TOP - 8.0
    for number in order:
        places[number] = floor = max(wanted[number], floor + LABEL_STEP if places else floor)
    ceiling = HEIGHT - BOTTOM + 4.0
    for number in reversed(order):
        places[number] = ceiling = min(places[number], ceiling)
        ceiling -= LABEL_STEP
    return [places[number] for number in range(len(wanted))]
