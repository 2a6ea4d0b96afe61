"""The mail server is away: nobody waits for it, nothing is lost, and it is asked once a minute. And clocks."""

import logging
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.actions import post_letter
from accounts.models import Letter, SignIn, User
from accounts.models.letters import LONGEST_LEASE
from accounts.tasks import LEASE, claim, deliver, sweep

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
AWAY = [ConnectionRefusedError(111, "ZQ7-host"), TimeoutError(), smtplib.SMTPServerDisconnected("ZQ7-host")]


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[Exception | None]:
    """How each next try ends, the first one first; the last one stands for all that follow."""
    ends: list[Exception | None] = []
    truly = mail.EmailMessage.send

    def send(message: mail.EmailMessage, *args: object, **kwargs: object) -> int:
        end = ends.pop(0) if len(ends) > 1 else ends[0]
        if end is not None:
            raise end
        return truly(message, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.EmailMessage.send", send)
    return ends


def letters(count: int) -> list[Letter]:
    return [post_letter(to=f"ZQ7-{n}@example.org", body="ZQ7-body", language="en") for n in range(count)]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the broker was told to deliver."""
    box: list[object] = []
    monkeypatch.setattr("accounts.tasks.enqueue", lambda pk: box.append(pk) or True)
    monkeypatch.setattr("accounts.actions.enqueue", lambda pk: True)
    return box


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_a_server_that_is_away_for_hours_loses_no_letter(
    error: Exception, tries: list[Exception | None], told: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tries.append(error)
    [letter] = letters(1)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _hour in range(8):
            sweep()
            deliver(str(letter.pk))
            clock.shift(HOUR)
        assert mail.outbox == []
        tries[:] = [None]
        told.clear()
        sweep()
        assert told == [letter.pk]
        deliver(str(letter.pk))
    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()
    assert "ZQ7" not in caplog.text


def test_one_worker_at_a_time_waits_for_a_server_that_is_away(
    tries: list[Exception | None], told: list[object]
) -> None:
    """Fifty letters with ten seconds each would keep both workers from every file that somebody waits for."""
    tries += [TimeoutError(), None]
    waiting = letters(3)
    for letter in waiting:
        deliver(str(letter.pk))
    assert mail.outbox == [], "only the first one asked"
    assert tries == [None]
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        sweep()
        assert len(told) == 3
        for letter in waiting:
            deliver(str(letter.pk))
    assert len(mail.outbox) == 3


def test_a_clock_put_back_an_hour_keeps_no_letter_for_an_hour(
    tries: list[Exception | None], told: list[object]
) -> None:
    tries.append(None)
    [letter] = letters(1)
    assert claim(letter.pk), "by a worker that is killed now"
    with time_machine.travel(timezone.now() - HOUR, tick=False):
        Letter.objects.update(created=timezone.now() - timedelta(minutes=2))
        sweep()
        assert told == [letter.pk]
        deliver(str(letter.pk))
    assert len(mail.outbox) == 1
    assert LEASE < LONGEST_LEASE


@pytest.mark.parametrize(("step", "stays"), [(HOUR, False), (-HOUR, True)])
def test_a_clock_that_is_put_right_leaves_no_session_open_past_its_four_hours(
    step: timedelta, stays: bool, member: User
) -> None:
    """Forward it ends early, which is safe; back it goes on, and ends four hours after it began by the clock before."""
    row = SignIn.objects.create(user=member, is_short=True)
    ends = row.began + timedelta(hours=4)
    with time_machine.travel(timezone.now() + step, tick=False):
        assert row.is_over is not stays
        assert row.ends <= ends
