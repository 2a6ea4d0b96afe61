"""Words that mean the same, in every language of the portal: who searches for one finds the other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.domain.folding import fold_spelling

type Phrase = tuple[str, ...]  # words that stand together, as a search takes a query apart
type Meaning = Mapping[str, Iterable[Phrase]]  # by language


@dataclass(frozen=True)
class Thesaurus:
    """What has one meaning: by phrase the meanings it may have, and their phrases by language."""

    meanings: Sequence[Meaning]
    of_phrase: Mapping[Phrase, Sequence[int]] = field(init=False)
    longest: int = field(init=False)  # words

    def __post_init__(self) -> None:
        found: dict[Phrase, list[int]] = defaultdict(list)
        for place, meaning in enumerate(self.meanings):
            for phrases in meaning.values():
                for phrase in phrases:
                    if place not in found[fold_phrase(phrase)]:
                        found[fold_phrase(phrase)].append(place)
        object.__setattr__(self, "of_phrase", dict(found))
        object.__setattr__(self, "longest", max(map(len, found), default=0))

    def knows(self, word: str) -> bool:
        return fold_phrase((word,)) in self.of_phrase

    def group(self, words: Sequence[str], language: str) -> list[list[Phrase]]:
        """The words of a query in groups that mean one thing: what was typed, then what says the same in `language`."""
        groups: list[list[Phrase]] = []
        at = 0
        while at < len(words):
            size = next(
                (n for n in range(min(self.longest, len(words) - at), 0, -1) if self.find(words[at : at + n])), 1
            )
            typed = tuple(words[at : at + size])
            same = [phrase for place in self.find(typed) for phrase in self.meanings[place].get(language, ())]
            groups.append([typed, *(phrase for phrase in dict.fromkeys(same) if phrase != typed)])
            at += size
        return groups

    def find(self, words: Sequence[str]) -> Sequence[int]:
        return self.of_phrase.get(fold_phrase(words), ())


def fold_phrase(words: Sequence[str]) -> Phrase:
    return tuple(fold_spelling(word) for word in words)
