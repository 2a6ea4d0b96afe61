"""The index of the box's own search: which words stand in which of its pages, as a script that the page loads.

What was typed is folded by the page's script as the server folds it (toolkit/domain/folding.py, which stands in it as
data), so both find the same. Titles are searched as they are: their words need no lists.
"""

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.domain.folding import describe_folding, fold_for_index
from toolkit.domain.words import WORD

MOST_BYTES = 60_000  # by gzip
# What stands in more than such a share of the pages tells little, and is left out first where there is too much.
SHARES = (1.0, 0.5, 0.3, 0.2, 0.15, 0.1, 0.05)
# What Arabic writes as one with a word: “and the”, “by the”, “to”, “their”, what makes a plural. A word is the same
# without, and there are a third fewer of them.
AFFIXES = {
    "ar": "^(?:[وف]?(?:[بك]?ال|لل)|[وفبل](?=.{4}))(?=.{3})|(?<=.{3})(?:ها|هم|هما|هن|ه|ات|ين|ون)$",
}
NO_AFFIX = "^$"
FIRST, DIRECT, SECOND, HIGH, BEYOND = 35, 56, 93, 34, 0x100  # signs of a list; none needs a mark before it in a script


@dataclass(frozen=True, kw_only=True)
class IndexedPage:
    """`path` without the language and the name of the file; `kind` is what it is called in the reader's language."""

    path: str
    title: str
    kind: str
    language: str
    facets: Sequence[str]
    text: str


def write_index(language: str, pages: Sequence[IndexedPage]) -> bytes:
    """The same pages give the same script."""
    lists = collect_lists(language, pages)
    for share in SHARES:
        kept = {word: found for word, found in lists.items() if len(found) <= share * len(pages)}
        script = write_script(language, pages, kept)
        if len(gzip.compress(script, 9, mtime=0)) <= MOST_BYTES:
            break
    return script


def collect_lists(language: str, pages: Sequence[IndexedPage]) -> Mapping[str, list[int]]:
    """Word -> the places of pages that hold it, in order."""
    lists: dict[str, list[int]] = {}
    for place, page in enumerate(pages):
        for word in split_words(page.text, language) - split_words(page.title, language):
            lists.setdefault(word, []).append(place)
    return lists


def split_words(text: str, language: str) -> set[str]:
    affix = AFFIXES.get(language, NO_AFFIX)
    return {re.sub(affix, "", word) for word in WORD.findall(fold_for_index(text))}


def write_script(language: str, pages: Sequence[IndexedPage], lists: Mapping[str, list[int]]) -> bytes:
    words = sorted(lists)
    kinds = list(dict.fromkeys(page.kind for page in pages))
    facets = list(dict.fromkeys(" ".join(page.facets) for page in pages))
    content = {
        "fold": {**describe_folding(), "affix": AFFIXES.get(language, NO_AFFIX)},
        "kinds": kinds,
        "facets": facets,
        # Path, title, kind, facets, and the language where it is another one.
        "pages": [
            [page.path, page.title, kinds.index(page.kind), facets.index(" ".join(page.facets))]
            + ([page.language] if page.language != language else [])
            for page in pages
        ],
        "words": "\n".join(write_front(words)),
        "lists": "\n".join(write_list(lists[word]) for word in words),
    }
    return f"globalThis.boxIndex={json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def write_front(words: Iterable[str]) -> Iterable[str]:
    """Each word without the letters, nine at most, that it begins with like the one before; their number first."""
    before = ""
    for word in words:
        same = 0
        while same < min(9, len(before), len(word)) and before[same] == word[same]:
            same += 1
        yield f"{same}{word[same:]}"
        before = word


def write_list(places: Iterable[int]) -> str:
    """Ascending places, each as the distance from the one before, in one sign or two."""
    signs, before = [], -1
    for place in places:
        high, low = divmod(place - before - 1, DIRECT)
        if high:
            signs.append(chr(SECOND - 1 + high) if high <= HIGH else chr(BEYOND + high))
        signs.append(chr(FIRST + low))
        before = place
    return "".join(signs)
