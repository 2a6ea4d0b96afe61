"""A page as passages: pieces of words, each under a path that is the same in every language.

Two languages stand side by side by these paths, and a translation with gaps is found by them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from toolkit.domain.wording import REFERENCE

# What a text written by editors consists of; each becomes a passage of its own.
PIECE = re.compile(r"<(p|h3|li)\b[^>]*>(.*?)</\1>|<(ol|ul)\b", re.DOTALL)
INLINE = re.compile(r"</?(?:p|h3|li|ol|ul)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
BREAK = re.compile(r"<br\b[^>]*>")
BETWEEN_PARAGRAPHS = re.compile(r"\n\s*\n")
LETTER = re.compile(r"[^\W\d_]")
LATIN = re.compile(r"[A-Za-z]")
# Languages whose own words stand in Latin letters: one or two may be the same as in English.
IN_LATIN = frozenset({"fr"})
SAME_BY_CHANCE = 3  # words


@dataclass(frozen=True, kw_only=True)
class Passage:
    """`tag` is the HTML element it is set in; "li" with its place in `number` where that counts, else 0. `label` says
    what it is ("Why we ask"), `code` how people call it ("A1", "W03"). `cites`: primary keys of provisions, then it
    has no words of its own. `is_spoken`: said to a person."""

    path: str
    words: str = ""
    is_rich: bool = False
    tag: str = "p"
    number: int = 0
    label: str = ""
    code: str = ""
    cites: tuple[int, ...] = ()
    is_spoken: bool = False

    @property
    def anchor(self) -> str:
        """Its address inside the page: the same in every language, and after an edit of other passages."""
        return "p" + hashlib.sha256(self.path.encode()).hexdigest()[:7]

    @property
    def is_whole_text(self) -> bool:
        """Of several paragraphs, which stand in no paragraph."""
        return self.is_rich and INLINE.search(self.words) is not None

    @property
    def plain(self) -> str:
        """Its words without markup, on one line."""
        return flatten_words(self.words)


@dataclass(frozen=True)
class PassagePair:
    """One passage in two languages; None on the side that has no counterpart."""

    one: Passage | None
    two: Passage | None

    @property
    def either(self) -> Passage:
        found = self.one or self.two
        assert found is not None
        return found


def flatten_words(text: str) -> str:
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", text))).split())


def split_rich(passage: Passage) -> list[Passage]:
    """A text as its paragraphs, headings and items of lists. What is none of these stays whole."""
    pieces: list[Passage] = []
    is_ordered, number = False, 0
    for found in PIECE.finditer(passage.words):
        if found[3]:
            is_ordered, number = found[3] == "ol", 0
            continue
        number += 1
        words = INLINE.sub("", found[2])
        if flatten_words(words):
            counted = number if found[1] == "li" and is_ordered else 0
            path = f"{passage.path}/{len(pieces)}"
            pieces.append(replace(passage, path=path, words=words, tag=found[1], number=counted))
    return pieces or [passage]


def pair_passages(one: Iterable[Passage], two: Iterable[Passage]) -> list[PassagePair]:
    """In the order of the first; what only the second has stands behind what it follows there."""
    left, right = {row.path: row for row in one}, {row.path: row for row in two}
    order = list(left)
    before: str | None = None
    for path in right:
        if path not in left:
            order.insert(order.index(before) + 1 if before else 0, path)
        before = path
    return [pair for path in order for pair in split_pair(left.get(path), right.get(path))]


def split_pair(one: Passage | None, two: Passage | None) -> Iterator[PassagePair]:
    """Paragraph by paragraph where both have the same ones, else the whole text beside the whole text."""
    found = one or two
    if found is None or not found.is_rich:
        yield PassagePair(one, two)
        return
    left, right = (split_rich(side) if side else [] for side in (one, two))
    if one and two and [row.tag for row in left] != [row.tag for row in right]:
        yield PassagePair(one, two)
        return
    for place in range(max(len(left), len(right))):
        yield PassagePair(left[place] if left else None, right[place] if right else None)


def is_untranslated(words: str, english: str, language: str) -> bool:
    """Whether words in `language` are still the English ones, though there is something to translate."""
    if words != english or not LETTER.search(words) or REFERENCE.fullmatch(words):
        return False
    if language in IN_LATIN:
        return len(re.findall(r"[^\W\d_]+", words)) > SAME_BY_CHANCE
    return LATIN.search(words) is not None


def is_of_script(words: str, language: str | None) -> bool:
    """Whether words may be of this language: nothing can be told of two that are written in Latin letters."""
    return language in IN_LATIN or any(not LATIN.match(letter) for letter in LETTER.findall(words))


@dataclass(frozen=True)
class TranslationGaps:
    """How much of a page is translated, and the English words that stand where a translation would."""

    total: int
    words: frozenset[str]  # as `flatten_words` gives them
    missing: int

    @property
    def translated(self) -> int:
        return self.total - self.missing


def find_gaps(pairs: Iterable[PassagePair], language: str) -> TranslationGaps:
    """`pairs` of a translation and its English original."""
    told = [(pair.one, pair.two.plain if pair.two else "") for pair in pairs if pair.one and pair.one.words]
    missing = [own for own, english in told if is_untranslated(own.plain, english, language)]
    words = frozenset(piece for own in missing for piece in (own.plain, *split_plain(own)))
    return TranslationGaps(total=len(told), words=words, missing=len(missing))


def merge_gaps(found: Iterable[TranslationGaps | None]) -> TranslationGaps | None:
    """Of several things in one document; None where all are whole."""
    rows = [row for row in found if row is not None]
    if not rows:
        return None
    words = frozenset(word for row in rows for word in row.words)
    return TranslationGaps(sum(row.total for row in rows), words, sum(row.missing for row in rows))


def split_plain(passage: Passage) -> list[str]:
    """A text without markup as the paragraphs that a page makes of it."""
    return [] if passage.is_rich else [flatten_words(piece) for piece in BETWEEN_PARAGRAPHS.split(passage.words)]
