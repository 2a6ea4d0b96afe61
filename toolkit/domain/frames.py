"""Our own words around what is shown in another language: each carries its language.

While such a page is made, every translated word is put between two marks (`put_marks`), wherever templates, blocks and
models take it from; `resolve_marks` turns them into `lang` and `dir`.
"""

import re
from itertools import groupby

from toolkit.domain.tags import PIECES, TAG_NAME, VOID

# For private use: no text of ours or of editors holds them. RESUME goes on with our words after those of others.
START, END, RESUME = "\ue000", "\ue001", "\ue002"
RUNS = re.compile(f"([{START}{END}{RESUME}])")
LETTER = re.compile(r"[^\W\d_]")
OF_ITS_OWN = re.compile(r"\s(?:lang|dir)=")
# Elements that may carry the language of all that they hold.
HOLDERS = frozenset(
    "p li h1 h2 h3 h4 dt dd td th caption figcaption summary legend label button option a b span small title"
    " desc".split()
)
# Nothing but text may stand in these.
TEXT_ONLY = frozenset({"option", "textarea", "title", "desc", "text", "style", "script"})


def put_marks(words: str) -> str:
    """The first letter stays before its mark where it may become a capital later."""
    if not LETTER.search(words):
        return words
    first = words[:1] if words[:1].isalpha() and words[:1].upper() != words[:1].lower() else ""
    return f"{first}{START}{words[len(first) :]}{END}"


def except_words(words: str) -> str:
    """Words of others inside a sentence of ours."""
    return f"{END}{words}{RESUME}"


def remove_marks(text: str) -> str:
    return RUNS.sub("", text)


def resolve_marks(html: str, attributes: str) -> str:
    """`html` (well-formed, from our own templates) without marks: `attributes` (`lang="fa-AF" dir="rtl"`) stand on each
    element that holds marked words alone, and on an element of their own around others. In attributes the marks go."""
    return FrameResolver(html, attributes).resolve() if START in html else html


class OpenElement:
    def __init__(self, name: str, place: int, *, is_own: bool) -> None:
        self.name, self.place, self.is_own = name, place, is_own
        self.has_ours = self.has_others = False


class FrameResolver:
    def __init__(self, html: str, attributes: str) -> None:
        self.pieces = PIECES.split(html)
        self.attributes = attributes
        self.depth = 0
        self.open = [OpenElement("", -1, is_own=True)]
        self.elements: list[tuple[int, int]] = []
        self.ours: dict[int, list[tuple[str, bool]]] = {}  # pieces of text as runs, each with whether it is ours

    def resolve(self) -> str:
        for place, piece in enumerate(self.pieces):
            if found := TAG_NAME.match(piece):
                self.pieces[place] = remove_marks(piece)
                self.read_tag(found[2].lower(), is_end=bool(found[1]), place=place)
            elif piece:
                self.read_text(place, piece)
        for start, _end in self.elements:
            tag = self.pieces[start]
            self.pieces[start] = f"{tag[:-1].rstrip()} {self.attributes}>"
        covered = sorted(self.elements)
        for place, runs in self.ours.items():
            is_covered = any(start < place < end for start, end in covered)
            self.pieces[place] = "".join(text if is_covered or not own else self.wrap(text) for text, own in runs)
        return "".join(self.pieces)

    def read_text(self, place: int, piece: str) -> None:
        runs: list[tuple[str, bool]] = []
        for part in RUNS.split(piece):
            if part == START:
                self.depth += 1
                runs = move_first_letter(runs)
            elif part == RESUME:
                self.depth += 1
            elif part == END:
                self.depth = max(0, self.depth - 1)
            elif part:
                runs.append((part, self.depth > 0))
        runs = [("".join(text for text, _own in same), own) for own, same in groupby(runs, key=lambda run: run[1])]
        told = [own for text, own in runs if LETTER.search(text)]
        self.open[-1].has_ours |= any(told)
        self.open[-1].has_others |= not all(told)
        is_text_only = self.open[-1].name in TEXT_ONLY
        self.ours[place] = [(text, own and not is_text_only) for text, own in runs]

    def read_tag(self, name: str, *, is_end: bool, place: int) -> None:
        tag = self.pieces[place]
        if name in VOID or tag.endswith("/>"):
            return
        if not is_end:
            self.open.append(OpenElement(name, place, is_own=OF_ITS_OWN.search(tag) is not None))
            return
        if self.open[-1].name != name:
            return
        closed, above = self.open.pop(), self.open[-1]
        above.has_ours |= closed.has_ours and not closed.is_own
        above.has_others |= closed.has_others or closed.is_own
        if name in HOLDERS and closed.has_ours and not (closed.has_others or closed.is_own):
            self.elements = [one for one in self.elements if one[0] < closed.place] + [(closed.place, place)]

    def wrap(self, text: str) -> str:
        words = text.strip()
        if not LETTER.search(words):
            return text
        start = text.index(words)
        return f"{text[:start]}<span {self.attributes}>{words}</span>{text[start + len(words) :]}"


def move_first_letter(runs: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """What `put_marks` left before the mark belongs to it."""
    if not runs or not runs[-1][0][-1].isalpha() or runs[-1][1]:
        return runs
    text = runs[-1][0]
    before = [(text[:-1], False)] if text[:-1] else []
    return [*runs[:-1], *before, (text[-1], True)]
