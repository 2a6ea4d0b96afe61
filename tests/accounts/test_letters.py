"""Mail: sealed while it waits, neutral when it goes, gone afterwards."""

import logging
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as portal
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts.actions import post_letter
from accounts.emails import text_of
from accounts.models import Letter, Subject
from accounts.tasks import deliver, sweep

pytestmark = pytest.mark.django_db
TO = "ZQ7-letter@example.org"
HANDED_OVER = "django.core.mail.backends.locmem.EmailBackend.send_messages"
NEUTRAL = {"You have a new notice", "Your one-time code"}


def write(**more: str) -> Letter:
    return post_letter(**{"to": TO, "body": "ZQ7-body waits.\n", "language": "en", **more})


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select address, body, subject from accounts_letter")
        return repr(cursor.fetchall())


def test_a_waiting_letter_shows_neither_address_nor_text_in_the_database() -> None:
    letter = write()
    assert "ZQ7-" not in stored()
    assert "ZQ7-" not in repr([letter.address, letter.body, str(letter)])
    assert letter.address.open() == TO


def test_a_letter_goes_out_once_as_plain_text_and_its_row_goes_with_it() -> None:
    letter = write()
    deliver(str(letter.pk))
    deliver(str(letter.pk))
    [message] = mail.outbox
    assert message.to == [TO]
    assert message.subject in NEUTRAL
    assert message.message().get_content_type() == "text/plain"
    assert not Letter.objects.exists()


@pytest.mark.parametrize("name", ["code", "account_exists", "changed"])
@pytest.mark.parametrize("language", [code for code, _name in portal.LANGUAGES])
@pytest.mark.parametrize("subject", list(Subject))
def test_no_mail_names_anybody_or_leads_anywhere(name: str, language: str, subject: Subject) -> None:
    letter = write(body=text_of(name, language, code="BCDF-GHJK"), language=language, subject=subject)
    deliver(str(letter.pk))
    [message] = mail.outbox
    with translation.override(language):
        assert message.subject in {str(label) for label in Subject.labels}
    whole = message.message().as_string() + message.body
    for word in ("http", "www.", "/account", portal.WAGTAIL_SITE_NAME, "network", "Toolkit", "html", "ZQ7-body"):
        assert word.lower() not in whole.lower().replace("text/plain", ""), word
    assert message.from_email == portal.DEFAULT_FROM_EMAIL


def test_no_header_names_the_machine(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "notices@example.org"
    deliver(str(write().pk))
    message = mail.outbox[0].message()
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_letter_to_nobody_is_thrown_away_by_the_worker() -> None:
    letter = write(to="")
    deliver(str(letter.pk))
    assert mail.outbox == []
    assert not Letter.objects.exists()


def test_the_broker_hears_an_id_and_only_after_the_commit(monkeypatch, django_capture_on_commit_callbacks) -> None:
    heard: list[object] = []
    monkeypatch.setattr("accounts.actions.enqueue", heard.append)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        letter = write()
        assert heard == []
    assert heard == [letter.pk]


def refuse(*args: object, **kwargs: object) -> None:
    raise smtplib.SMTPRecipientsRefused({TO: (550, b"no such user")})


def test_a_mail_server_that_refuses_is_tried_five_times_and_the_log_names_nobody(monkeypatch, caplog) -> None:
    monkeypatch.setattr(HANDED_OVER, refuse)
    caplog.set_level(logging.DEBUG)
    letter = write()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(8):
            deliver(str(letter.pk))
            clock.shift(timedelta(minutes=20))
        letter.refresh_from_db()
        assert letter.attempts == 5
        sweep()
    assert not Letter.objects.exists()
    assert str(letter.pk) in caplog.text
    assert "ZQ7" not in caplog.text


def test_between_two_tries_there_is_a_pause(monkeypatch) -> None:
    monkeypatch.setattr(HANDED_OVER, refuse)
    letter = write()
    deliver(str(letter.pk))
    deliver(str(letter.pk))
    letter.refresh_from_db()
    assert letter.attempts == 1


def test_an_address_with_a_line_break_is_given_up_at_once(caplog) -> None:
    letter = write(to="ZQ7@example.org\nBcc: other@example.org")
    deliver(str(letter.pk))
    assert mail.outbox == []
    assert not Letter.objects.exists()
    assert "ZQ7" not in caplog.text


def test_what_the_broker_lost_is_sent_a_minute_later(monkeypatch) -> None:
    sent: list[object] = []
    monkeypatch.setattr("accounts.tasks.enqueue", lambda pk: sent.append(pk) or True)
    letter = write()
    sweep()
    assert sent == []
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        sweep()
    assert sent == [letter.pk]
