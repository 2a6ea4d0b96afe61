"""A backup comes back whole or not at all, opens for its key only, and brings nobody back who left."""

import io
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler
from hypothesis import given
from hypothesis import strategies as st

from config.backups import archive, creating, databases, encryption, files, read_manifest
from config.backups.archive import ArchiveReader, ArchiveWriter
from config.backups.creating import back_up, remove_old
from config.backups.databases import LEFT_OUT, copy_database
from config.backups.encryption import BackupError, EncryptedWriter, decrypt_chunks, make_key, read_key
from config.backups.keys import find_lost_keys
from config.backups.restoring import check_erasure_journal, check_fits
from config.models import JobHeartbeat
from network.storage import erasure_journal as journal
from tests.config import drill

KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def sealed(*pieces: bytes) -> bytes:
    file = io.BytesIO()
    writer = EncryptedWriter(file, KEY)
    for piece in pieces:
        writer.write(piece)
    writer.close()
    return file.getvalue()


def read(content: bytes, key: bytes = KEY) -> bytes:
    return b"".join(decrypt_chunks(io.BytesIO(content), key))


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch) -> None:
    monkeypatch.setattr(encryption, "CHUNK", 64)


# --- The sealed file ---


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_what_goes_in_comes_out(pieces: list[bytes]) -> None:
    assert read(sealed(*pieces)) == b"".join(pieces)


def test_a_changed_byte_anywhere_is_refused() -> None:
    content = sealed(b"ZQ7-" * 50)
    assert b"ZQ7-" not in content
    for place in range(len(content)):
        with pytest.raises(BackupError):
            read(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def test_a_file_cut_off_anywhere_is_refused() -> None:
    """Also between two chunks, where each chunk by itself is good."""
    content = sealed(b"x" * 300)
    for end in range(len(content)):
        with pytest.raises(BackupError):
            read(content[:end])


def test_chunks_in_another_order_are_refused() -> None:
    content, size = sealed(b"a" * 64 + b"b" * 64 + b"c"), 64 + encryption.TAG
    head = len(encryption.MAGIC) + encryption.SALT
    swapped = content[:head] + content[head + size : head + 2 * size] + content[head : head + size]
    with pytest.raises(BackupError, match="the key is another one, or the file was changed"):
        read(swapped + content[head + 2 * size :])


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BackupError, match="the key is another one"):
        read(sealed(b"words"), OTHER_KEY)


def test_the_same_content_never_looks_the_same() -> None:
    assert sealed(b"words") != sealed(b"words")


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    first = read_key(tmp_path / "key")
    assert len(first) == 32
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="There is a key"):
        make_key(tmp_path / "key")
    assert read_key(tmp_path / "key") == first


@pytest.mark.parametrize("content", ["", "short", "not base 64 !", "QUJD"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(BackupError, match="make_backup_key"):
        read_key(tmp_path / "key")


# --- The entries in it ---


@given(
    st.lists(
        st.tuples(st.text("ab/é ", min_size=1, max_size=9), st.lists(st.binary(max_size=99), max_size=3)), max_size=5
    )
)
def test_entries_come_out_as_they_went_in(content: list[tuple[str, list[bytes]]]) -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name, blocks in content:
        writer.put(name, iter(blocks))
    chunks = iter([file.getvalue()[i : i + 7] for i in range(0, len(file.getvalue()), 7)])
    assert [(name, b"".join(blocks)) for name, blocks in ArchiveReader(chunks).entries()] == [
        (name, b"".join(blocks)) for name, blocks in content
    ]


@pytest.mark.parametrize("content", [b"\xff\xff\xff\xff", b"\0\0\0\x04ab", b"\0\0\0\x01a\0\0"])
def test_entries_without_sense_are_refused(content: bytes) -> None:
    with pytest.raises(BackupError):
        list(ArchiveReader(iter([content])).entries())


def test_the_largest_block_fits_what_is_written() -> None:
    assert archive.MAX_BLOCK >= 4 * 1024 * 1024


# --- Writing one while the portal lives ---


def embedded(portal: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """From now on backups are of the embedded portal whose database this file is."""
    sqlite = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(portal)}})["default"]
    monkeypatch.setattr("config.backups.databases.connection", sqlite)
    return sqlite


@pytest.mark.django_db
def test_what_an_embedded_portals_backup_leaves_out_is_not_in_its_bytes_either(tmp_path: Path, monkeypatch) -> None:
    """A thief who reads the copy below its tables finds no session, no sign-in and no letter.

    Debian's SQLite overwrites what is deleted (`pragma secure_delete`); others leave it in the file until a VACUUM.
    """
    portal, copy = tmp_path / "portal.sqlite3", tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(portal)) as made:
        made.execute("pragma secure_delete = off")
        for table in [*LEFT_OUT, "network_member"]:
            made.execute(f'create table "{table}" (words text)')
            made.executemany(f'insert into "{table}" values (?)', [(f"ZQ7-{table}-{number}",) for number in range(500)])
        made.commit()
    sqlite = embedded(portal, monkeypatch)
    assert copy_database(str(copy)) == {"network_member": 500}
    sqlite.close()
    content = copy.read_bytes()
    found = [table for table in [*LEFT_OUT, "network_member"] if f"ZQ7-{table}-".encode() in content]
    assert found == ["network_member"]


@pytest.fixture
def living(settings, monkeypatch, tmp_path: Path, db: None) -> Path:
    """A portal that can be backed up inside a test's transaction: the dump is a word. The folder of its backups."""

    @contextmanager
    def dump_database() -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
        yield {"some_table": 1}, iter([b"dump"])

    monkeypatch.setattr(creating, "dump_database", dump_database)
    settings.BACKUP_DIR, settings.BACKUP_KEY_FILE = str(tmp_path / "backups"), str(tmp_path / "backup-key")
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    make_key(tmp_path / "backup-key")
    return tmp_path / "backups"


@pytest.fixture
def deleted_meanwhile(monkeypatch) -> Callable[[str], None]:
    """Call it with the name of an upload, and it is deleted between the list of files and its turn."""

    def choose(gone: str) -> None:
        def list_files() -> Iterator[tuple[str, Any, str]]:
            listed = list(files.list_files())
            default_storage.delete(gone)
            yield from listed

        monkeypatch.setattr(creating, "list_files", list_files)

    return choose


def look_at_a_backup_without(gone: str, stays: str) -> None:
    path, manifest = back_up()
    assert f"media/{gone}" not in manifest["contents"]
    assert manifest["contents"][f"media/{stays}"]["size"] == 5
    assert read_manifest(path) == manifest
    assert JobHeartbeat.objects.filter(name="backup").exists()


def test_a_file_that_an_editor_deletes_meanwhile_is_left_out(living: Path, deleted_meanwhile) -> None:
    gone, stays = (default_storage.save(f"documents/{name}", ContentFile(b"words")) for name in ("a.txt", "b.txt"))
    deleted_meanwhile(gone)
    look_at_a_backup_without(gone, stays)


def test_a_file_that_an_editor_deletes_from_the_bucket_meanwhile_is_left_out(
    in_the_bucket: str, living: Path, deleted_meanwhile
) -> None:
    gone, stays = (default_storage.save(f"documents/{name}", ContentFile(b"words")) for name in ("a.txt", "b.txt"))
    deleted_meanwhile(gone)
    look_at_a_backup_without(gone, stays)


def test_what_does_not_read_back_is_no_backup(living: Path, monkeypatch) -> None:
    monkeypatch.setattr(EncryptedWriter, "close", lambda self: None)  # as a disk that loses the end
    with pytest.raises(BackupError):
        back_up()
    assert list(living.iterdir()) == []
    assert not JobHeartbeat.objects.filter(name="backup").exists()


@pytest.mark.parametrize("error", [OSError("disk"), RuntimeError("a bucket's library has its own")])
def test_a_file_that_breaks_off_stops_the_backup_with_a_sentence(living: Path, monkeypatch, error: Exception) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise error

    default_storage.save("documents/a.txt", ContentFile(b"words"))
    monkeypatch.setattr(type(default_storage._wrapped), "open", lambda *_args: Broken())  # type: ignore[attr-defined]
    with pytest.raises(BackupError, match="could not be read to its end"):
        back_up()
    assert list(living.iterdir()) == []


def test_old_backups_go_also_while_no_new_one_can_be_made(living: Path, settings) -> None:
    old = living / "portal-2026-01-01-014000.backup"
    living.mkdir()
    old.touch()
    Path(settings.BACKUP_KEY_FILE).unlink()
    with pytest.raises(CommandError, match="no backup key"):
        call_command("backup")
    assert not old.exists()


def test_a_portal_that_nobody_left_comes_back(living: Path) -> None:
    _path, manifest = back_up()
    assert journal.file_exists()
    check_erasure_journal(datetime.fromisoformat(manifest["made"]))


def test_a_container_that_may_not_write_the_journal_makes_its_backup(living: Path, settings) -> None:
    Path(settings.BACKUP_KEY_FILE).with_name("file").touch()
    settings.ERASURE_JOURNAL = str(Path(settings.BACKUP_KEY_FILE).with_name("file") / "erasures.jsonl")
    path, _manifest = back_up()
    assert path.exists()


def test_the_manifest_tells_keys_apart_and_holds_none(living: Path, settings) -> None:
    _path, manifest = back_up()
    text = json.dumps(manifest)
    data = json.loads(Path(settings.KEYS_FILE).read_text())
    assert set(manifest["keys"]) == {*data["scopes"], "blind"}
    assert not any(key in text for ring in [*data["scopes"].values(), data["blind"]] for key in ring.values())
    assert find_lost_keys(manifest["keys"], ()) == {}
    assert find_lost_keys({}, ()) == {}  # of an older portal


# --- What is kept, what is refused ---


def test_old_backups_go_and_nothing_else(settings, tmp_path: Path) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    names = [
        "portal-2026-10-20-014000.backup",
        "portal-2026-10-21-014000.backup",
        "portal-2026-11-24-014000.backup.part",
        "portal-2026-11-25-014000.backup.part",
        "portal-notes.txt",
        "other.backup",
    ]
    for name in names:
        (tmp_path / name).touch()
    gone = remove_old(35, date(2026, 11, 25))
    assert [path.name for path in gone] == [names[0], names[2]]
    assert sorted(os.listdir(tmp_path)) == sorted(set(names) - {names[0], names[2]})


@pytest.mark.parametrize("name", ["KEYS_FILE", "BACKUP_KEY_FILE", "ERASURE_JOURNAL"])
def test_a_key_among_the_uploads_stops_the_backup(settings, tmp_path: Path, name: str) -> None:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = str(tmp_path / "media"), str(tmp_path)
    setattr(settings, name, str(tmp_path / "media/deep/keys.json"))
    with pytest.raises(BackupError, match="Keep it elsewhere"):
        back_up()


@pytest.mark.django_db
def test_a_backup_of_a_newer_portal_or_another_database_is_refused() -> None:
    from django.db import connection

    good = {"vendor": connection.vendor, "migrations": ["accounts.0001_initial"]}
    check_fits(good)
    with pytest.raises(BackupError, match="newer portal"):
        check_fits({**good, "migrations": ["accounts.0001_initial", "accounts.9999_tomorrow"]})
    with pytest.raises(BackupError, match="backup is of oracle"):
        check_fits({**good, "vendor": "oracle"})


def database(file: Path, words: str) -> bytes:
    with closing(sqlite3.connect(file)) as made:
        made.execute("create table said (words text)")
        made.execute("insert into said values (?)", [words])
        made.commit()
    return file.read_bytes()


def words_in(file: Path) -> str:
    with closing(sqlite3.connect(file)) as found:
        return found.execute("select words from said").fetchone()[0]


@pytest.mark.django_db
def test_only_a_database_without_a_table_is_empty(tmp_path: Path, monkeypatch) -> None:
    """What is not empty is replaced only when the operator says so."""
    portal = tmp_path / "portal.sqlite3"
    embedded(portal, monkeypatch).close()
    assert databases.is_database_empty()
    database(portal, "there")
    embedded(portal, monkeypatch)
    assert not databases.is_database_empty()


@pytest.mark.django_db
def test_an_embedded_portals_database_is_replaced_or_stays_as_it_was(tmp_path: Path, monkeypatch) -> None:
    portal = tmp_path / "portal.sqlite3"
    database(portal, "old")
    new, third = database(tmp_path / "new.sqlite3", "new"), database(tmp_path / "third.sqlite3", "third")
    embedded(portal, monkeypatch)
    with databases.replace_database(iter([new[:100], new[100:]])):
        assert words_in(portal) == "new"
    assert [file.name for file in tmp_path.glob("portal*")] == ["portal.sqlite3"], "what was set aside is gone"

    def breaks_off() -> None:
        with databases.replace_database(iter([third])):
            assert words_in(portal) == "third"
            raise BackupError("a file is missing")

    with pytest.raises(BackupError, match="a file is missing"):
        breaks_off()
    assert words_in(portal) == "new"
    with pytest.raises(BackupError, match="copy of the database in the backup is damaged"):
        databases.replace_database(iter([new[:4096], bytes(len(new) - 4096)])).__enter__()  # a page of nothing
    assert words_in(portal) == "new"


# --- The drill ---


@pytest.mark.thorough
@pytest.mark.django_db
def test_a_portal_comes_back_as_it_was_and_without_who_left(tmp_path: Path) -> None:
    """On the engine of this run; two restores, a changed byte and half a file on the way."""
    seen = drill.run(tmp_path)
    assert seen["tables that differ"] == []
    assert seen["files that differ"] == []
    assert seen["readable"] == 0
    assert not seen["others can read the file"]
    assert "the file was changed" in seen["says of a changed byte"]
    assert "cut off" in seen["says of half a file"]
    assert "--replace" in seen["says where a portal is"]
    assert "no list of erased accounts" in seen["says without the journal"]
    assert "for AF. Put" in seen["says of a key that is another"]
    assert not seen["touched by what was refused"]
    assert seen["letters and sessions"] == 0
    assert not seen["the leaver came back"]
    assert seen["members"] == seen["members after another round"] == seen["members when a key was destroyed"] == 7
    assert "no list of erased accounts" in seen["a new machine says without the journal"]
    assert "Erased again: 0" in seen["a new machine says"]
