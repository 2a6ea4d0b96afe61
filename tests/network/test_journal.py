"""Whom a restored backup must not bring back, and the commands of those who run the portal."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from network.data.actions.erasure import erase_member, replay_erasures
from network.joining.actions.joining import withdraw_application
from network.models import Application, Member
from network.storage import erasure_journal as journal
from tests.network import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path) -> None:
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")


def test_a_restored_backup_brings_nobody_back(zahra: Member, nasrin: Member) -> None:
    erase_member(by=zahra, member=zahra)
    back = factories.member("AF", id=zahra.pk, pseudonym="Zahra")  # as a restored dump would
    assert replay_erasures() == 1
    assert not Member.objects.filter(pk=back.pk).exists()
    assert Member.objects.filter(pk=nasrin.pk).exists()
    assert replay_erasures() == 0


def test_a_restored_backup_does_not_bring_back_an_application_that_was_withdrawn(db: None) -> None:
    taken_back, kept = factories.application("AF"), factories.application("AF")
    withdraw_application(by=taken_back)
    Application.objects.filter(pk=taken_back.pk).delete()
    factories.application("AF", id=taken_back.pk, state="in_vetting")  # as a restored dump would
    assert replay_erasures() == 1
    assert list(Application.objects.all()) == [kept]


def test_the_journal_holds_an_id_and_a_day(zahra: Member, settings) -> None:
    erase_member(by=zahra, member=zahra)
    text = Path(settings.ERASURE_JOURNAL).read_text()
    assert "ahra" not in text
    assert set(journal.read_erased()) == {zahra.pk}
    assert Path(settings.ERASURE_JOURNAL).stat().st_mode & 0o077 == 0


def test_a_half_written_line_is_passed_over(settings) -> None:
    member = uuid4()
    journal.record_erasure(member, date(2026, 1, 1))
    with Path(settings.ERASURE_JOURNAL).open("a") as file:
        file.write('{"member": "12')
    assert set(journal.read_erased()) == {member}


def test_whoever_is_erased_after_a_power_cut_has_a_line_of_her_own(settings) -> None:
    first, second = uuid4(), uuid4()
    journal.record_erasure(first, date(2026, 1, 1))
    with Path(settings.ERASURE_JOURNAL).open("a") as file:
        file.write('{"member": "12')
    journal.record_erasure(second, date(2026, 1, 2))
    assert set(journal.read_erased()) == {first, second}


def test_a_journal_is_begun_once_and_keeps_saying_when(settings) -> None:
    """The purge of a portal that nobody left begins it: an empty list is not a missing one."""
    assert not journal.file_exists()
    assert journal.forget_expired(date(2026, 11, 24)) == 0
    since = journal.read_beginning()
    assert since is not None
    assert journal.read_erased() == {}
    journal.ensure_file()
    journal.record_erasure(uuid4(), date(2026, 1, 1))
    assert journal.forget_expired(date(2026, 11, 24)) == 1
    assert journal.read_beginning() == since
    assert Path(settings.ERASURE_JOURNAL).stat().st_mode & 0o077 == 0


def test_the_first_one_who_leaves_begins_the_journal() -> None:
    journal.record_erasure(uuid4(), date(2026, 1, 1))
    assert journal.read_beginning() is not None


def test_a_journal_of_an_older_portal_does_not_say_since_when(settings) -> None:
    member = uuid4()
    Path(settings.ERASURE_JOURNAL).write_text(f'{{"member": "{member}", "erased": "2026-11-20"}}\n')
    assert journal.read_beginning() is None
    assert set(journal.read_erased()) == {member}


def test_a_line_goes_when_no_backup_can_hold_her(settings) -> None:
    old, young = uuid4(), uuid4()
    today = date(2026, 11, 24)
    journal.record_erasure(old, today - timedelta(days=42))
    journal.record_erasure(young, today - timedelta(days=41))
    assert journal.forget_expired(today) == 1
    assert set(journal.read_erased()) == {young}


def test_without_a_journal_nothing_is_erased(zahra: Member, settings, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    settings.ERASURE_JOURNAL = str(tmp_path / "file" / "journal")
    with pytest.raises(OSError):
        erase_member(by=zahra, member=zahra)
    assert Member.objects.filter(pk=zahra.pk).exists()


# --- The commands ---


def test_the_command_asks_twice(zahra: Member, monkeypatch) -> None:
    answers = iter(["Zahra", "No", "Zahra", "Zahra"])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase_member")
    call_command("erase_member")
    assert not Member.objects.filter(pk=zahra.pk).exists()


def test_the_command_says_when_there_is_nobody(db: None) -> None:
    with pytest.raises(CommandError, match="no such member"):
        call_command("erase_member", id=str(uuid4()))


def test_the_commands_work_by_id(zahra: Member) -> None:
    call_command("erase_member", id=str(zahra.pk))
    factories.member("AF", id=zahra.pk)
    call_command("replay_erasures")
    assert not Member.objects.exists()
