"""What the portal prints can be read: no fault of the gate on any page.

In this suite a short file of each kind, in English from what is loaded, in all languages from sample words; script/accept
looks at every file in all languages (D45: EYE_LANGUAGES and EYE_ALL).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as app_settings
from django.db import connection
from django.test.utils import override_settings

from assessments.domain.answers import Answer
from assessments.printouts import build_answers_printout, build_filled_form
from assessments.selectors.answers import begin_answers
from modules.printouts import build_class_pack, build_module_handbook
from tests.eye import find_lost_words, look_at
from tests.eye.papers import FILLABLE, PAPER, papers_of, to_bytes
from tests.modules.sample import DARI, ENGLISH
from tests.modules.test_module_printouts import PLAN
from tests.toolkit import scripts
from toolkit import printouts
from toolkit.actions.content import load_content
from toolkit.models import ChecklistPage

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
ASKED = os.environ.get("EYE_LANGUAGES", "prs").split(",")
EVERY = "EYE_ALL" in os.environ
LONG = {"toolkit.handbook", "modules.handbook"}  # minutes each: by D45 alone
NOTE = "یادداشت 😀 নোট note, that goes on for a line or two, as people write them when there is something to say. " * 3


@pytest.fixture(autouse=True)
def unhurried(db: None) -> None:
    """Between two questions to the database a handbook is rendered and looked at, longer than a transaction may rest."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def faults(papers: Iterator[Any]) -> dict[str, list[str]]:
    """What the gate says of each paper, by name; a kind that has nothing to print in a language is passed over."""
    found: dict[str, list[str]] = {}
    for name, make in papers:
        try:
            printout = make()
        except LookupError:  # a draft, or a list of questions that nothing rests on
            continue
        data = to_bytes(printout)
        found[name] = list(map(str, look_at(data)))
        if lost := find_lost_words(printout.html, data):
            found[name].append(f"lost: {' '.join(lost)}")
    assert found
    return {name: said for name, said in found.items() if said}


def a_few(language: str) -> Iterator[Any]:
    """One short file of each kind, and one with fields where there is such; all of them for D45."""
    seen: Counter[tuple[str, str]] = Counter()
    for paper in papers_of(language):
        kind, _subject, form, _language = paper.name.split()
        seen[kind, form] += 1
        if EVERY or (kind not in LONG and seen[kind, form] == 1):
            yield paper


def test_in_english_every_page_can_be_read(starter: None) -> None:
    assert faults(a_few("en")) == {}


@pytest.mark.variant  # minutes, and in D45
def test_in_other_languages_every_page_can_be_read(starter: None) -> None:
    with override_settings(STARTER_TRANSLATIONS=ASKED):
        load_content(app_settings.BASE_DIR / "content")
    assert {code: said for code in ASKED if (said := faults(a_few(code)))} == {}


def answers_of(page: ChecklistPage) -> Any:
    marks = ("no", "partly", "yes")
    given = {item.id: Answer(marks[n % 3], NOTE, NOTE[:90], NOTE[:140]) for n, item in enumerate(page.items())}
    return begin_answers(page, given)


def papers_in(language: str) -> Iterator[tuple[str, Callable[[], Any]]]:
    tool = scripts.tool_in(language)
    page = scripts.checklist_in(language, 9, tool=tool)
    yield "checklist", lambda: printouts.build_public_checklist(str(page.pk), FILLABLE)
    yield "checklist for a pen", lambda: printouts.build_public_checklist(str(page.pk), PAPER)
    yield "tool", lambda: printouts.build_public_tool(str(tool.pk), PAPER)
    yield "answers", lambda: build_answers_printout(page, answers_of(page), PAPER)
    yield "answers in a form", lambda: build_filled_form(page, answers_of(page), FILLABLE)


@pytest.mark.parametrize("language", scripts.WORDS)
def test_in_each_language_every_page_can_be_read(language: str) -> None:
    assert faults(papers_in(language)) == {}


@pytest.mark.parametrize("outline", [ENGLISH, DARI], ids=["en", "prs"])
def test_every_page_of_a_module_can_be_read(outline: Any) -> None:
    """But that its pages are full: parts of the sample are a few lines each, and stand on pages of their own."""
    papers = {"handbook": lambda: build_module_handbook(outline, "1"), "class": lambda: build_class_pack(outline, PLAN)}
    found = [fault for said in faults(iter(papers.items())).values() for fault in said]
    assert [fault for fault in found if ": empty: " not in fault] == []
