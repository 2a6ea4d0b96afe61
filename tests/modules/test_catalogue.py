"""The catalogue: what is listed, filtered, counted, found and compared."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from modules.actions.publishing import process_module_publication
from modules.models import Module
from modules.selectors.catalogue import GROUPS, ModuleCard, filter_cards, sort_cards
from tests.modules.classroom import change_part, module

BASE = ModuleCard(
    pk=1, key="a", slug="a", title="Alpha", language="en", languages=("en",), minutes=90, level="undergraduate",
    crime="both", topics=("gender",), disciplines=("law",), countries=(), has_video=True, has_assessment=False,
    exercise_count=3, parent="", for_review=False, machine_translated=False, published=None,
)  # fmt: skip
BETA = BASE._replace(pk=2, key="b", slug="b", title="Beta", minutes=180, crime="tip", topics=("data",), has_video=False)
GAMMA = BASE._replace(pk=3, key="c", slug="c", title="Gamma", minutes=60, parent="a", countries=("PK",))
ROWS = [BASE, BETA, GAMMA]


def shown(**chosen: list[str]) -> list[str]:
    return [card.slug for card in filter_cards(ROWS, chosen).shown]


def test_a_filter_keeps_what_offers_any_of_its_choices() -> None:
    assert shown(topic=["gender"]) == ["a", "c"]
    assert shown(topic=["gender", "data"]) == ["a", "b", "c"]
    assert shown(topic=["gender"], country=["PK"]) == ["c"]


def test_a_module_on_both_crimes_answers_for_each_of_them() -> None:
    assert shown(crime=["tip"]) == ["a", "b", "c"]
    assert shown(crime=["som"]) == ["a", "c"]


def test_minutes_are_a_limit_and_extras_must_all_be_there() -> None:
    assert shown(minutes=["90"]) == ["a", "c"]
    assert shown(**{"with": ["video"]}) == ["a", "c"]
    assert shown(**{"with": ["video", "assessment"]}) == []


def test_a_choice_says_how_many_it_would_leave_given_the_other_groups() -> None:
    found = filter_cards(ROWS, {"topic": ["gender"]})
    assert found.numbers["topic", "data"] == 1  # its own group does not count against it
    assert found.numbers["crime", "tip"] == 2
    assert found.numbers["country", "PK"] == 1


def test_modules_stand_before_their_adaptations_unless_asked_otherwise() -> None:
    assert [card.slug for card in sort_cards(reversed(ROWS), "best", None)] == ["a", "b", "c"]
    assert [card.slug for card in sort_cards(ROWS, "short", None)] == ["c", "a", "b"]
    assert [card.slug for card in sort_cards(ROWS, "best", {"b": 2.0, "a": 1.0, "c": 0.5})] == ["b", "a", "c"]


@given(st.dictionaries(st.sampled_from(sorted(GROUPS)), st.lists(st.text(max_size=6), max_size=3)))
def test_the_numbers_agree_with_what_choosing_them_would_show(chosen: dict[str, list[str]]) -> None:
    found = filter_cards(ROWS, chosen)
    for (group, value), number in found.numbers.items():
        if group != "with":
            assert number == len(filter_cards(ROWS, {**chosen, group: [value]}).shown)


# --- The page ----------------------------------------------------------------------------------------------------


def add(slug: str, **fields: object) -> Module:
    row = module(slug, **fields)
    process_module_publication(row)
    return row


@pytest.mark.django_db
def test_the_catalogue_asks_as_little_for_three_modules_as_for_one(visitor: Client) -> None:
    Module.objects.all().update(live=False)
    add("rights-one", title="Zebra one")
    visitor.get("/en/modules/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        visitor.get("/en/modules/?q=zebra")
    add("rights-two", title="Zebra two")
    add("rights-three", title="Zebra three")
    with CaptureQueriesContext(connection) as three:
        html = visitor.get("/en/modules/?q=zebra").content.decode()
    assert len(one) == len(three) <= 15
    assert html.count("<article") == 3


@pytest.mark.django_db
def test_a_visitor_sees_what_is_published_and_nothing_else(starter: None, visitor: Client) -> None:
    add("rights-draft", title="ZQ7 unfinished", live=False)
    html = visitor.get("/en/modules/").content.decode()
    assert "rights-and-gender/" in html
    assert "ZQ7" not in html
    assert "Adapted for: Bangladesh, Pakistan" in " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.mark.django_db
def test_a_reader_finds_a_module_by_its_words_in_the_catalogue_and_on_the_whole_site(
    starter: None, visitor: Client
) -> None:
    assert "rights-and-gender/" in visitor.get("/en/modules/?q=interpreter").content.decode()
    assert "/en/modules/rights-and-gender/" in visitor.get("/en/search/?q=smuggling&kind=module").content.decode()


@pytest.mark.django_db
def test_a_search_that_finds_nothing_helps_on(starter: None, visitor: Client) -> None:
    html = visitor.get("/en/modules/?q=smuglging").content.decode()
    assert "No module for" in html
    assert "?q=smuggling" in html
    assert "See all" in html
    assert "?q=smuglging" not in re.findall(r'href="(\?[^"]*)"', html)


@pytest.mark.django_db
def test_a_language_without_the_module_shows_the_english_card_as_english(starter: None, visitor: Client) -> None:
    for modules in (Module.objects.exclude(parent=None), Module.objects.all()):  # who follows goes first
        modules.filter(locale__language_code="ur").delete()
    html = visitor.get("/ur/modules/").content.decode()
    assert re.search(r'<h2\s+lang="en" dir="ltr"', html)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["topic=nothing&minutes=x&country=%00", "page=99&sort=zz", "q=%00&q=%27%22", "q=" + "a" * 900]
)
def test_an_address_that_makes_no_sense_shows_a_list(visitor: Client, query: str) -> None:
    assert visitor.get(f"/en/modules/?{query}").status_code == 200


@pytest.mark.django_db
def test_two_modules_stand_side_by_side_with_what_only_one_has(starter: None, visitor: Client) -> None:
    pair = "module=rights-and-gender&module=rights-and-gender-pakistan"
    html = visitor.get(f"/en/modules/compare/?{pair}").content.decode()
    assert "only here" in html
    assert "in other words" in html
    assert "Choose one more" in visitor.get("/en/modules/compare/?module=rights-and-gender").content.decode()
    assert visitor.get("/en/modules/compare/?module=nothing&module=%00").status_code == 200


@pytest.mark.django_db
def test_words_in_two_languages_are_not_called_other_words(visitor: Client) -> None:
    """A part of a translation differs from its original in every word and in nothing else."""
    row, beside = module("words-a"), module("words-b")
    translated = module("words-a", language="fa", translation_key=row.translation_key)
    change_part(translated, "issue-law", title="قانون")
    change_part(beside, "issue-law", title="Another law")
    pair = "module=words-a&module=words-b"
    assert visitor.get(f"/en/modules/compare/?{pair}").content.decode().count("tag half") == 2
    own = visitor.get(f"/fa/modules/compare/?{pair}").content.decode()
    assert "قانون" in own
    assert "tag half" not in own
