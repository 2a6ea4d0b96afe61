"""Which entries of the term base an English passage speaks of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

BRACKETS = re.compile(r"\([^)]*\)")
SHORT = 3  # letters: "no" and "yes" are terms only where they are all that a passage says


@dataclass(frozen=True)
class TermFinder:
    """Finds entries by their English: several ways to say it stand with a semicolon between, remarks in brackets."""

    english: Mapping[int, str]  # by the entry's number
    _of_phrase: dict[str, list[int]] = field(init=False, default_factory=dict)
    _pattern: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        for number, text in self.english.items():
            for phrase in list_phrases(text):
                self._of_phrase.setdefault(phrase, []).append(number)
        longest_first = sorted((one for one in self._of_phrase if len(one) > SHORT), key=len, reverse=True)
        if longest_first:
            pattern = r"\b(" + "|".join(map(re.escape, longest_first)) + r")(?:s|es)?\b"
            object.__setattr__(self, "_pattern", re.compile(pattern, re.IGNORECASE))

    def find(self, passage: str) -> list[int]:
        """Numbers of entries, in the order in which the passage names them. Of two terms of which one is part of the
        other it names the longer."""
        text = re.sub(r"<[^>]*>", " ", passage)
        found = [*self._of_phrase.get(text.strip(" .").lower(), [])]
        if self._pattern is not None:
            for hit in self._pattern.finditer(text):
                found += self._of_phrase[hit[1].lower()]
        return list(dict.fromkeys(found))


def list_phrases(english: str) -> Iterable[str]:
    """ "State Party; party (to a treaty)" is two phrases."""
    phrases = (" ".join(part.split()).lower() for part in BRACKETS.sub(" ", english).split(";"))
    return [phrase for phrase in phrases if phrase]


CODES = re.compile(r"\s*((?:[a-z]{2,3}|all)(?:[,/] ?(?:[a-z]{2,3}|all))*):\s*")


def pick_avoided(avoid: str, language: str) -> str:
    """Of "fa, prs: x; bn: y; all: z" what is said to this language; all of it where no language is named."""
    kept, named, hers = [], False, False
    for part in avoid.split(";"):
        if found := CODES.match(part):
            named, codes = True, re.split(r"[,/] ?", found[1])
            hers = language in codes or "all" in codes
            part = part[found.end() :]
        if hers:
            kept.append(part.strip())
    return "; ".join(kept) if named else avoid
