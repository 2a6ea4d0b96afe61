"""Words that mean the same, and spellings that are the same word, in eight languages."""

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.markup import flat
from tests.toolkit import scripts
from toolkit.domain.folding import fold_for_index, fold_spelling
from toolkit.domain.queries import extract_words
from toolkit.domain.search_words import Thesaurus
from toolkit.selectors.searching import SearchQuery
from toolkit.selectors.thesaurus import FILE, read_thesaurus

CODES = [code for code, _name in settings.LANGUAGES]
SAME = [
    ("حمايت", "حمایت"),  # yeh
    ("كودك", "کودک"),  # kaf
    ("حِمَايَة", "حماية"),
    ("حماية", "حمایه"),
    ("أشخاص", "اشخاص"),
    ("réfugié", "REFUGIE"),
    ("cœur", "coeur"),
    ("\u09af\u09bc", "\u09df"),  # Bangla ya in one and in two signs
    ("۱۲", "12"),
    ("٦(٣)", "6(3)"),
    ("৪২", "42"),
    ("کوچې", "کوچی"),
    ("ہے", "هے"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_a_word_are_one(one: str, other: str) -> None:
    assert fold_spelling(one) == fold_spelling(other)


@pytest.mark.parametrize(("one", "other"), [("کار", "گار"), ("مرد", "مردم"), ("পাচার", "পাচর"), ("legal", "regal")])
def test_two_words_stay_two(one: str, other: str) -> None:
    assert fold_spelling(one) != fold_spelling(other)


def test_a_word_with_a_half_space_is_found_joined_and_parted() -> None:
    found = fold_for_index("او می\u200cشود").split()
    assert {fold_spelling("میشود"), fold_spelling("می"), fold_spelling("شود")} <= set(found)


@given(text=st.text(max_size=200))
def test_what_is_folded_stays_so(text: str) -> None:
    assert fold_spelling(fold_spelling(text)) == fold_spelling(text)


PET = Thesaurus([
    {"en": [("cat",), ("house", "pet")], "fr": [("chat",)], "prs": [("پشک",)]},
    {"en": [("house",)], "fr": [("maison",)]},
    {"en": [("bank",)], "fr": [("banque",)]},
    {"en": [("bank",), ("shore",)], "fr": [("rive",)]},
])  # fmt: skip


def test_a_word_of_any_language_brings_what_means_the_same_in_the_readers() -> None:
    assert PET.group(["chat"], "en") == [[("chat",), ("cat",), ("house", "pet")]]
    assert PET.group(["پشك"], "fr") == [[("پشك",), ("chat",)]]


def test_the_longest_phrase_counts_and_what_nothing_is_known_of_stays_alone() -> None:
    assert PET.group(["old", "house", "pet"], "fr") == [[("old",)], [("house", "pet"), ("chat",)]]


def test_a_word_with_two_meanings_brings_both() -> None:
    assert PET.group(["bank"], "fr") == [[("bank",), ("banque",), ("rive",)]]


def test_every_meaning_names_languages_of_ours_and_phrases_of_a_few_words() -> None:
    for row in yaml.safe_load(FILE.read_text("utf-8")):
        assert set(row) <= set(CODES), row
        assert row.get("en"), row
        for phrases in row.values():
            assert all(0 < len(extract_words(phrase)) <= 5 for phrase in phrases), row


SMUGGLING = [
    "smuggling of migrants",
    "trafic illicite de migrants",
    "تهريب المهاجرين",
    "قاچاق مهاجران",
    "অভিবাসী চোরাচালান",
]
TRAFFICKING = ["trafficking in persons", "traite des personnes", "الاتجار بالأشخاص", "قاچاق انسان", "মানব পাচার"]


def test_the_two_crimes_never_mean_the_same() -> None:
    thesaurus = read_thesaurus()
    for code in CODES:
        for ours, theirs in ((TRAFFICKING, SMUGGLING), (SMUGGLING, TRAFFICKING)):
            others = {tuple(extract_words(name)) for name in theirs}
            for name in ours:
                groups = thesaurus.group(extract_words(name), code)
                assert len(groups) == 1, name
                assert others.isdisjoint(groups[0]), (name, code)


# -- In a search ----------------------------------------------------------------------------------------------


def titles(code: str, query: str) -> list[str]:
    response = Client().get(f"/{code}/search/", {"q": query})
    return [row.title for row, _pieces in response.context["hits"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "title", "query"),
    [
        ("prs", "کوکنارِ می\u200cشود", "ميشود كوكنار"),
        ("prs", "زرافهٔ ۴۸۲", "482"),
        ("fr", "L’éléphant égaré", "elephant EGARE"),
        ("ar", "زَرافَة", "زرافه"),
        ("bn", "জিরাফের বাড়\u09bcি", "জিরাফের"),
    ],
)
def test_a_search_finds_what_was_spelled_otherwise(code: str, title: str, query: str) -> None:
    scripts.tool_in(code, title=title)
    assert title in titles(code, query)


@pytest.mark.django_db
def test_a_word_of_another_language_finds_what_it_means(monkeypatch: Any) -> None:
    pets = Thesaurus([{"en": [("platypus",)], "prs": [("نول", "مرغابی")]}])
    monkeypatch.setattr("toolkit.selectors.searching.read_thesaurus", lambda: pets)
    scripts.tool_in("prs", title="دربارهٔ نول مرغابی")
    factories.tool(title="About the platypus")
    assert titles("prs", "platypus")[0] == "دربارهٔ نول مرغابی"
    assert titles("en", "نول مرغابی") == ["About the platypus"]


@pytest.mark.django_db
def test_what_is_only_in_english_comes_after_and_is_marked_as_english() -> None:
    scripts.tool_in("prs", title="Okapi به دری")
    factories.tool(title="Okapi in English")
    response = Client().get("/prs/search/", {"q": "okapi"})
    assert [row.title for row, _pieces in response.context["hits"]] == ["Okapi به دری"]
    assert [row.title for row, _pieces in response.context["only_in_english"]] == ["Okapi in English"]
    html = flat(response.content.decode())
    assert html.index("Okapi به دری") < html.index('<div lang="en" dir="ltr">') < html.index("Okapi in English")


@pytest.mark.django_db
def test_what_is_there_in_her_language_is_not_shown_in_english_again() -> None:
    english = factories.tool(title="Quagga in English")
    own = scripts.tool_in("prs", title="Quagga به دری")
    own.translation_key = english.translation_key
    own.save()
    response = Client().get("/prs/search/", {"q": "quagga"})
    assert response.context["only_in_english"] == []


@pytest.mark.django_db
def test_a_word_that_we_know_is_never_corrected(starter: None) -> None:
    assert SearchQuery(extract_words("rape"), "en").suggestion() is None
