"""Two hundred searches as people type them, 25 in each language: what she wants is among the first three results.

In this suite English and one other language; script/accept asks all of them (D44).
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.conf import settings as app_settings
from django.test.utils import override_settings
from django.utils.translation import override

from toolkit.actions.content import load_content
from toolkit.domain.queries import extract_words
from toolkit.selectors.searching import SearchQuery

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
FOLDER = app_settings.BASE_DIR / "tests/toolkit"
ROWS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "searches.yaml").read_text("utf-8"))
CODES = [code for code, _name in app_settings.LANGUAGES]
ASKED = os.environ.get("SEARCH_LANGUAGES", "prs").split(",")


def first_three(language: str, query: str) -> list[str]:
    words = extract_words(query)
    asked = SearchQuery(words, language, {})
    with override(language):
        found = [row.path for row in asked.widened().results()[:3]]
        return (found + [row.path for row in asked.only_in_english()[:3]])[:3]


def miss(language: str) -> Iterator[tuple[str, list[str]]]:
    for row in ROWS:
        if row["language"] == language:
            found = first_three(language, row["query"])
            if not any(path.startswith(wanted) for path in found for wanted in row["finds"]):
                yield row["query"], found


def test_each_language_has_25_searches() -> None:
    assert {code: sum(row["language"] == code for row in ROWS) for code in CODES} == dict.fromkeys(CODES, 25)


def test_in_english_what_is_looked_for_is_among_the_first_three(starter: None) -> None:
    assert list(miss("en")) == []


def test_in_another_language_what_is_looked_for_is_among_the_first_three(starter: None) -> None:
    with override_settings(STARTER_TRANSLATIONS=ASKED):
        load_content(app_settings.BASE_DIR / "content")
    assert {code: missed for code in ASKED if (missed := list(miss(code)))} == {}
