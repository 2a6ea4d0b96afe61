"""What things are called, and which of them a search names."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, Value, When

from toolkit.domain.folding import fold_spelling, list_spellings
from toolkit.domain.queries import extract_words
from toolkit.domain.search_words import Phrase
from toolkit.models.search_entries import SearchEntry
from toolkit.selectors.thesaurus import read_thesaurus


def format_search_names(*names: str) -> str:
    """What a thing is called, for `SearchEntry.names`: each name as the words that a search for it looks for."""
    said = dict.fromkeys(" ".join(extract_words(name)) for name in names)
    return "\n".join(["", *filter(None, said), ""])


def weigh_name(words: Sequence[str], language: str) -> Case:
    """6 for a tool that is called just that, before the checklist of the same name; 5 for what else is called so; 4 for
    a glossary term whose name means the same, 3 for one that they begin to name (“what is trafficking” asks for it); 2
    for an instrument, whose full title is longer than anybody types; 1 for what else means the same, and for all of a
    kind that is called so: who types “signs” gets the lists of signs."""
    name, same = " ".join(words), find_same(words, language)
    exact = other = begins = Q(pk=None)
    for spelling in sorted(list_spellings(name)):
        exact |= is_called(spelling)
        begins |= Q(title__istartswith=spelling)
    for phrase in map(" ".join, same):
        other |= is_called(phrase)
        begins |= Q(title__istartswith=phrase)
    other |= Q(kind__in=find_kinds_called(words, language))
    is_term = Q(kind=SearchEntry.Kind.TERM)
    cases = [
        When(exact & Q(kind=SearchEntry.Kind.TOOL), then=Value(6)),
        When(exact, then=Value(5)),
        When(is_term & other, then=Value(4)),
        When(is_term & begins, then=Value(3)),
        When(other, then=Value(1)),
    ]
    if len(words) >= 3:
        begun = Q(kind=SearchEntry.Kind.INSTRUMENT, names__contains=f"\n{name}")
        cases.insert(-1, When(begun, then=Value(2)))
    return Case(*cases, default=Value(0), output_field=IntegerField())


def is_called(name: str) -> Q:
    return Q(title__iexact=name) | Q(names__contains=f"\n{name}\n")


def find_same(words: Sequence[str], language: str) -> list[Phrase]:
    """What means the same as all of the words together."""
    groups = read_thesaurus().group(words, language)
    return groups[0][1:] if len(groups) == 1 else []


def find_kinds_called(words: Sequence[str], language: str) -> list[str]:
    """The kinds of things that are called so in the active language, however the words are parted."""
    said = {fold_spelling("".join(phrase)) for phrase in (words, *find_same(words, language))}
    return [kind for kind, label in SearchEntry.Kind.choices if fold_spelling(str(label)).replace(" ", "") in said]
