"""What a restore refuses before it touches anything: to bring people back who left, and texts that nobody can open."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.sealing import Shredded
from config.backups.encryption import BackupError
from config.backups.keys import find_lost_keys, fingerprint, fingerprint_keys, mark_texts_unreadable
from config.backups.restoring import check_erasure_journal
from network.models import Member
from tests.network import factories

OTHER = {"1": base64.b64encode(bytes(32)).decode()}


# --- Whoever left stays away ---


@pytest.fixture
def begun(settings, tmp_path: Path) -> Callable[[timedelta], None]:
    """Call it to have a journal that began so long ago."""
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")

    def write(ago: timedelta) -> None:
        Path(settings.ERASURE_JOURNAL).write_text(json.dumps({"begun": (timezone.now() - ago).isoformat()}) + "\n")

    return write


def made(**ago: int) -> datetime:
    return timezone.now() - timedelta(**ago)


def test_a_backup_of_a_portal_whose_journal_is_missing_is_refused(begun) -> None:
    with pytest.raises(BackupError, match=r"no list of erased accounts.*--without-journal"):
        check_erasure_journal(made(days=1))


def test_a_new_machines_own_journal_does_not_count(begun) -> None:
    """It was begun by the portal that ran there for an hour, before anybody thought of the old one's."""
    begun(timedelta(hours=1))
    check_erasure_journal(made(minutes=59))
    with pytest.raises(BackupError, match="begun after the backup"):
        check_erasure_journal(made(hours=2))


def test_a_backup_that_is_older_than_the_journal_remembers_is_refused(begun) -> None:
    begun(timedelta(days=400))
    check_erasure_journal(made(days=35, hours=23))  # still among those that are kept
    with pytest.raises(BackupError, match="older than 35 days"):
        check_erasure_journal(made(days=36))


# --- Its keys ---


@pytest.fixture
def change_keys(settings, tmp_path: Path) -> Callable[..., None]:
    """Call it to change a copy of the key file: a scope with its keys, or None to take it away."""

    def change(**scopes: dict[str, str] | None) -> None:
        data = json.loads(Path(settings.KEYS_FILE).read_text())
        data["scopes"] |= scopes
        data["scopes"] = {scope: keys for scope, keys in data["scopes"].items() if keys}
        settings.KEYS_FILE = str(tmp_path / f"keys-{'-'.join(scopes)}.json")
        Path(settings.KEYS_FILE).write_text(json.dumps(data))

    return change


@pytest.mark.parametrize("keys", [OTHER, None])
def test_another_key_and_a_missing_one_are_refused_by_the_name_of_their_scope(change_keys, keys) -> None:
    then = fingerprint_keys()
    change_keys(AF=keys)
    with pytest.raises(BackupError, match=r"missing, or others, for AF.*--without-keys"):
        find_lost_keys(then, ["IR"])
    assert find_lost_keys(then, ["AF"]) == {"AF": ["1"]}


def test_a_key_is_known_again_in_the_backups_of_every_release() -> None:
    assert fingerprint(base64.b64encode(bytes(32)).decode()) == "ef73b3e62941775e"


def test_a_key_that_came_later_is_no_hindrance(change_keys, settings) -> None:
    then = fingerprint_keys()
    change_keys(AF={**json.loads(Path(settings.KEYS_FILE).read_text())["scopes"]["AF"], "2": OTHER["1"]}, XX=OTHER)
    assert find_lost_keys(then, ()) == {}


def test_without_any_key_file_every_scope_is_named(settings, tmp_path: Path) -> None:
    then = fingerprint_keys()
    settings.KEYS_FILE = str(tmp_path / "none.json")
    with pytest.raises(BackupError, match=r"\*, AF, .*, blind"):
        find_lost_keys(then, ())


@pytest.mark.django_db
def test_what_a_destroyed_key_sealed_is_unreadable_and_breaks_nothing(change_keys) -> None:
    """Also where the country has a new key of the same number since, as every start of the portal makes one."""
    then = fingerprint_keys()
    lost, kept = factories.member("AF"), factories.member("IR")
    change_keys(AF=OTHER)
    mark_texts_unreadable(find_lost_keys(then, ["AF"]))
    with pytest.raises(Shredded):
        Member.objects.get(pk=lost.pk).address.open()
    assert Member.objects.get(pk=kept.pk).address.open()
