"""Say in words what none of our fonts can draw: an emoji in a note, a letter of another script.

Without this the file would show an empty box and break PDF/UA-1 (7.21.8: no character without a drawing), or look
different on each machine, by what other fonts it has. Only what is drawn changes: a field keeps its text as it was.
"""

import functools
import re
import unicodedata
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from fontTools.ttLib import TTFont

from .contract import FormControl
from .fingerprint import list_font_files

NOT_SHOWN = {"style", "script"}
# What joins or colours the emoji before it, and goes with it.
JOINERS = {"\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))}
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
LAST_KNOWN_PLANE = 0x30000  # no font of ours has anything behind it
INVISIBLE = {"Cf", "Cc", "Zl", "Zp", "Zs"}  # nothing is drawn for them, with or without a font
ISOLATE, END_OF_IT = "\u2068", "\u2069"  # brackets of a description stand on their own side in any line


def describe_undrawn(root: Any, controls: Mapping[str, FormControl]) -> None:
    """Replace in the tree, and in what its fields show, whatever no font of ours has."""
    for element in root.iter():
        if element.tag not in NOT_SHOWN:
            element.text = describe(element.text)
        element.tail = describe(element.tail)
    for control in controls.values():
        control.shown = describe(control.shown) or ""


def describe(text: str | None) -> str | None:
    """`text` with “[grinning face]” for an emoji, “[flag AF]” for a flag, “[Hangul, 5 letters]” for a word."""
    pattern = _pattern()
    return pattern.sub(_described, text) if text and not text.isascii() else text


def _described(found: re.Match[str]) -> str:
    pieces = []
    for kind, group in groupby((letter for letter in found[0] if letter not in JOINERS), key=_kind):
        pieces += _name_all(kind, list(group))
    return "".join(f"{ISOLATE}[{piece}]{END_OF_IT}" for piece in pieces)


def _kind(letter: str) -> str:
    if ord(letter) in FLAG_LETTERS:
        return "flag"
    return "letter" if unicodedata.category(letter)[0] in "LM" else "sign"


def _name_all(kind: str, letters: list[str]) -> list[str]:
    if kind == "flag":
        code = "".join(chr(ord(letter) - FLAG_LETTERS.start + ord("A")) for letter in letters)
        return [f"flag {code[at : at + 2]}" for at in range(0, len(code), 2)]
    if kind == "letter":
        script = unicodedata.name(letters[0], "unknown script").split()[0]
        return [
            f"{script.capitalize()} letter" if len(letters) == 1 else f"{script.capitalize()}, {len(letters)} letters"
        ]
    return [unicodedata.name(letter, "sign").lower() for letter in letters]


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Finds runs of characters that no font of ours can draw, with what joins them. Made once a process."""
    known = _drawable()
    runs, start = [], None
    for code in range(0x80, LAST_KNOWN_PLANE):
        if _is_missing(code, known):
            start = code if start is None else start
        elif start is not None:
            runs.append((start, code - 1))
            start = None
    runs.append((LAST_KNOWN_PLANE if start is None else start, 0x10FFFF))
    missing = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in runs)
    joiners = "".join(sorted(JOINERS))
    return re.compile(f"[{missing}][{missing}{joiners}]*")


def _is_missing(code: int, known: set[int]) -> bool:
    return code not in known and unicodedata.category(chr(code)) not in INVISIBLE and not 0xD800 <= code < 0xE000


def _drawable() -> set[int]:
    """The characters of our families; a bold face has what its regular one has."""
    found: set[int] = set()
    for file in list_font_files():
        with TTFont(file, lazy=True) as face:
            found.update(face.getBestCmap() or {})
    return found
