"""The page that shows two rounds beside each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.beginning import begin_next_round
from assessments.models import Round
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import browser

pytestmark = pytest.mark.django_db


def again(us: Team) -> None:
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    assert begin_next_round(us.round, by=us.owner, phase="monitor", starts=None, ends=None, with_answers=True)


def page(us: Team, query: str = "") -> str:
    return browser(us.viewer).get(reverse("assessments:compare", args=[us.assessment.pk]) + query).content.decode()


def test_what_improved_stayed_and_fell_is_said_with_every_question() -> None:
    us = team()
    assert "There is one round so far." in page(us)
    answer(us, "no", "yes", "partly")
    again(us)
    answer(us, "yes", "partly", "partly")
    shown = " ".join(page(us).split())
    for word in ("Improved", "Stayed", "Fell"):
        assert f"<b>{word}</b>" in shown
    assert "It never decides funding or blame." in shown
    assert "<td>1</td>" in shown
    turned = " ".join(page(us, "?before=2&after=2").split())
    assert "<b>Improved</b>" not in turned
    assert page(us, "?before=x&after=99").count("<option") == 4


def test_more_questions_and_rounds_of_the_same_version_ask_no_more_of_the_database() -> None:
    def queries(questions: int, rounds: int) -> int:
        us = team(questions)
        for _n in range(rounds):
            again(us)
        client = browser(us.viewer)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("assessments:compare", args=[us.assessment.pk])).status_code == 200
        return len(seen)

    assert queries(1, 1) == (most := queries(3, 3))
    assert most <= 15
