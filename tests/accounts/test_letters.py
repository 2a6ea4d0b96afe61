"""Mail: sealed while it waits, neutral when it goes, gone afterwards."""

import logging
import os
import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as portal
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts.actions import post_letter
from accounts.emails import render_mail_text
from accounts.models import Letter, LetterSubject
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
@pytest.mark.parametrize("subject", list(LetterSubject))
def test_no_mail_names_anybody_or_leads_anywhere(name: str, language: str, subject: LetterSubject) -> None:
    letter = write(body=render_mail_text(name, language, code="BCDF-GHJK"), language=language, subject=subject)
    deliver(str(letter.pk))
    [message] = mail.outbox
    with translation.override(language):
        assert message.subject in {str(label) for label in LetterSubject.labels}
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
    monkeypatch.setattr("accounts.actions.enqueue_letter", heard.append)
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
    monkeypatch.setattr("accounts.tasks.enqueue_letter", lambda pk: sent.append(pk) or True)
    letter = write()
    sweep()
    assert sent == []
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        sweep()
    assert sent == [letter.pk]


# --- Where no mail server is set ---


@pytest.fixture
def letters(settings, tmp_path: Path) -> Path:
    """The folder of a portal as script/server runs it: there is none before the first letter."""
    settings.MAIL_SERVER, settings.LETTERS_DIR = False, tmp_path / "letters"
    settings.MAILERS = {"default": {"BACKEND": "accounts.emails.folder.Folder"}}
    return settings.LETTERS_DIR


def test_without_a_mail_server_a_letter_lies_where_only_its_owner_reads_and_is_printed_nowhere(
    letters: Path, caplog, capfd
) -> None:
    caplog.set_level(logging.DEBUG)
    before = os.umask(0)
    try:
        deliver(str(write().pk))
    finally:
        os.umask(before)
    [file] = letters.iterdir()
    assert (letters.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter.get_content()) == (TO, "ZQ7-body waits.\n")
    assert not Letter.objects.exists()
    told = "".join([*capfd.readouterr(), caplog.text, file.name])
    assert "ZQ7" not in told
    assert "body" not in told
    assert set(file.stem) <= set("0123456789abcdef")


def test_a_folder_that_everybody_could_read_is_shut_before_a_letter_comes_in(letters: Path) -> None:
    letters.mkdir(mode=0o755)
    letters.chmod(0o755)
    deliver(str(write().pk))
    assert letters.stat().st_mode & 0o777 == 0o700


def test_letters_in_the_folder_go_after_a_day(letters: Path) -> None:
    sweep()  # no folder, no harm
    deliver(str(write().pk))
    deliver(str(write().pk))
    old, new = letters.iterdir()
    now = timezone.now().timestamp()
    os.utime(old, (now - 24 * 3600 - 1,) * 2)
    os.utime(new, (now - 24 * 3600 + 60,) * 2)
    sweep()
    assert list(letters.iterdir()) == [new]


def test_a_letter_that_found_no_room_leaves_nothing_half_written_and_is_tried_again(letters: Path, monkeypatch) -> None:
    monkeypatch.setattr("os.fdopen", refuse_disk)
    letter = write()
    deliver(str(letter.pk))
    assert list(letters.iterdir()) == []
    assert Letter.objects.filter(pk=letter.pk).exists()


def refuse_disk(number: int, *_more: object) -> None:
    os.close(number)
    raise OSError(28, "No space left on device")


def test_without_a_mail_server_a_letter_about_a_guarded_account_is_not_made(letters: Path, settings) -> None:
    assert post_letter(to=TO, body="ZQ7-body", language="en", is_guarded=True) is None
    assert not Letter.objects.exists()
    settings.MAIL_SERVER = True
    assert post_letter(to=TO, body="ZQ7-body", language="en", is_guarded=True) is not None
