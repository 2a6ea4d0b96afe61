"""Three versions of a part: the parent's then, the parent's now, ours. Pure functions on a block's raw value (JSON).

Dicts are compared key by key, lists whose items have ids (what Wagtail's list and stream blocks save) item by item,
everything else as a whole. Nothing that somebody wrote disappears: where both sides changed the same field, it is a
conflict that somebody decides; until then ours stands.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.utils.html import strip_tags

from toolkit.domain.spelling import ABSENT, Json, is_empty, normalize_value

Path = tuple[str, ...]
LINE_ENDS = re.compile(r"</(?:p|li|h\d|blockquote|tr)>|<br ?/?>")


class FieldState(StrEnum):
    SAME = "same"
    THEIRS = "theirs"  # only the parent changed it
    OURS = "ours"  # only we did
    BOTH = "both"  # both did, in the same way
    CONFLICT = "conflict"


class MergeSide(StrEnum):
    THEIRS = "theirs"
    OURS = "ours"


# What a field becomes if nobody chooses.
USUAL = {
    FieldState.SAME: MergeSide.OURS,
    FieldState.THEIRS: MergeSide.THEIRS,
    FieldState.OURS: MergeSide.OURS,
    FieldState.BOTH: MergeSide.OURS,
}


@dataclass(frozen=True)
class MergeField:
    """One leaf in its three versions. `path` leads to it: keys, and ids of items."""

    path: Path
    base: Json
    theirs: Json
    ours: Json

    @property
    def key(self) -> str:
        """Its name in a form."""
        return "/".join(self.path)

    @property
    def state(self) -> FieldState:
        if is_same_content(self.theirs, self.base):
            return FieldState.SAME if is_same_content(self.ours, self.base) else FieldState.OURS
        if is_same_content(self.ours, self.base):
            return FieldState.THEIRS
        return FieldState.BOTH if is_same_content(self.ours, self.theirs) else FieldState.CONFLICT

    def chosen(self, choices: Mapping[str, str]) -> Json:
        """The side that somebody chose, else the one that changed, else ours."""
        side = choices.get(self.key) or USUAL.get(self.state, MergeSide.OURS)
        return self.theirs if side == MergeSide.THEIRS else self.ours


def is_same_content(one: Json, other: Json) -> bool:
    """Whether two versions say the same."""
    one, other = normalize_value(one), normalize_value(other)
    return one == other or (is_empty(one) and is_empty(other))


def compare_fields(base: Json, theirs: Json, ours: Json, path: Path = ()) -> Iterator[MergeField]:
    """Every leaf, in reading order, those of the parent's that we lack where the parent has them."""
    pairs = inside(base, theirs, ours)
    if pairs is None:
        yield MergeField(path, base, theirs, ours)
    else:
        for key, (before, now, own) in pairs:
            yield from compare_fields(before, now, own, (*path, key))


def inside(base: Json, theirs: Json, ours: Json) -> list[tuple[str, tuple[Json, Json, Json]]] | None:
    """What three dicts, or three lists of items with ids, hold under each key; None for a leaf."""
    if all(has_ids(value) for value in (base, theirs, ours)):
        base, theirs, ours = by_id(base), by_id(theirs), by_id(ours)
    if not all(isinstance(value, dict) for value in (base, theirs, ours)):
        return None
    keys = order(list(base), list(theirs), list(ours))
    return [(key, (base.get(key, ABSENT), theirs.get(key, ABSENT), ours.get(key, ABSENT))) for key in keys]


def find_changed_fields(base: Json, theirs: Json, ours: Json) -> list[MergeField]:
    """The leaves that anybody changed."""
    return [field for field in compare_fields(base, theirs, ours) if field.state != FieldState.SAME]


def merge_versions(
    base: Json, theirs: Json, ours: Json, choices: Mapping[str, str] | None = None, path: Path = ()
) -> Json:
    """One version out of three. `choices` (a field's key -> a side) decides; ABSENT where the whole part goes."""
    pairs = inside(base, theirs, ours)
    if pairs is None:
        return MergeField(path, base, theirs, ours).chosen(choices or {})
    merged = {key: merge_versions(before, now, own, choices, (*path, key)) for key, (before, now, own) in pairs}
    kept = {key: value for key, value in merged.items() if value is not ABSENT}
    return list(kept.values()) if isinstance(ours, list) else kept


def has_ids(value: Json) -> bool:
    """A list whose items are known by their ids; an empty one may become one."""
    if not isinstance(value, list):
        return False
    ids = [item.get("id") for item in value if isinstance(item, dict)]
    return len(ids) == len(value) == len(set(filter(is_name, ids)))


def is_name(value: Json) -> bool:
    return isinstance(value, str) and value != ""


def by_id(items: list[Json]) -> dict[str, Json]:
    return {item["id"]: item for item in items}


def order(base: list[str], theirs: list[str], ours: list[str]) -> list[str]:
    """All ids once. Who moved things has the say (we, if both did); what the other added comes after its neighbour."""
    lead, other = (theirs, ours) if ours == base or (moved(base, theirs) and not moved(base, ours)) else (ours, theirs)
    placed = list(lead)
    for side in (other, base):
        for place, key in enumerate(side):
            if key not in placed:
                placed.insert(placed.index(side[place - 1]) + 1 if place else 0, key)
    return placed


def moved(base: list[str], side: list[str]) -> bool:
    """Whether what both have stands in another order."""
    return [key for key in side if key in base] != [key for key in base if key in side]


def extract_texts(value: Json) -> Iterator[str]:
    """What somebody wrote in it, without kinds and ids."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from extract_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("id", "type"):
                yield from extract_texts(item)
    elif value is not None and value is not ABSENT:
        yield str(value)


def format_readable(value: Json) -> str:
    """A leaf as plain text, a line each; formatted text without its tags."""
    return "\n".join(filter(None, (plain(text) for text in extract_texts(value))))


def plain(text: str) -> str:
    if "</" not in text and "<br" not in text:
        return text.strip()
    lines = strip_tags(LINE_ENDS.sub("\n", text)).splitlines()
    return "\n".join(html.unescape(line).strip() for line in lines if line.strip())


class DiffMark(StrEnum):
    SAME = "same"
    OUT = "out"
    IN = "in"


def diff_words(before: str, after: str) -> list[tuple[DiffMark, str]]:
    """What to strike out of `before` and to put in for `after`, word by word."""
    old, new = words(before), words(after)
    found: list[tuple[DiffMark, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pieces = [(DiffMark.SAME, old[a:b])] if kind == "equal" else [(DiffMark.OUT, old[a:b]), (DiffMark.IN, new[c:d])]
        found += [(mark, "".join(piece)) for mark, piece in pieces if piece]
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+", text)
