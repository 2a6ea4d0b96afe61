"""Which words of a passage changed: for people who translated the older one."""

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

WORD = re.compile(r"\s+|[^\s\w]|\w+")
MOST = 4000  # words and marks; what is longer is shown as all new


class Piece(NamedTuple):
    """Words in a row that are in both, that are gone or that are new."""

    kind: Literal["same", "gone", "new"]
    text: str


def compare_words(older: str, newer: str) -> list[Piece]:
    """The newer passage in pieces, with what is gone from the older one where it stood. Joined without what is gone
    they are the newer passage, without what is new the older."""
    one, other = WORD.findall(older), WORD.findall(newer)
    if len(one) + len(other) > MOST:
        return [piece for piece in (Piece("gone", older), Piece("new", newer)) if piece.text]
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(one[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(one[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(other[c:d])))
    return pieces
