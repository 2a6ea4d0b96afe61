"""The picture for the director: what is overdue, every round, and the law behind what is missing."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pptx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml.html import HtmlElement, document_fromstring
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches

from assessments.actions.planning import change_action, plan_answer
from assessments.domain.comparing import AskedQuestion, align_questions
from assessments.models import Entry, Participation, Role, Round, Sheet
from assessments.presenters.rounds import NOT_ASKED, letter_of, weave
from tests.assessments.factories import Team, team
from tests.assessments.test_compare_page import again
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import browser

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def at(us: Team) -> str:
    return reverse("assessments:picture", args=[us.assessment.pk])


def page(us: Team) -> HtmlElement:
    response = browser(us.viewer).get(at(us))
    assert response.status_code == 200
    return document_fromstring(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def plan_late(us: Team, number: int, **facts: Any) -> None:
    action = plan_answer(by=us.owner, entry=us.entries[number])
    now = {"what": "Open the desk at night.", "who": us.editor, "until": YESTERDAY, "state": "todo"}
    change_action(by=us.owner, action=action, **(now | facts))


def test_each_round_is_a_line_and_each_question_a_knot_that_stands_in_one_column() -> None:
    us = team()
    answer(us, "no", "yes", "partly")
    again(us)
    answer(us, "yes", "na", "no")
    tables = page(us).find_class("rounds")
    assert [[words(cell) for cell in row] for row in tables[0].iter("tr")] == [
        ["", "A1", "A2"],
        ["Round 1, Design Signed off Yes: 1 / 2", "No", "Yes"],
        ["Round 2, Monitoring Being answered Yes: 1 / 1", "Yes", "Not applicable"],
    ]
    assert [[words(cell) for cell in row][1:] for row in tables[1].iter("tr")] == [["B3"], ["Partly"], ["No"]]
    link = tables[1].find(".//thead//a").get("href")
    assert link == reverse("assessments:item", args=[us.sheet.pk, us.entries[2].item])


def test_the_sections_with_most_in_place_and_most_missing_are_named_and_no_share_is_said() -> None:
    us = team(4)
    answer(us, "yes", "yes", "no", "partly")
    shown = page(us)
    (verdict,) = shown.find_class("verdict")
    assert words(verdict) == "Most is in place in A. First contact; most is missing in B. Follow-up."
    assert "%" not in shown.get_element_by_id("main").text_content()


def test_what_is_overdue_comes_first_with_who_and_day_and_nothing_else_does() -> None:
    us = team()
    answer(us, "no", "no", "partly")
    assert "Nothing is overdue." in words(page(us))
    plan_late(us, 0)
    plan_late(us, 1, what="This is done.", state="done")
    plan_late(us, 2, what="This has time.", until=timezone.localdate())
    shown = page(us)
    (row,) = shown.find_class("late-list")[0]
    assert words(row).startswith("Open the desk at night. A1")
    assert "Edith" in words(row)
    assert shown.text_content().index("Open the desk at night.") < shown.text_content().index("Round 1, Design")


def test_law_stands_in_the_section_that_asks_and_only_where_something_is_missing() -> None:
    from assessments.domain.answers import Answer
    from assessments.presenters.results import AnsweredQuestion, AnswerGroup, ChecklistResult
    from assessments.presenters.rounds import lay_out_law
    from toolkit.models import ChecklistItem

    first, second = (
        AnsweredQuestion(ChecklistItem(letter, letter, n, {}), Answer(mark))
        for n, (letter, mark) in enumerate((("A", "yes"), ("B", "no")), 1)
    )
    sections = [AnswerGroup("A. One", [first]), AnswerGroup("B. Two", [second])]
    kept, broken = AnswerGroup("kept", [first]), AnswerGroup("broken", [first, second])
    rows = lay_out_law(ChecklistResult(AnswerGroup("", [first, second]), sections, [broken, kept], []))
    assert [(row.group.title, row.cells) for row in rows] == [("broken", [[first], [second]])]


def test_a_question_that_a_version_does_not_ask_has_no_knot_there() -> None:
    was, both, new = (AskedQuestion(item, "A. One", f"A{n}", "", "yes") for n, item in enumerate("abc", 1))
    (section,) = weave([("1", ""), ("2", "")], [[was, both], [both, new]])
    assert [row.shown.item for row in section.questions] == ["b", "c", "a"]
    assert [row.after is None for row in section.questions] == [False, False, True]
    assert [line.marks for line in section.lines] == [["yes", NOT_ASKED, "yes"], ["yes", "yes", NOT_ASKED]]
    assert [(line.strong, line.applying) for line in section.lines] == [(2, 2), (2, 2)]


def test_nothing_lies_beside_each_other_where_nothing_is_asked() -> None:
    assert align_questions([]) == []


def test_a_row_of_another_team_is_not_there() -> None:
    us, others = team(), team()
    assert browser(others.owner).get(at(us)).status_code == 404


def test_more_rounds_and_overdue_actions_ask_no_more_of_the_database() -> None:
    def queries(questions: int, rounds: int) -> int:
        us = team(questions)
        for _n in range(rounds - 1):
            again(us)
        answer(us, *["no"] * questions)
        for number in range(questions):
            plan_late(us, number)
        client = browser(us.viewer)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(us)).status_code == 200
        return len(seen)

    assert queries(1, 1) == (most := queries(3, 3))
    assert most <= 20


def slides_of(us: Team) -> Any:
    response = browser(us.viewer).get(reverse("assessments:plan_take", args=[us.assessment.pk, "pptx"]))
    assert response.status_code == 200
    again = browser(us.viewer).get(reverse("assessments:plan_take", args=[us.assessment.pk, "pptx"]))
    assert again.content == response.content
    return pptx.Presentation(BytesIO(response.content))


def test_the_slides_draw_each_knot_and_say_all_of_it_in_notes_and_nobody_by_name() -> None:
    us = team()
    answer(us, "no", "yes", "partly")
    plan_late(us, 0)
    again(us)
    answer(us, "yes", "na", "")
    first, overdue, picture, *_law = slides_of(us).slides
    assert us.assessment.title in first.shapes.title.text
    (late,) = (shape.text_frame.text for shape in overdue.shapes if shape != overdue.shapes.title)
    assert late.startswith("Open the desk at night. · A1 · until ")
    assert picture.notes_slide.notes_text_frame.text.splitlines() == [
        "A. First contact",
        "Round 1, Design · Signed off: A1 No, A2 Yes",
        "Round 2, Monitoring · Being answered: A1 Yes, A2 Not applicable",
        "B. Follow-up",
        "Round 1, Design · Signed off: B3 Partly",
        "Round 2, Monitoring · Being answered: B3 Open",
    ]
    knots = {shape.name for shape in picture.shapes if shape.shape_type == MSO_SHAPE_TYPE.FREEFORM}
    assert {"A1 No", "A2 Yes", "A1 Yes", "A2 Not applicable", "B3 Partly", "B3 Open"} <= knots
    for slide in slides_of(us).slides:
        shown = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        assert "Edith" not in shown + notes


def test_a_long_checklist_goes_on_on_a_second_slide_and_old_rounds_stay_behind() -> None:
    us = team(30)
    for _n in range(3):
        again(us)
    pictures = [slide for slide in slides_of(us).slides if slide.has_notes_slide]
    said = "\n".join(slide.notes_slide.notes_text_frame.text for slide in pictures)
    assert "Round 1," not in said
    assert all(f"Round {n}," in said for n in (2, 3, 4))
    bottom = max(shape.top + shape.height for slide in pictures for shape in slide.shapes)
    assert bottom <= Inches(7)


@pytest.mark.thorough
def test_the_paper_of_the_team_begins_with_the_picture_in_words_and_keeps_the_rules_of_pdf_ua(tmp_path) -> None:
    import pdfua
    import pypdf
    from django.utils.translation import override

    from assessments import printouts
    from assessments.presenters.plan import list_actions, list_planned_actions
    from assessments.tasks.copying import render_printout

    us = team()
    answer(us, "no", "yes", "partly")
    plan_late(us, 0)
    again(us)
    paper = {"form": "paper", "size": "a4"}
    with override("prs"):
        rows = list_planned_actions(us.assessment, list_actions(us.assessment))
        made = render_printout(printouts.build_plan_printout(us.assessment, rows, paper, timezone.localdate()), 60)
    assert made
    path = tmp_path / "plan.pdf"
    path.write_bytes(made)
    first = " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())
    for word in ("Open the desk at night.", "A1", "A2", "B3", "Edith"):
        assert word in first
    assert not pdfua.validate(str(path)).findings


def shared(*marks: str, teams: int = 2) -> tuple[list[Team], Team]:
    """Teams that answered one checklist, signed off; the first one's owner takes part in all of them."""
    first = team()
    found = [first]
    while len(found) < teams:
        other = team(title=f"ZQ9-team {len(found)}")
        Sheet.objects.filter(pk=other.sheet.pk).update(checklist=first.sheet.checklist, version=first.sheet.version)
        items = [entry.item for entry in first.entries]
        for entry, item in zip(other.sheet.entries.order_by("pk"), items, strict=True):
            Entry.objects.filter(pk=entry.pk).update(item=item)
        Participation.objects.create(assessment=other.assessment, user=first.owner.user, role=Role.VIEWER, name="Olga")
        found.append(replace(other, page=first.page))
    for us, mark in zip(found, marks, strict=True):
        answer(us, mark, mark, mark)
        Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    return found, first


def beside(us: Team, query: str = "") -> HtmlElement:
    response = browser(us.owner).get(reverse("assessments:side_by_side") + query)
    assert response.status_code == 200
    return document_fromstring(response.content.decode())


def test_her_teams_stand_beside_each_other_by_letter_in_no_order_of_merit() -> None:
    teams, reader = shared("yes", "no")
    shown = beside(reader)
    answers = {us.assessment.pk: word for us, word in zip(teams, ("Yes", "No"), strict=True)}
    in_order = [answers[pk] for pk in sorted(answers, key=str)]
    lines = [[words(cell) for cell in row] for row in shown.find_class("rounds")[0].iter("tr")][1:]
    assert [(line[0].split(" Yes")[0], line[1]) for line in lines] == [
        ("Team A", in_order[0]),
        ("Team B", in_order[1]),
    ]
    assert "Edith" not in shown.text_content()
    assert "ZQ9" not in " ".join(words(table) for table in shown.find_class("rounds"))


def test_a_team_that_she_does_not_take_part_in_or_left_or_that_has_signed_nothing_is_not_beside_hers() -> None:
    teams, reader = shared("yes", "no")
    part = Participation.objects.filter(assessment=teams[1].assessment, user=reader.owner.user)
    empty = "Once two of your teams have signed off"
    part.update(left=timezone.now())
    assert empty in words(beside(reader))
    part.update(left=None)
    assert empty not in words(beside(reader))
    Round.objects.filter(pk=teams[1].round.pk).update(state=Round.State.OPEN)
    assert empty in words(beside(reader))


def test_a_checklist_that_her_teams_do_not_share_is_not_there() -> None:
    _teams, reader = shared("yes", "no")
    page = reverse("assessments:side_by_side")
    for wrong in (team().sheet.checklist, "x"):
        assert browser(reader.owner).get(f"{page}?checklist={wrong}").status_code == 404


def test_more_teams_ask_no_more_of_the_database() -> None:
    def queries(*marks: str) -> int:
        _teams, reader = shared(*marks, teams=len(marks))
        client = browser(reader.owner)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("assessments:side_by_side")).status_code == 200
        return len(seen)

    assert queries("yes", "no") == (most := queries("yes", "no", "partly", "na"))
    assert most <= 15


def test_letters_never_end() -> None:
    assert [letter_of(place) for place in (0, 25, 26, 27)] == ["A", "Z", "AA", "BB"]
