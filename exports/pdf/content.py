"""Say the same with fewer bytes: what pages draw is the largest part of a file of ours.

WeasyPrint saves and restores the graphics state around every box, repeats what is set already, writes glyphs as
digits, and marks every line of a paragraph by itself. A page that holds an operator not named here stays as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import pydyf

from .unwritten import get_object, iterate_pages

TOKEN = re.compile(
    rb"<<(?:<[0-9a-fA-F]*>|\((?:\\.|[^\\)])*\)|[^<>(])*>>|\[(?:<[0-9a-fA-F]*>|[^<>\]])*\]|\((?:\\.|[^\\)])*\)"
    rb"|<[0-9a-fA-F]*>|[^\s\[\]<>()]+",
    re.S,
)
COLOURS = {b"rg": "fill", b"g": "fill", b"k": "fill", b"RG": "stroke", b"G": "stroke", b"K": "stroke"}
SPACES = {b"cs": "fill", b"CS": "stroke"}
IN_SPACE = {b"sc": "fill", b"scn": "fill", b"SC": "stroke", b"SCN": "stroke"}
LINES = {b"w": "width", b"d": "dash", b"J": "cap", b"j": "join", b"M": "mitre"}
TYPE = {b"Tf": "font", b"Tr": "mode"}
SETTINGS = {**COLOURS, **SPACES, **IN_SPACE, **LINES, **TYPE}
BINDING = {b"cm", b"W", b"W*"}  # what only Q undoes
OPENING = {b"m", b"re", b"Do", b"sh", b"TJ", b"Tj"}  # before these, everything must be set
KNOWN = {*b"q Q gs BT ET Tm Td BMC BDC EMC l c v y h S s f f* B B* b b* n".split(), *BINDING, *OPENING, *SETTINGS}
WRITING = {*b"BT ET Tm TJ Tj gs".split(), *SETTINGS}
UPRIGHT = (b"1", b"0", b"0", b"-1")  # the page's own y axis points down
MARK = re.compile(rb"<<\s*/MCID (\d+)\s*>>")
GLYPHS = re.compile(rb"<((?:[0-9a-fA-F]{4})+)>")
SPECIAL = re.compile(rb"[\\()]")
# Ten units and more, so positions and type sizes; a hundredth of a pixel is enough for those. Factors of a matrix
# are smaller and keep their digits.
POSITION = re.compile(rb"(\d\d\.\d\d)\d+")


class DrawingOperation(NamedTuple):
    """One operator with its operands."""

    operator: bytes
    operands: tuple[bytes, ...] = ()

    def written(self) -> bytes:
        """Glyphs as bytes instead of digits."""
        text = b" ".join((*self.operands, self.operator))
        return GLYPHS.sub(_literal, text) if self.operator in (b"TJ", b"Tj") else text


type Setting = tuple[DrawingOperation, ...]  # a colour space and the colour in it, or one step
STARTS: dict[str, Setting] = {
    "fill": (DrawingOperation(b"g", (b"0",)),),
    "stroke": (DrawingOperation(b"G", (b"0",)),),
    "width": (DrawingOperation(b"w", (b"1",)),),
    "dash": (DrawingOperation(b"d", (b"[]", b"0")),),
    "cap": (DrawingOperation(b"J", (b"0",)),),
    "join": (DrawingOperation(b"j", (b"0",)),),
    "mitre": (DrawingOperation(b"M", (b"10",)),),
    "font": (),
    "mode": (DrawingOperation(b"Tr", (b"0",)),),
}


class UnknownError(Exception):
    """The page does something that this module cannot judge."""


def shorten_pages(pdf: pydyf.PDF, may_join: Callable[[bytes, int, int], bool]) -> list[tuple[bytes, int]]:
    """Shorten each page's drawing; return the content ids that are now part of the one before, by page reference.

    `may_join(page, one, other)` says whether content id `other` goes on where `one` ends.
    """
    joined: list[tuple[bytes, int]] = []
    for reference, page, drawing in iterate_pages(pdf):
        content = b"\n".join(map(_written, drawing.stream))
        content = POSITION.sub(rb"\1", content.replace(b">0<", b"").replace(b">0]", b">]"))
        drawing.stream = [content]
        try:
            steps = list(_settled(list(_steps(content)), get_object(pdf, page["Resources"])["ExtGState"]))
        except UnknownError:
            continue
        steps, gone = _joined(steps, partial(may_join, reference))
        joined += [(reference, content_id) for content_id in gone]
        drawing.stream = [step.written() for step in _strung(steps)]
    return joined


def _written(item: Any) -> bytes:
    """One item of a drawing: an operator with its operands, a tag or its properties."""
    return item if isinstance(item, bytes) else item.data if isinstance(item, pydyf.Object) else item.encode()


def _steps(content: bytes) -> Iterator[DrawingOperation]:
    """Read a page's operators. Raises UnknownError for one that is not named above."""
    operands: list[bytes] = []
    step = partial(
        tuple.__new__, DrawingOperation
    )  # a page has a thousand: a NamedTuple's own way to be made costs most of this
    for token in TOKEN.findall(content):
        if token in KNOWN:
            yield step((token, tuple(operands)))
            operands = []
        elif token[:1].isalpha() or token[:1] in b"'\"":
            raise UnknownError(token)
        else:
            operands.append(token)


def _opacities(states: Mapping[str, Any]) -> tuple[dict[bytes, tuple[str, Setting]], dict[str, Setting]]:
    """What each named graphics state sets, where that is one opacity, and the settings that mean none."""
    found: dict[bytes, tuple[str, Setting]] = {}
    same: dict[tuple[str, float], Setting] = {}
    for name, state in states.items():
        keys = [key for key in state if key != "Type"]
        if keys in (["ca"], ["CA"]):
            operand = f"/{name}".encode()
            setting = same.setdefault((keys[0], float(state[keys[0]])), (DrawingOperation(b"gs", (operand,)),))
            found[operand] = (keys[0], setting)
    return found, {kind: same.get((kind, 1.0), ()) for kind in ("ca", "CA")}


def _settled(steps: list[DrawingOperation], states: Mapping[str, Any]) -> Iterator[DrawingOperation]:
    """Leave out each q and Q that only puts settings back, and settings that are in force or come to nothing."""
    kept = _binding_pairs(steps)
    opacities, none = _opacities(states)
    wanted: dict[str, Setting] = {**STARTS, **none}
    real = wanted.copy()
    stack: list[tuple[dict[str, Setting], dict[str, Setting]]] = []
    for number, step in enumerate(steps):
        if step.operator == b"q":
            stack.append((wanted.copy(), real.copy()))
        elif step.operator == b"Q":
            wanted, before = stack.pop()
            real = before if number in kept else real
        elif step.operator == b"gs":
            if step.operands[0] not in opacities:
                raise UnknownError(step.operands[0])
            kind, setting = opacities[step.operands[0]]
            wanted[kind] = setting
        elif kind := SETTINGS.get(step.operator, ""):
            wanted[kind] = (*wanted[kind][:1], step) if step.operator in IN_SPACE else (step,)
        else:
            if step.operator in OPENING:
                yield from _catch_up(real, wanted, writes=step.operator in (b"TJ", b"Tj"))
            yield step
        if number in kept:
            yield step


def _binding_pairs(steps: list[DrawingOperation]) -> set[int]:
    """The places of each q and Q around something that only they undo. Raises UnknownError where they do not pair."""
    kept: set[int] = set()
    opened: list[int] = []
    for number, step in enumerate(steps):
        if step.operator == b"q":
            opened.append(number)
        elif step.operator == b"Q":
            if not opened:
                raise UnknownError(step.operator)
            if opened.pop() in kept:
                kept.add(number)
        elif step.operator in BINDING and opened:
            kept.add(opened[-1])
    if opened:
        raise UnknownError(b"q")
    return kept


def _catch_up(real: dict[str, Setting], wanted: dict[str, Setting], *, writes: bool) -> Iterator[DrawingOperation]:
    """Set what differs. Raises UnknownError where nothing sets it: full opacity that no state names."""
    for kind, setting in wanted.items():
        if real[kind] == setting or (kind in TYPE.values() and not writes):
            continue
        if not setting:
            raise UnknownError(kind)
        real[kind] = setting
        yield from setting


def _joined(
    steps: list[DrawingOperation], may_join: Callable[[int, int], bool]
) -> tuple[list[DrawingOperation], list[int]]:
    """Let marked content that follows at once, and belongs to the same element, go on in the one before."""
    kept: list[DrawingOperation] = []
    gone: list[int] = []
    opened: list[tuple[bytes, int] | None] = []  # tag and latest content id; None for an artifact or actual text
    closed: tuple[bytes, int] | None = None  # what the step before closed
    for step in steps:
        before, closed = closed, None
        if step.operator in (b"BDC", b"BMC"):
            mark = MARK.fullmatch(step.operands[-1])
            now = (step.operands[0], int(mark[1])) if mark else None
            opened.append(now)
            if now and before and now[0] == before[0] and may_join(before[1], now[1]):
                kept.pop()
                gone.append(now[1])
                continue
        elif step.operator == b"EMC":
            closed = opened.pop()
        kept.append(step)
    return kept, gone


def _strung(steps: list[DrawingOperation]) -> Iterator[DrawingOperation]:
    """Let marked text that follows at once share one text object; where it stands is told by the way from the last."""
    place: tuple[int, int] | None = None  # of the last text, in hundredths
    opened = False
    number = 0
    while number < len(steps):
        end = _end_of_text(steps, number)
        if not end:
            if opened:
                yield DrawingOperation(b"ET")
            opened, end = False, number + 1
            yield steps[number]
        else:
            if not opened:
                yield DrawingOperation(b"BT")
                place = None
            opened = True
            for step in steps[number:end]:
                if step.operator == b"Tm":
                    step, place = _moved(step, place)
                if step.operator not in (b"BT", b"ET"):
                    yield step
        number = end
    if opened:
        yield DrawingOperation(b"ET")


def _end_of_text(steps: list[DrawingOperation], start: int) -> int:
    """The place after marked content that begins here and holds text only; 0 for anything else."""
    if steps[start].operator != b"BDC":
        return 0
    for number in range(start + 1, len(steps)):
        if steps[number].operator == b"EMC":
            return number + 1
        if steps[number].operator not in WRITING:
            return 0
    return 0


def _moved(step: DrawingOperation, place: tuple[int, int] | None) -> tuple[DrawingOperation, tuple[int, int] | None]:
    """A text's place to a hundredth of a pixel, told from the last one where both stand upright; and where it is."""
    *shape, x, y = step.operands
    if tuple(shape) != UPRIGHT:
        return step, None
    now = (round(float(x) * 100), round(float(y) * 100))
    if place is None:
        return DrawingOperation(b"Tm", (*UPRIGHT, _points(now[0]), _points(now[1]))), now
    return DrawingOperation(b"Td", (_points(now[0] - place[0]), _points(place[1] - now[1]))), now


def _points(hundredths: int) -> bytes:
    return (b"%.2f" % (hundredths / 100)).rstrip(b"0").rstrip(b".")


def _literal(match: re.Match[bytes]) -> bytes:
    """Two bytes a glyph. A bare carriage return would be read as a line feed."""
    glyphs = bytes.fromhex(match[1].decode())
    return b"(%s)" % SPECIAL.sub(rb"\\\g<0>", glyphs).replace(b"\r", rb"\r")
