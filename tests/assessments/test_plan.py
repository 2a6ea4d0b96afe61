"""The action plan: made of answers that are not yes, given to people, taken along."""

import io
from datetime import date, timedelta

import icalendar
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.answering import save_answer
from assessments.actions.beginning import begin_next_round
from assessments.actions.planning import change_action, plan_answer, plan_missing
from assessments.domain.answers import Answer
from assessments.models import Action, Participation, Round
from assessments.presenters.plan import build_timeline, find_unplanned_answers, list_actions, list_planned_actions
from tests.assessments.factories import Team, team
from tests.assessments.test_team_evidence import browser

pytestmark = pytest.mark.django_db
YESTERDAY, SOON = timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=3)


def answer(us: Team, *marks: str, action: str = "", by: Participation | None = None) -> None:
    for entry, mark in zip(us.entries, marks, strict=False):
        save_answer(entry, by=by or us.editor, answer=Answer(mark, "ZQ7-note", action=action), saves=entry.saves)


@pytest.fixture
def us() -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    return found


def at(us: Team, name: str, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[us.assessment.pk, *more])


def plan(us: Team) -> list:
    return list_planned_actions(us.assessment, list_actions(us.assessment))


def give(us: Team, action: Action, **values: object) -> Action:
    now = {"what": action.what.open(), "who": action.who, "until": action.until, "state": action.state}
    return change_action(by=us.owner, action=action, **{**now, **values})


def test_each_answer_that_is_not_yes_becomes_an_action_once(us: Team) -> None:
    owner = browser(us.owner)
    assert "2 answers are “partly” or “no”" in " ".join(owner.get(at(us, "plan")).content.decode().split())
    owner.post(at(us, "plan_fill"))
    owner.post(at(us, "plan_fill"))
    rows = plan(us)
    assert [row.asked.code for row in rows] == ["A2", "B3"]
    assert all(row.what.startswith("Action ") for row in rows)  # what the checklist suggests
    assert [step.action for step in us.assessment.steps.all()][-2:] == ["plan", "plan"]


def test_a_plan_without_actions_says_what_it_is_good_for_and_leads_to_the_questions() -> None:
    us = team()
    answer(us, "yes", "yes")
    page = " ".join(browser(us.owner).get(at(us, "plan")).text.split())
    ways = [f'href="{reverse("assessments:sheet", args=[sheet.pk])}"' for sheet in us.round.sheets.all()]
    assert ways
    assert [way for way in ways if way not in page] == []
    assert "Go on answering, or plan an action of your own" in page
    reader = browser(us.viewer).get(at(us, "plan")).text
    assert "No action is planned yet." in reader
    assert [way for way in ways if way in reader] == [], "who only looks is not told to plan"


def test_whoever_has_answers_that_are_not_yes_is_not_told_to_answer_first(us: Team) -> None:
    page = " ".join(browser(us.owner).get(at(us, "plan")).text.split())
    assert "Make actions of all of them" in page
    assert "Go on answering" not in page


def test_what_the_answerer_wrote_comes_before_the_suggestion() -> None:
    us = team()
    answer(us, "no", action="ZQ7-ours")
    assert plan_missing(by=us.owner) == 1
    assert plan(us)[0].what == "ZQ7-ours"


def test_one_answer_becomes_an_action_and_opens_it(us: Team) -> None:
    question = [us.sheet.pk, us.entries[1].item]
    place = reverse("assessments:plan_add", args=question)
    assert place in browser(us.editor).get(reverse("assessments:item", args=question)).content.decode()
    assert place not in browser(us.viewer).get(reverse("assessments:item", args=question)).content.decode()
    first, second = browser(us.editor).post(place), browser(us.editor).post(place)
    assert first.url == second.url == reverse("assessments:action", args=[Action.objects.get().pk])
    assert f'href="{reverse("assessments:item", args=question)}"' in browser(us.viewer).get(first.url).text


def test_an_action_gets_a_person_a_day_and_a_state(us: Team) -> None:
    action = plan_answer(by=us.owner, entry=us.entries[1])
    place = reverse("assessments:action", args=[action.pk])
    data = {"what": "ZQ7-will", "who": str(us.reviewer.mark), "until": "2027-03-31", "state": "doing"}
    assert browser(us.editor).post(place, data).url == at(us, "plan")
    action.refresh_from_db()
    assert (action.what.open(), action.who, str(action.until), action.state) == (
        "ZQ7-will",
        us.reviewer,
        "2027-03-31",
        "doing",
    )
    steps = us.assessment.steps.count()
    browser(us.editor).post(place, data)
    assert us.assessment.steps.count() == steps  # nothing changed, nothing told
    assert "ZQ7-will" in browser(us.viewer).get(at(us, "plan")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"until": "soon"}, "Write a day"),
        ({"what": "  "}, "Say what will be done"),
        ({"who": "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71"}, "Select a valid choice"),
        ({"state": "later"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(us: Team, wrong: dict[str, str], sentence: str) -> None:
    action = plan_answer(by=us.owner, entry=us.entries[1])
    data = {"what": "ZQ7-kept", "who": "", "until": "", "state": "todo", **wrong}
    response = browser(us.editor).post(reverse("assessments:action", args=[action.pk]), data)
    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert "what" in wrong or "ZQ7-kept" in response.content.decode()


def test_whoever_is_to_do_it_says_how_far_it_is_and_no_more(us: Team) -> None:
    action = give(us, plan_answer(by=us.owner, entry=us.entries[1]), who=us.viewer, what="ZQ7-task")
    place = reverse("assessments:action", args=[action.pk])
    assert browser(us.reviewer).post(place, {"state": "done"}).status_code == 403
    assert browser(us.viewer).post(place, {"state": "done", "what": "other", "who": ""}).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.what.open(), action.who) == ("done", "ZQ7-task", us.viewer)
    assert browser(us.stranger).get(place).status_code == 404


def test_who_only_looks_makes_no_plan(us: Team) -> None:
    for part in (us.reviewer, us.viewer):
        assert browser(part).post(at(us, "plan_fill")).status_code == 403
        place = reverse("assessments:plan_add", args=[us.sheet.pk, us.entries[1].item])
        assert browser(part).post(place).status_code == 403
    assert not Action.objects.exists()


def test_late_is_said_in_words_and_filters_find_it(us: Team) -> None:
    plan_missing(by=us.owner)
    first, second = (row.action for row in plan(us))
    give(us, first, until=YESTERDAY, who=us.editor, what="ZQ7-late")
    give(us, second, until=SOON, what="ZQ7-soon")
    client = browser(us.viewer)
    whole = client.get(at(us, "plan")).content.decode()
    assert whole.count('<b class="c-no">Overdue</b>') == 2  # timeline and table
    for query, late, soon in (
        ("state=late", True, False),
        (f"who={us.editor.mark}", True, False),
        ("who=none", False, True),
        ("state=todo", True, True),
        ("state=done", False, False),
        ("state=nonsense&who=nonsense", True, True),
    ):
        shown = client.get(f"{at(us, 'plan')}?{query}").content.decode()
        assert ("ZQ7-late" in shown, "ZQ7-soon" in shown) == (late, soon), query
    done = give(us, first, state="done")
    assert not done.is_overdue


def test_an_action_whose_answer_became_yes_stays_and_says_so(us: Team) -> None:
    plan_missing(by=us.owner)
    answer(us, "yes", "yes", "partly")
    assert "Answered yes meanwhile" in browser(us.viewer).get(at(us, "plan")).content.decode()
    assert Action.objects.count() == 2


def test_the_plan_outlives_its_round_and_is_not_made_twice(us: Team) -> None:
    plan_missing(by=us.owner)
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    fresh = begin_next_round(us.round, by=us.owner, phase="monitor", starts=None, ends=None, with_answers=True)
    assert fresh is not None
    assert find_unplanned_answers(us.assessment) == []
    answer(us, "no", "yes", "partly")  # in the new round
    assert [entry.item for entry in find_unplanned_answers(us.assessment)] == [us.entries[0].item]
    assert [row.answered_yes for row in plan(us)] == [True, False]
    done = plan(us)[1].action
    give(us, done, state="done")  # done, and yet the answer is still "partly": it may be planned again
    assert len(find_unplanned_answers(us.assessment)) == 2


def test_the_spreadsheet_reads_back_and_computes_nothing(us: Team) -> None:
    action = give(us, plan_answer(by=us.owner, entry=us.entries[1]), what='=HYPERLINK("x")', who=us.editor, until=SOON)
    response = browser(us.viewer).get(at(us, "plan_take", "xlsx"))
    assert "attachment" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Plan"]
    head, row = list(sheet.iter_rows(values_only=True))
    assert head[0] == "Checklist"
    assert row[1:] == ("A2", "Is rule 2 kept?", "No", '=HYPERLINK("x")', "Edith", SOON.isoformat(), "To do", "")
    assert all(cell.data_type in "sn" for cell in sheet[2])
    assert action.until == SOON


@pytest.mark.parametrize("name", ["plan_take", "take_history", "sheet_take"])
def test_each_sheet_of_a_spreadsheet_is_legible_on_one_width_of_a4(us: Team, name: str) -> None:
    plan_missing(by=us.owner)
    path = reverse(f"assessments:{name}", args=[us.sheet.pk if name == "sheet_take" else us.assessment.pk, "xlsx"])
    client = browser(us.owner)
    taken = client.post(path) if name == "sheet_take" else client.get(path)
    for sheet in openpyxl.load_workbook(io.BytesIO(taken.content)):
        assert sheet.page_setup.paperSize == 9  # A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        widths = [column.width for column in sheet.column_dimensions.values() if not column.hidden]
        across = 170 if sheet.page_setup.orientation == "landscape" else 100
        assert 20 < sum(widths) <= across, sheet.title


def test_the_calendar_holds_her_own_open_days_and_no_word_of_them(us: Team) -> None:
    plan_missing(by=us.owner)
    first, second = (row.action for row in plan(us))
    give(us, first, who=us.viewer, until=SOON, what="ZQ7-what")
    give(us, second, who=us.editor, until=SOON)
    content = browser(us.viewer).get(at(us, "plan_take", "ics")).content
    (entry,) = icalendar.Calendar.from_ical(content).events
    assert (entry["summary"], entry["dtstart"].dt) == ("Due: A2", SOON)
    for word in (b"ZQ7", b"rule", b"Vida", b"Checklist"):
        assert word not in content


def test_the_paper_belongs_to_whoever_asked(us: Team) -> None:
    from exports.models import Export

    plan_missing(by=us.owner)
    response = browser(us.viewer).post(at(us, "plan_take", "pdf"))
    export = Export.objects.get()
    assert response.url == export.status_url
    assert (export.kind, export.owner, export.subject) == ("assessments.plan", us.viewer.user, str(us.assessment.pk))
    assert "ZQ7" not in f"{export.title}{export.filename}{export.page_url}"
    assert browser(us.owner).get(export.status_url).status_code == 404
    assert browser(us.viewer).get(at(us, "plan_take", "pdf")).status_code == 404
    assert browser(us.viewer).get(at(us, "plan_take", "exe")).status_code == 404


@pytest.mark.thorough
def test_the_paper_reads_back_and_keeps_the_rules_of_pdf_ua(us: Team, tmp_path) -> None:
    import pdfua
    import pypdf
    from django.utils.translation import override

    from assessments import printouts
    from assessments.tasks.copying import render_printout

    give(
        us,
        plan_answer(by=us.owner, entry=us.entries[1]),
        who=us.editor,
        until=YESTERDAY,
        what="Open the desk at night.",
    )
    with override("prs"):
        paper = printouts.build_plan_printout(
            us.assessment, plan(us), {"form": "paper", "size": "a4"}, timezone.localdate()
        )
    assert paper.private
    path = tmp_path / "plan.pdf"
    made = render_printout(paper, 60)
    assert made
    path.write_bytes(made)
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())
    for words in ("Open the desk at night.", "Edith", "A2"):
        assert words in text
    assert not pdfua.validate(str(path)).findings


def test_reminders_are_her_own_choice(us: Team) -> None:
    client = browser(us.viewer)
    assert "Stop reminding me" in client.get(at(us, "plan")).content.decode()
    assert "You will not be reminded." in client.post(at(us, "reminders"), follow=True).content.decode()
    assert not Participation.objects.get(pk=us.viewer.pk).reminded
    client.post(at(us, "reminders"), {"wanted": "yes"})
    assert Participation.objects.get(pk=us.viewer.pk).reminded
    assert Participation.objects.get(pk=us.owner.pk).reminded


def test_a_timeline_lies_between_its_first_and_last_day(us: Team) -> None:
    plan_missing(by=us.owner)
    first, second = (row.action for row in plan(us))
    assert build_timeline(plan(us), YESTERDAY) is None
    give(us, first, until=date(2030, 1, 1))
    give(us, second, until=date(2030, 1, 11))
    line = build_timeline(plan(us), date(2030, 1, 6))
    assert (line.today, [(bar.x, bar.width, bar.at) for bar in line.bars]) == (
        "50.00",
        [("2.00", "48.00", "2.00"), ("50.00", "48.00", "98.00")],
    )
    assert [bar.css for bar in line.bars] == ["todo", "todo"]


def test_more_actions_ask_no_more_of_the_database() -> None:
    us = team(3)
    answer(us, "no")
    plan_missing(by=us.owner)
    client = browser(us.owner)
    client.get(at(us, "plan"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at(us, "plan")).status_code == 200
        return len(seen)

    first = queries()
    answer(us, "no", "no", "no")
    plan_missing(by=us.owner)
    for row in plan(us):
        give(us, row.action, who=us.editor, until=SOON)
    assert queries() == first
    assert first <= 15
