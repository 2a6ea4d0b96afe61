"""What answers add up to: each in the one list that it belongs to, on the page and in numbers."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.answers import Answer, Answers
from assessments.presenters.results import build_result
from assessments.selectors.answers import begin_answers
from tests import factories
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage

pytestmark = pytest.mark.django_db
MARKS = [*ANSWERS, ""]


@pytest.fixture
def checklist() -> ChecklistPage:
    """A question for each answer that there is, and one that stays open; called after its answer."""
    items = [factories.item(f"ZQ7-{mark or 'open'}?", [factories.provision(title=f"ZQ7-law-{mark}")]) for mark in MARKS]
    return factories.checklist([factories.section("First contact", items)])


@pytest.fixture
def answers(checklist: ChecklistPage) -> Answers:
    found = begin_answers(checklist)
    found.answers = {item.id: Answer(mark) for item, mark in zip(checklist.items(), MARKS, strict=True) if mark}
    return found


def test_each_answer_counts_in_one_list_and_in_the_right_one(checklist: ChecklistPage, answers: Answers) -> None:
    result = build_result(checklist, answers)
    for group in (result.whole, result.sections[0]):
        assert [row.answer.mark for row in group.strong] == ["yes"]
        assert [row.answer.mark for row in group.missing] == ["partly", "no"]
        assert [row.answer.mark for row in group.open] == [""]
        assert group.counts == dict.fromkeys(MARKS, 1)
    by_law = {group.rows[0].answer.mark: group for group in result.provisions}
    assert {mark for mark, group in by_law.items() if group.missing} == {"partly", "no"}
    assert {mark for mark, group in by_law.items() if group.strong} == {"yes"}
    assert [bool(group.missing) for group in result.provisions] == [True, True, False, False, False]


def parts(html: str) -> dict[str, set[str]]:
    """Heading -> the questions that stand below it, up to the next heading."""
    pieces = re.split(r"<h[23][^>]*>\s*(.*?)\s*</h[23]>", html, flags=re.S)[1:]
    return {
        re.sub(r"<[^>]+>", "", title).strip(): set(re.findall(r"ZQ7-(\w+)\?", text))
        for title, text in zip(pieces[::2], pieces[1::2], strict=True)
    }


def test_the_result_page_names_each_question_where_it_belongs(checklist: ChecklistPage, answers: Answers) -> None:
    form = {f"a_{item}": answer.mark for item, answer in answers.answers.items()}
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")
    browser.post(reverse("assessments:result", args=[checklist.translation_key]), form)
    html = browser.get(reverse("assessments:result", args=[checklist.translation_key])).content.decode()
    found = parts(html[html.index("<main") :])
    assert found["What is strong"] == {"yes"}
    assert found["What is missing"] == {"partly", "no"}


def test_a_question_is_called_by_its_short_name_where_it_has_one(visitor: Client) -> None:
    law = factories.provision(title="ZQ7-law")
    items = [
        factories.item("Is it open at night?", [law], short="At night"),
        factories.item("Is the fare paid?", [law]),
    ]
    page = factories.checklist([factories.section("First contact", items)])
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")
    address = reverse("assessments:result", args=[page.translation_key])
    browser.post(address, {f"a_{item.id}": mark for item, mark in zip(page.items(), ["yes", "no"], strict=True)})
    html = " ".join(browser.get(address).content.decode().split())
    assert "<b>At night.</b> Is it open at night?" in html
    assert "A1 <span" in html
    assert "<b>.</b>" not in html
