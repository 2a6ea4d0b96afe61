"""A sheet takes a newer version of its checklist: nothing is dropped silently."""

import json
import uuid

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.actions.answering import SaveOutcome, save_answer
from assessments.actions.history import find_first_broken
from assessments.actions.planning import plan_missing
from assessments.actions.upgrading import preview_upgrade, upgrade_sheet
from assessments.domain.answers import Answer
from assessments.domain.comparing import AskedQuestion
from assessments.models import AuditAction, Round
from assessments.presenters.plan import list_actions, list_planned_actions
from assessments.presenters.upgrading import QuestionChange, compare_question_versions, find_newer_version
from tests import factories
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import browser
from toolkit.models import ChecklistPage, Provision

asked = st.builds(
    AskedQuestion,
    item=st.sampled_from("abcdef"),
    section=st.just("A. One"),
    code=st.just("A1"),
    question=st.sampled_from(["One?", "Two?", " One? "]),
)
versions = st.lists(asked, unique_by=lambda row: row.item)
answers = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.builds(Answer, mark=st.sampled_from(["", "no", "yes"]), note=st.sampled_from(["", "n"])),
)


@given(versions, versions, answers)
def test_every_question_and_every_answer_stands_once(
    before: list[AskedQuestion], after: list[AskedQuestion], given_: dict[str, Answer]
) -> None:
    found = compare_question_versions(before, after, given_)
    items = [turn.item for turn in found]
    assert len(items) == len(set(items))
    asked_for = {row.item for row in [*before, *after]}
    assert set(items) == asked_for | {item for item, one in given_.items() if one}
    assert all(turn.answer == given_.get(turn.item, Answer()) for turn in found)
    assert [turn.item for turn in found if turn.after] == [row.item for row in after]
    assert {turn.item for turn in found if turn.asks} <= {item for item, one in given_.items() if one.mark}
    then = {row.item for row in before}
    assert {turn.item for turn in found if turn.change == QuestionChange.NEW} == {row.item for row in after} - then


def test_white_space_is_no_other_question() -> None:
    (turn,) = compare_question_versions(
        [AskedQuestion("a", "", "", "One  two?")], [AskedQuestion("a", "", "", "One two? ")], {}
    )
    assert turn.change == QuestionChange.SAME


def publish_changed(us: Team) -> None:
    """The first question in other words, the second gone, one more."""
    page = ChecklistPage.objects.get(pk=us.page.pk)
    data = json.loads(json.dumps(list(page.sections.raw_data)))
    first = data[0]["value"]["items"]
    first[0]["value"]["question"] = "ZQ7-new words?"
    first[1] = factories.item("ZQ7-added?")
    page.sections = json.dumps(data)
    page.save_revision().publish()
    us.page = ChecklistPage.objects.get(pk=page.pk)


@pytest.fixture
def us(db: None) -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    return found


def place(us: Team) -> str:
    return reverse("assessments:upgrade", args=[us.sheet.pk])


def marks(us: Team) -> dict[str, str]:
    return dict(us.sheet.entries.values_list("item", "mark"))


def test_the_newest_version_needs_no_upgrade(us: Team) -> None:
    assert find_newer_version(us.sheet) is None
    assert "the newest one" in " ".join(browser(us.owner).get(place(us)).content.decode().split())


@pytest.mark.parametrize("fits", [True, False])
def test_old_text_new_text_and_answer_then_each_goes_its_way(us: Team, fits: bool) -> None:
    old = [item.id for item in us.page.items()]
    publish_changed(us)
    new = [item.id for item in us.page.items()]
    shown = " ".join(browser(us.viewer).get(place(us)).content.decode().split())
    for words in (
        "Is rule 1 kept?",
        "ZQ7-new words?",
        "ZQ7-added?",
        "Is rule 2 kept?",
        "ZQ7-note",
        "is the same and keeps",
    ):
        assert words in shown
    assert "Take version" not in shown  # a viewer changes nothing
    assert browser(us.viewer).post(place(us), {"to": "2"}).status_code == 403
    data = {"to": "2", "fits": [f"{old[0]}:1"] if fits else []}
    assert browser(us.editor).post(place(us), data).url == reverse("assessments:sheet", args=[us.sheet.pk])
    assert us.sheet.version.number == 2
    assert marks(us) == {new[0]: "yes" if fits else "", new[1]: "", new[2]: "partly", old[1]: "no"}
    entry = us.sheet.entries.get(item=old[0])
    assert entry.note.open() == "ZQ7-note"
    assert entry.saves == 2  # who was typing meanwhile, with the old words before her, is told
    told = json.loads(us.assessment.steps.last().content.open())
    assert told == {
        "before": 1,
        "after": 2,
        "opened": [] if fits else ["A1 ZQ7-new words?"],
        "new": ["A2 ZQ7-added?"],
        "gone": ["A2 Is rule 2 kept?"],
    }


def test_an_answer_that_is_opened_again_says_so_in_its_own_history_and_in_words(us: Team) -> None:
    first = us.entries[0]
    publish_changed(us)
    assert upgrade_sheet(by=us.owner, sheet=us.sheet, to=find_newer_version(us.sheet), fits={})
    step = us.assessment.steps.filter(action=AuditAction.ANSWER, about=str(first.pk)).last()
    assert (step.actor, step.read_content()["before"]["mark"], step.read_content()["after"]) == (
        us.owner.mark,
        "yes",
        {"mark": "", "note": "ZQ7-note", "evidence": "", "action": ""},
    )
    first.refresh_from_db()
    assert first.by == us.owner
    assert find_first_broken(us.assessment) is None
    shown = browser(us.viewer).get(reverse("assessments:history", args=[us.assessment.pk])).content.decode()
    for words in ("<dt>Opened again</dt>", "A1 ZQ7-new words?", "<dt>New questions</dt>", "A2 Is rule 2 kept?"):
        assert words in shown
    assert first.item not in shown


def publish_helped(us: Team) -> Provision:
    """The second question's reason and sources changed, and nothing else."""
    page = ChecklistPage.objects.get(pk=us.page.pk)
    data = json.loads(json.dumps(list(page.sections.raw_data)))
    provision = factories.provision()
    second = data[0]["value"]["items"][1]["value"]
    second["why"] = "ZQ7-new reason"
    second["provisions"] = [{"type": "item", "value": provision.pk, "id": str(uuid.uuid4())}]
    page.sections = json.dumps(data)
    page.save_revision().publish()
    us.page = ChecklistPage.objects.get(pk=page.pk)
    return provision


def test_help_or_sources_that_changed_are_shown_and_the_mark_stays(us: Team) -> None:
    item = us.entries[1]
    reason = next(one.value["why"] for one in us.page.items() if one.id == item.item)
    provision = publish_helped(us)
    (turn,) = [
        turn for turn in preview_upgrade(us.sheet, find_newer_version(us.sheet)) if turn.change == QuestionChange.HELP
    ]
    assert [(str(one.label), one.before, one.after) for one in turn.helped] == [
        ("Why", reason, "ZQ7-new reason"),
        ("Rests on", "", provision.label),
    ]
    page = " ".join(browser(us.editor).get(place(us)).content.decode().split())
    for words in ("Help or sources changed", reason, "ZQ7-new reason", provision.label, "2 questions are the same"):
        assert words in page
    assert 'name="fits"' not in page
    assert browser(us.editor).post(place(us), {"to": "2"}).status_code == 302
    assert marks(us)[item.item] == "no"
    assert us.sheet.entries.get(pk=item.pk).saves == 1


def test_an_answer_that_changed_since_it_was_shown_does_not_fit_unseen(us: Team) -> None:
    first = us.entries[0]
    publish_changed(us)
    assert f'value="{first.item}:1"' in browser(us.editor).get(place(us)).content.decode()
    save_answer(first, by=us.owner, answer=Answer("no", "ZQ7-newer"), saves=1)
    response = browser(us.editor).post(place(us), {"to": "2", "fits": [f"{first.item}:1"]}, follow=True)
    assert "changed meanwhile" in response.content.decode()
    assert "ZQ7-newer" in response.content.decode()
    assert us.sheet.version.number == 1
    browser(us.editor).post(place(us), {"to": "2", "fits": [f"{first.item}:2", "rubbish", "x:y"]})
    assert us.sheet.version.number == 2
    assert marks(us)[first.item] == "no"


@pytest.mark.parametrize("fits", [True, False])
def test_who_has_the_old_question_before_her_does_not_save_onto_the_new_one(us: Team, fits: bool) -> None:
    first = us.entries[0]
    publish_changed(us)
    accepted = {first.item: 1} if fits else {}
    assert upgrade_sheet(by=us.owner, sheet=us.sheet, to=find_newer_version(us.sheet), fits=accepted)
    late = save_answer(first, by=us.editor, answer=Answer("partly", "To the old words"), saves=1)
    assert late.outcome is SaveOutcome.CONFLICT


def test_an_action_whose_question_is_gone_stays_in_the_plan(us: Team) -> None:
    plan_missing(by=us.owner)
    publish_changed(us)
    assert upgrade_sheet(by=us.owner, sheet=us.sheet, to=find_newer_version(us.sheet), fits={})
    rows = list_planned_actions(us.assessment, list_actions(us.assessment))
    assert [row.asked.code for row in rows] == ["", "B3"]
    shown = browser(us.viewer).get(reverse("assessments:plan", args=[us.assessment.pk])).content.decode()
    assert "No longer asked" in shown
    assert browser(us.owner).get(reverse("assessments:action", args=[rows[0].action.pk])).status_code == 200


def test_what_is_upgraded_already_or_published_meanwhile_is_looked_at_again(us: Team) -> None:
    publish_changed(us)
    stale, to = us.sheet, find_newer_version(us.sheet)
    assert upgrade_sheet(by=us.owner, sheet=us.sheet, to=to, fits={})
    assert not upgrade_sheet(by=us.owner, sheet=stale, to=to, fits={})
    publish_changed(us)
    response = browser(us.owner).post(place(us), {"to": "2"}, follow=True)
    assert "changed meanwhile" in response.content.decode()
    assert us.sheet.version.number == 2


def test_a_signed_off_round_stays_at_its_version(us: Team) -> None:
    publish_changed(us)
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    assert browser(us.owner).post(place(us), {"to": "2"}).status_code == 403
    assert us.sheet.version.number == 1
    assert browser(us.stranger).get(place(us)).status_code == 404
