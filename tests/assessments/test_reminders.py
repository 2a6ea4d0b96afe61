"""A mail a week to those who have something to do: neutral, by choice, once however many beats there are."""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.models import Letter, User
from assessments.actions import reminding
from assessments.actions.planning import plan_answer
from assessments.models import Action, Participation
from assessments.tasks import remind
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import SOON, YESTERDAY, answer, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Team:
    found = team()
    answer(found, "yes", "no")
    return found


def due(us: Team, who: Participation) -> Action:
    return give(us, plan_answer(by=us.owner, entry=us.entries[1]), who=who, until=SOON, what="ZQ7-what")


def send(today: date | None = None) -> int:
    return reminding.send_reminders(today)


def test_once_a_week_a_neutral_mail(us: Team) -> None:
    due(us, us.editor)
    other = team(title="Other")
    answer(other, "yes", "no")
    Participation.objects.filter(pk=other.editor.pk).update(user=us.editor.user)
    due(other, Participation.objects.get(pk=other.editor.pk))
    remind()  # what the beat sends
    assert Letter.objects.count() == 1  # two assessments, one mail
    assert send() == 0
    assert send(timezone.localdate() + timedelta(days=6)) == 0
    assert send(timezone.localdate() + timedelta(days=7)) == 1
    letter = Letter.objects.first()
    assert letter.address.open() == us.editor.user.email
    text = letter.body.open()
    for word in ("ZQ7", "rule", "assessment", "checklist", "http"):
        assert word not in text.lower()


def test_two_beats_at_once_send_one(us: Team, monkeypatch) -> None:
    due(us, us.editor)
    people = reminding.find_users_to_remind(timezone.localdate())
    monkeypatch.setattr(reminding, "find_users_to_remind", lambda today: people)  # both looked before either wrote
    assert (send(), send()) == (1, 0)


def test_what_goes_wrong_with_one_costs_nobody_else_her_mail(us: Team, monkeypatch, caplog) -> None:
    """The first in the order of keys is the one that fails."""
    other = team(title="Other")
    answer(other, "yes", "no")
    for crew in (us, other):
        due(crew, crew.editor)
    first, second = reminding.find_users_to_remind(timezone.localdate())

    def address_of(user: User) -> str:
        if user == first:
            raise ValueError("ZQ7-address@example.org")
        return user.email

    monkeypatch.setattr(reminding, "find_mail_address", address_of)
    assert send() == 1
    assert Letter.objects.get().address.open() == second.email
    assert "ValueError" in caplog.text
    assert "ZQ7" not in caplog.text
    monkeypatch.undo()
    assert send() == 1  # she was not counted as reminded


def test_a_database_that_is_away_is_left_to_the_task(us: Team, monkeypatch) -> None:
    due(us, us.editor)
    monkeypatch.setattr(reminding, "claim_reminder", Mock(side_effect=OperationalError))
    with pytest.raises(OperationalError):
        send()


def test_nobody_who_said_no_left_or_has_nothing_due(us: Team) -> None:
    action = due(us, us.editor)
    for change in (
        lambda: Participation.objects.filter(pk=us.editor.pk).update(reminded=False),
        lambda: Participation.objects.filter(pk=us.editor.pk).update(reminded=True, left=timezone.now()),
        lambda: User.objects.filter(pk=us.editor.user_id).update(is_active=False),
    ):
        change()
        assert send() == 0
    Participation.objects.update(left=None)
    User.objects.update(is_active=True)
    for change in ({"state": "done"}, {"state": "todo", "until": timezone.localdate() + timedelta(days=30)}):
        give(us, action, **change)
        action.refresh_from_db()
        assert send() == 0
    give(us, action, until=YESTERDAY)
    assert send() == 1


@pytest.mark.postgresql
@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_send_one() -> None:
    import threading

    from django.db import connection

    us = team()
    answer(us, "yes", "no")
    due(us, us.editor)
    both, sent = threading.Barrier(2), []

    def beat() -> None:
        try:
            both.wait()
            sent.append(reminding.remind_user(us.editor.user, timezone.localdate()))
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _n in range(2)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert sorted(sent) == [False, True]
    assert Letter.objects.count() == 1
