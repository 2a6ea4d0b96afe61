"""English words inside a page of another language: told apart, so that a browser sets and speaks them as English."""

import re
from collections.abc import Collection
from html import unescape

from toolkit.domain.passages import TranslationGaps
from toolkit.domain.tags import PIECES, TAG_NAME, VOID

# Elements that hold one passage; larger ones hold several.
HOLDERS = frozenset("p li h1 h2 h3 h4 dt dd td th b a span summary figcaption caption legend label blockquote".split())
# What is in these is no text of the page, or may hold no element.
CLOSED = frozenset({"title", "style", "script", "option", "textarea"})
# "A. " and the like stand before a title in the same text.
BEFORE = re.compile(r"\s*[A-Z0-9]{1,3}\.\s+")
ATTRIBUTES = ' lang="en" dir="ltr" data-english'


def mark_gaps(html: str, gaps: TranslationGaps) -> str:
    """`html` (well-formed, from our own templates) with every passage that is not translated marked as English: on its
    element where that holds nothing else, else in one of its own. One scan, and none where nothing is missing."""
    return GapMarker(html, gaps.words).mark() if gaps.missing else html


class GapMarker:
    def __init__(self, html: str, words: Collection[str]) -> None:
        self.pieces = PIECES.split(html)
        self.words = words
        self.open: list[tuple[str, int]] = []  # names of open elements, and where they begin
        self.elements: list[tuple[int, int]] = []  # marked ones, from tag to tag
        self.texts: list[int] = []  # pieces of text that are a passage

    def mark(self) -> str:
        for place, piece in enumerate(self.pieces):
            if found := TAG_NAME.match(piece):
                self.read_tag(found[2].lower(), is_end=bool(found[1]) or piece.endswith("/>"), place=place)
            elif self.is_gap(piece) and not any(name in CLOSED for name, _start in self.open):
                self.texts.append(place)
        for start, _end in self.elements:
            if " lang=" not in self.pieces[start]:
                self.pieces[start] = self.pieces[start][:-1] + ATTRIBUTES + ">"
        for place in self.texts:
            if not any(start < place < end for start, end in self.elements):
                self.pieces[place] = wrap_text(self.pieces[place])
        return "".join(self.pieces)

    def read_tag(self, name: str, *, is_end: bool, place: int) -> None:
        if name in VOID:
            return
        if not is_end:
            self.open.append((name, place))
            return
        if not self.open or self.open[-1][0] != name:  # <use /> and the like
            return
        _name, start = self.open.pop()
        if name in HOLDERS and self.is_whole_gap(start, place):
            self.elements = [one for one in self.elements if one[0] < start] + [(start, place)]

    def is_whole_gap(self, start: int, end: int) -> bool:
        inside = self.pieces[start + 1 : end]
        return flatten_pieces(inside) in self.words

    def is_gap(self, text: str) -> bool:
        plain = flatten_pieces([text])
        return bool(plain) and (plain in self.words or BEFORE.sub("", plain, count=1) in self.words)


def flatten_pieces(pieces: list[str]) -> str:
    text = "".join(" " if piece.startswith("<br") else "" if piece.startswith("<") else piece for piece in pieces)
    return " ".join(unescape(text).split())


def wrap_text(piece: str) -> str:
    """Without the white space around it, and without the letter before it."""
    before = BEFORE.match(piece)
    start = before.end() if before else len(piece) - len(piece.lstrip())
    end = len(piece.rstrip())
    return f"{piece[:start]}<span{ATTRIBUTES}>{piece[start:end]}</span>{piece[end:]}"
