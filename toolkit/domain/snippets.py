"""The part of a text that answers a search, with its hits."""

import re
from collections.abc import Iterator, Sequence

from toolkit.domain.words import LETTER


def cut_snippet(text: str, words: Sequence[str], length: int = 240) -> Iterator[tuple[str, bool]]:
    """About `length` characters of `text` around the first hit, cut at words: pieces, and whether each is a hit.

    A hit is also another form of the word, as both databases find it: “interviewing” marks “interviews”.
    """
    hit = hit_pattern(words)
    first = hit.search(text) if hit else None
    start = 0 if first is None or first.end() < length * 2 // 3 else text.rfind(" ", 0, first.start() - length // 3) + 1
    end = len(text) if len(text) - start <= length else text.rfind(" ", start, start + length)
    shown = text[start : end if end > start else start + length]
    last = 0
    yield ("… " if start else ""), False
    for found in hit.finditer(shown) if hit else ():
        yield shown[last : found.start()], False
        yield found[0], True
        last = found.end()
    yield shown[last:] + (" …" if start + len(shown) < len(text) else ""), False


def hit_pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Finds the words and their other forms at the beginning of a word."""
    stems = [
        r"\W{0,3}".join(map(re.escape, word.split())) + r"\)?" if " " in word else re.escape(stem(word))
        for word in words
    ]
    longest_first = sorted(filter(None, stems), key=len, reverse=True)
    rest = rf"{LETTER}*" if longest_first else ""
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)}){rest}", re.IGNORECASE) if longest_first else None


def stem(word: str) -> str:
    """A rough English stem, for marking only."""
    for ending in "ational ations ation ings ing ers er ies ied es ed s y e".split():
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
