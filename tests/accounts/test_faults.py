"""The mail server is away: nobody waits for it, nothing is lost, and it is asked once a minute. And clocks."""

import logging
import smtplib
from collections.abc import Iterator
from datetime import timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from accounts.actions import post_letter
from accounts.models import Letter, SignIn, User
from accounts.models.letters import LONGEST_LEASE
from accounts.tasks import LEASE, claim_letter, deliver, sweep

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
AWAY = [
    ConnectionRefusedError(111, "ZQ7-host"),
    TimeoutError(),
    smtplib.SMTPServerDisconnected("ZQ7-host"),
    smtplib.SMTPConnectError(421, "ZQ7-host"),
    smtplib.SMTPAuthenticationError(535, b"ZQ7-password"),
]


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[Exception | None]:
    """How each next try to be let in ends, the first one first; the last one stands for all that follow."""
    ends: list[Exception | None] = []

    def come_in(server: object) -> None:
        end = ends.pop(0) if len(ends) > 1 else ends[0]
        if end is not None:
            raise end

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", come_in)
    return ends


def letters(count: int) -> list[Letter]:
    return [post_letter(to=f"ZQ7-{n}@example.org", body="ZQ7-body", language="en") for n in range(count)]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the broker was told to deliver."""
    box: list[object] = []
    monkeypatch.setattr("accounts.tasks.enqueue_letter", lambda pk: box.append(pk) or True)
    monkeypatch.setattr("accounts.actions.enqueue_letter", lambda pk: True)
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


class Fussy(StreamRequestHandler):
    """A mail server that takes letters, and hangs up as soon as it hears of one address."""

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            if b"breaks" in line:
                return
            if line.startswith(b"data"):
                self.say("354 go on")
                self.server.taken.append(list(iter(self.rfile.readline, b".\r\n")))  # type: ignore[attr-defined]
            self.say("221 bye" if line.startswith(b"quit") else "250 yes")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def fussy(settings: Any) -> Iterator[list[object]]:
    """What it has taken."""
    with ThreadingTCPServer(("127.0.0.1", 0), Fussy) as server:
        server.taken = []  # type: ignore[attr-defined]
        host, port = server.server_address
        options = {"host": host, "port": port, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.taken  # type: ignore[attr-defined]
        server.shutdown()


def test_a_letter_that_breaks_the_connection_holds_up_no_other_and_is_given_up(fussy: list[object]) -> None:
    """It once counted as a mail server that is away: every minute it was tried first, and all others waited a day."""
    bad = post_letter(to="breaks@example.org", body="ZQ7-body", language="en")
    others = letters(2)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for letter in (bad, *others):
            deliver(str(letter.pk))
        assert len(fussy) == 2
        assert list(Letter.objects.values_list("pk", "attempts")) == [(bad.pk, 1)]
        for _try in range(4):
            clock.shift(timedelta(minutes=17))
            deliver(str(bad.pk))
        clock.shift(timedelta(minutes=17))
        sweep()
    assert not Letter.objects.exists()


def test_a_letter_that_was_taken_is_not_sent_twice_for_a_bad_farewell(
    tries: list[Exception | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(server: object) -> None:
        raise smtplib.SMTPResponseException(500, "Line too long.")

    tries.append(None)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.close", close)
    [letter] = letters(1)
    deliver(str(letter.pk))
    assert len(mail.outbox) == 1
    assert not Letter.objects.exists()


def test_a_clock_put_back_an_hour_keeps_no_letter_for_an_hour(
    tries: list[Exception | None], told: list[object]
) -> None:
    tries.append(None)
    [letter] = letters(1)
    assert claim_letter(letter.pk), "by a worker that is killed now"
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
