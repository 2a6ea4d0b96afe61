"""Answers of a team typed in from paper: reviewed like a file, and losing nothing that stands there."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions.answering import save_answer
from assessments.domain.answers import Answer
from assessments.models import Entry, Round
from tests.assessments.factories import Team, team
from tests.assessments.test_team_evidence import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Team:
    found = team()
    save_answer(found.entries[0], by=found.owner, answer=Answer("yes", "ZQ7-note", "ZQ7-seen", "ZQ7-do"), saves=0)
    return found


def place(us: Team, name: str = "sheet_quick") -> str:
    return reverse(f"assessments:{name}", args=[us.sheet.pk])


def reviewed(us: Team, client: Client, lines: str) -> dict[str, object]:
    """What the review's form sends when every box stays ticked."""
    page = client.post(place(us), {"lines": lines})
    text = page.content.decode()
    assert "What was read" in text
    hidden = dict(re.findall(r'name="(saves_[^"]+)" value="(\d+)"', text))
    return {**hidden, "brought": page.context["brought"].to_json(), "take": [item[6:] for item in hidden]}


def answers(us: Team) -> list[Answer]:
    return [Entry.objects.get(pk=entry.pk).answer() for entry in us.entries]


def test_lines_become_answers_after_a_look_and_leave_other_texts_alone(us: Team) -> None:
    editor = browser(us.editor)
    form = reviewed(us, editor, "A1 n\na2 p In one office.\n")
    assert answers(us)[0].mark == "yes"  # nothing yet
    assert editor.post(place(us, "sheet_accept"), form).status_code == 302
    assert answers(us) == [Answer("no", "ZQ7-note", "ZQ7-seen", "ZQ7-do"), Answer("partly", "In one office."), Answer()]
    assert us.entries[1].by == us.editor


def test_what_a_colleague_saved_meanwhile_is_shown_again_and_not_overwritten(us: Team) -> None:
    editor, first = browser(us.editor), us.entries[0]
    form = reviewed(us, editor, "A1 n Typed from paper")
    save_answer(first, by=us.owner, answer=Answer("partly", "ZQ7-meanwhile"), saves=1)
    again = editor.post(place(us, "sheet_accept"), form)
    assert "Somebody changed these answers meanwhile" in again.content.decode()
    assert answers(us)[0] == Answer("partly", "ZQ7-meanwhile")


def test_a_line_that_cannot_be_read_is_named_and_nothing_typed_is_lost(us: Team) -> None:
    page = browser(us.editor).post(place(us), {"lines": "A1 y\nQ9 y\nA2 maybe"})
    text = page.content.decode()
    assert page.status_code == 400
    for words in ("Line 2: there is no question Q9.", "Line 3", "A2 maybe"):
        assert words in text


def test_nobody_types_into_a_signed_off_round(us: Team) -> None:
    editor = browser(us.editor)
    assert place(us) in editor.get(place(us, "sheet_files")).content.decode()
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    assert editor.post(place(us), {"lines": "A1 y"}).status_code == 403
    assert place(us) not in editor.get(place(us, "sheet_files")).content.decode()
