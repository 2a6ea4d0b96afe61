"""A restore drill in a database and folders of its own: `python -m tests.config.drill`, which prints what it saw.

Run by tests/config/test_backups.py and by tests/journeys/acceptance/test_restore.py, on the engine of DATABASE_URL.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "ZQ7-"
APART = "apart"  # where the operator of the drill keeps what is in no backup


@contextmanager
def a_database(folder: Path, *, empty: bool = False) -> Iterator[str]:
    """The address of a copy of the ready database, or of one without tables, gone afterwards."""
    import psycopg2

    from tests import ready

    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        with nullcontext() if empty else closing(ready.copy_into(f"file:{folder / 'portal.sqlite3'}")):
            yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    name = f"portal_drill_{os.getpid()}{'_empty' if empty else ''}"
    template = "template0" if empty else ready.template(url)
    with closing(psycopg2.connect(urlsplit(url)._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute(f'create database "{name}" template "{template}"')
            try:
                yield urlsplit(url)._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f'drop database if exists "{name}" with (force)')


def run(folder: Path, *, members: int = 8) -> dict[str, Any]:
    """The whole drill in processes of its own. Raises CalledProcessError with its words on standard error."""
    with a_database(folder) as url:
        done = python(folder, url, "-m", "tests.config.drill", str(members))
        done.check_returncode()
    return {**json.loads(done.stdout.splitlines()[-1]), **on_a_new_machine(folder)}


def on_a_new_machine(folder: Path) -> dict[str, Any]:
    """With nothing but the first backup and what operations.md says to copy: first without the journal, then with."""
    new = folder / "new"
    new.mkdir()
    for name in ("keys.json", "backup-key"):
        shutil.copy(folder / APART / name, new)
    backup = min((folder / "backups").glob("*.backup"))
    with a_database(new, empty=True) as url:
        refused = python(new, url, "manage.py", "restore", str(backup), stderr=subprocess.PIPE)
        shutil.copy(folder / APART / "erasures.jsonl", new)
        done = python(new, url, "manage.py", "restore", str(backup))
        done.check_returncode()
    return {"a new machine says without the journal": refused.stderr, "a new machine says": done.stdout}


def python(folder: Path, url: str, *words: str, stderr: int | None = None) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAL": "embedded", "VAR_DIR": str(folder)}
    environment |= {"DATABASE_URL": url, "CELERY_BROKER_URL": "memory://"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        timeout=600,
    )


# --- In that process --------------------------------------------------------------------------------------------


def database_digest() -> dict[str, str]:
    """Of each table that a backup holds: number of rows and a checksum over them, in any order."""
    from django.db import connection

    from config.backups.databases import count_rows

    found = {}
    with connection.cursor() as cursor:
        for table, rows in count_rows().items():
            cursor.execute(f'select * from "{table}"')
            lines = sorted(
                hashlib.sha256(repr([plain(v) for v in row]).encode()).hexdigest() for row in cursor.fetchall()
            )
            found[table] = f"{rows} {hashlib.sha256(''.join(lines).encode()).hexdigest()}"
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def files_digest() -> dict[str, str]:
    from config.backups.files import list_files, read_blocks

    return {
        path: hashlib.sha256(b"".join(read_blocks(storage, name))).hexdigest() for path, storage, name in list_files()
    }


def fill(members: int) -> Any:
    """People with canaries in every field, an upload, a sealed piece of evidence, a letter on its way, a session."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    from accounts.models import Letter
    from network.seeding.actions import seed_canary

    people = seed_canary(members=members, staff=3)
    storages["default"].save("documents/ZQ7-leave to remain.txt", ContentFile(b"ZQ7-upload " * 400_000))
    storages["default"].save("images/small.png", ContentFile(b"png"))
    storages["assessments"].save("ab/abcdef", ContentFile(os.urandom(5000)))
    Letter.objects.create(address="ZQ7-letter@example.org", body="ZQ7-letter", language="en")
    session = SessionStore()
    session["word"] = "ZQ7-session"
    session.create()
    return next(member for member in reversed(people) if member.country_id == "AF")


def refused(*words: str) -> str:
    """What the command says when it refuses; empty where it does not."""
    from django.core.management import CommandError, call_command

    try:
        call_command(*words)
    except CommandError as error:
        return str(error)
    return ""


def copy_apart() -> None:
    from django.conf import settings

    folder = Path(settings.VAR_DIR) / APART
    folder.mkdir()
    for file in (settings.KEYS_FILE, settings.BACKUP_KEY_FILE, settings.ERASURE_JOURNAL):
        shutil.copy(file, folder)


@contextmanager
def without(file: str) -> Iterator[None]:
    """The file is away for a while."""
    away = Path(file).with_name("away")
    Path(file).rename(away)
    yield
    away.rename(file)


def change_a_key(scope: str) -> None:
    """As shred_country and the next start of the portal do: another one under the same number."""
    from accounts.sealing.keys import KeyRing

    ring = KeyRing.load()
    ring.destroy(scope)
    ring.add(scope)
    ring.save()


def main(members: int) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.core.files.storage import storages
    from django.core.management import call_command

    from accounts.models import Letter, User
    from config.backups.databases import count_rows
    from network.data.actions.erasure import erase_member
    from network.models import Member

    seen: dict[str, Any] = {}
    leaver = fill(members)
    call_command("make_backup_key", stdout=sys.stderr)
    before = database_digest(), files_digest()
    call_command("backup", stdout=sys.stderr)
    copy_apart()
    backup = next(Path(settings.BACKUP_DIR).glob("*.backup"))
    content = backup.read_bytes()
    seen["bytes"], seen["rows"] = len(content), sum(count_rows().values())
    seen["readable"] = content.count(CANARY.encode())
    seen["others can read the file"] = bool(backup.stat().st_mode & 0o077)

    changed = backup.with_name("changed")
    changed.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    seen["says of a changed byte"] = refused("restore", str(changed), "--replace")
    changed.write_bytes(content[: len(content) // 2])
    seen["says of half a file"] = refused("restore", str(changed), "--replace")
    seen["says where a portal is"] = refused("restore", str(backup))
    with without(settings.ERASURE_JOURNAL):
        seen["says without the journal"] = refused("restore", str(backup), "--replace")

    User.objects.create_user("after@example.org", "a long enough password")
    storages["default"].delete("documents/ZQ7-leave to remain.txt")
    storages["default"].save("documents/later.txt", storages["assessments"].open("ab/abcdef"))
    call_command("restore", str(backup), replace=True, stdout=sys.stderr)
    after = database_digest(), files_digest()
    seen["tables that differ"] = sorted(name for name in before[0] if before[0][name] != after[0].get(name))
    seen["files that differ"] = sorted(set(before[1].items()) ^ set(after[1].items()))
    seen["letters and sessions"] = Letter.objects.count() + Session.objects.count()

    erase_member(by=None, member=Member.objects.get(pk=leaver.pk))
    call_command("restore", str(backup), replace=True, stdout=sys.stderr)
    seen["the leaver came back"] = Member.objects.filter(pk=leaver.pk).exists()
    seen["members"] = Member.objects.count()
    call_command("backup", stdout=sys.stderr)  # what was restored can be backed up and restored like any other
    newest = max(Path(settings.BACKUP_DIR).glob("*.backup"))
    call_command("restore", str(newest), replace=True, stdout=sys.stderr)
    seen["members after another round"] = Member.objects.count()

    change_a_key("AF")
    now = database_digest(), files_digest()
    seen["says of a key that is another"] = refused("restore", str(backup), "--replace")
    seen["touched by what was refused"] = now != (database_digest(), files_digest())
    call_command("restore", str(backup), replace=True, without_keys=["AF"], stdout=sys.stderr)
    seen["members when a key was destroyed"] = Member.objects.count()
    return seen


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
