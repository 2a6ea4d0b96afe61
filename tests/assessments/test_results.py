"""What answers add up to: each in the one list that it belongs to, on the page and in numbers."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from lxml.html import document_fromstring

from assessments.domain.answers import Answer, Answers
from assessments.presenters.results import ChecklistResult, build_result
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


def sections_of(*rows: str) -> ChecklistResult:
    """A result of sections A, B ... with these answers: y, p, n, x (does not apply) and - (open)."""
    marks = {"y": "yes", "p": "partly", "n": "no", "x": "na", "-": ""}
    page = factories.checklist(
        [factories.section(f"Part {row}", [factories.item("Q?") for _mark in row]) for row in rows]
    )
    found = begin_answers(page)
    typed = [marks[mark] for row in rows for mark in row]
    found.answers = {item: Answer(mark) for item, mark in zip(page.item_ids(), typed, strict=True) if mark}
    return build_result(page, found)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (["yyn", "ypp", "nnn"], ("A", "C")),
        (["yyyn", "yx", "nn"], ("B", "C")),  # of what applies
        (["yn", "yynn", "----"], None),  # the same one has most of both
        (["yy", "yyy", "nn", "nnn"], ("B", "D")),  # of equal shares the larger
        (["yy", "yy", "nn", "pp"], ("A", "C")),  # of equal ones the first
        (["yy", "y-"], None),
        (["nn", "p-"], None),
        (["--", "xx"], None),
    ],
)
def test_a_result_names_the_sections_with_most_in_place_and_most_missing(
    rows: list[str], named: tuple[str, str] | None
) -> None:
    found = sections_of(*rows).extremes
    assert (found and tuple(group.title[0] for group in found)) == named


def test_each_question_is_a_knot_that_leads_to_where_it_stands(checklist: ChecklistPage, answers: Answers) -> None:
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")
    address = reverse("assessments:result", args=[checklist.translation_key])
    browser.post(address, {f"a_{item}": answer.mark for item, answer in answers.answers.items()})
    found = document_fromstring(browser.get(address).content.decode())
    knots = [
        (knot.get("class").split()[1], " ".join(knot.text_content().split()), knot.find("a").get("href"))
        for knot in found.find_class("knot")
    ]
    fill = reverse("assessments:fill", args=[checklist.translation_key])
    ids = {mark: item.id for mark, item in zip(MARKS, checklist.items(), strict=True)}
    assert knots == [
        ("yes", "A1 Yes", "#q-A1"),
        ("partly", "A2 Partly", "#q-A2"),
        ("no", "A3 No", "#q-A3"),
        ("na", "A4 Not applicable", f"{fill}#item-{ids['na']}"),
        ("blank", "A5 Open", f"{fill}#item-{ids['']}"),
    ]
    for _kind, _words, href in knots[:3]:
        assert found.get_element_by_id(href[1:]).tag == "li"
    (share,) = found.find_class("share")
    assert " ".join(share.text_content().split()) == "Yes: 1 / 4"


def test_what_is_missing_leads_to_the_tool_that_says_how() -> None:
    tool = factories.tool(title="ZQ7 tool")
    page = factories.checklist([factories.section("S", [factories.item("Q?")])], tool=tool)
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")
    html = browser.get(reverse("assessments:result", args=[page.translation_key])).content.decode()
    assert re.search(rf'<a\s+href="{tool.get_url()}">ZQ7 tool</a>', html)
