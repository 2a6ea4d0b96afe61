"""What a reader may have meant: each unknown word of a search replaced by the nearest that some public row holds."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from toolkit.domain.folding import fold_spelling
from toolkit.models.search_entries import SearchWord
from toolkit.selectors.thesaurus import read_thesaurus


def find_nearest_words(words: Sequence[str], language: str) -> list[str]:
    """The words with each unknown one replaced by the nearest known one; unchanged where one has nothing near."""
    spelled = {
        fold_spelling(word): word
        for word in SearchWord.objects.filter(language=language).values_list("word", flat=True)
    }
    known, thesaurus = list(spelled), read_thesaurus()
    nearest = []
    for word in words:
        folded = fold_spelling(word)
        if folded in spelled or thesaurus.knows(word):
            nearest.append(word)
        else:
            nearest.append(spelled.get(near := nearest_word(folded, known), near if near != folded else word))
    if words and is_beginning(fold_spelling(words[-1]), known):
        nearest[-1] = words[-1]
    return list(words) if "" in nearest else nearest


def is_beginning(word: str, known: list[str]) -> bool:
    return any(other.startswith(word) for other in known)


def nearest_word(word: str, known: list[str]) -> str:
    """The known word with the fewest slips between; a short word and a number are as they should be. "" for none."""
    if len(word) < 4 or not word.isalpha():
        return word
    slips = 1 if len(word) < 6 else 2 if len(word) < 9 else 3
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=20)
    if not near:
        return ""
    # People seldom mistype the first letter; among equals the word that shares most letters in order.
    best = min(near, key=lambda n: (n[1], n[0][0] != word[0], -fuzz.ratio(word, n[0]), n[0]))
    return best[0]
