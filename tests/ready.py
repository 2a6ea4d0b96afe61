"""A database as it is after the first start, migrated and with the starter content, made once for all who test.

`python -m tests.ready [LANGUAGES]` makes it ahead; the first test that needs it makes it otherwise. It takes some fifteen
seconds, a copy takes a tenth of one. With languages besides English it begins as a copy of the one without. On PostgreSQL it is a template database on the server that DATABASE_URL
names, on SQLite a file. Its name is a digest of all it depends on, so a change makes a new one; the oldest go.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2.errors import DuplicateDatabase, ObjectInUse

from script import prepare

ROOT = Path(__file__).resolve().parent.parent
# What an app says about showing and printing leaves no trace in the database.
WITHOUT_TRACE = {"views", "urls", "forms", "wagtail_hooks", "printouts", "packages", "emails", "pdf", "templatetags"}
LIBRARIES = ("django", "wagtail", "wagtail-localize", "modelsearch")
KEPT = 6  # ready databases on a server or in the folder


def sources() -> Iterator[Path]:
    """Every file that a migration or a load of the starter content may read."""
    for path in sorted([*ROOT.glob("*/apps.py"), *ROOT.glob("content/**/*")]):
        if path.name == "apps.py":
            yield from (file for file in sorted(path.parent.rglob("*.py")) if leaves_trace(file))
        elif path.is_file():
            yield path
    yield from (ROOT / "config/settings.py", ROOT / "tests/settings.py")


def leaves_trace(file: Path) -> bool:
    part = file.relative_to(ROOT).parts[1]
    return part.removesuffix(".py") not in WITHOUT_TRACE


def name(translations: str = "") -> str:
    """`translations`: codes with commas between, of the languages that are loaded besides English."""
    digest = hashlib.sha256("".join(f"{library} {version(library)}\n" for library in LIBRARIES).encode())
    for path in dict.fromkeys(sources()):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    digest.update(translations.encode())
    return f"portal_ready_{digest.hexdigest()[:16]}"


@contextmanager
def one_at_a_time(ready: str) -> Iterator[None]:
    """Whoever comes second waits, and finds it made."""
    with (folder() / f"{ready}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def folder() -> Path:
    path = Path(tempfile.gettempdir(), f"portal-ready-{os.getuid()}")
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def fill(url: str, translations: str) -> None:
    """Migrates and loads in a process of its own. Raises CalledProcessError; its words are on standard error."""
    environment = {**os.environ, "DATABASE_URL": url, "CELERY_BROKER_URL": "memory://"}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PORTAL": "embedded"}
    environment["STARTER_TRANSLATIONS"] = translations
    command = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.ready", "fill"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def fill_here() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("load_modules", verbosity=0)


# --- PostgreSQL -------------------------------------------------------------------------------------------------


def template(url: str, translations: str = "") -> str:
    """The name of the ready database on the server of `url`. Raises psycopg2.Error where none answers."""
    ready, before = name(translations), template(url) if translations else "template1"
    with one_at_a_time(ready), closing(psycopg2.connect(urlsplit(url)._replace(path="/postgres").geturl())) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            if ready not in (known := on_server(cursor)):
                make_on_server(cursor, url, ready, before, translations)
                for old in known[: len(known) + 1 - KEPT]:
                    with suppress(ObjectInUse):  # somebody copies it right now
                        cursor.execute(f'drop database if exists "{old}"')
    return ready


def on_server(cursor: "psycopg2.extensions.cursor") -> list[str]:
    """The finished ones, oldest first."""
    cursor.execute(r"select datname from pg_database where datname ~ '^portal_ready_[0-9a-f]{16}$' order by oid")
    return [row[0] for row in cursor.fetchall()]


def make_on_server(cursor: "psycopg2.extensions.cursor", url: str, ready: str, before: str, translations: str) -> None:
    """From a copy of `before`, and under another name until it is finished: a half-made one must never be found."""
    unfinished = f"{ready}_{os.getpid()}"
    cursor.execute(f'create database "{unfinished}" template "{before}"')
    try:
        fill(urlsplit(url)._replace(path=f"/{unfinished}").geturl(), translations)
        with suppress(DuplicateDatabase):  # made meanwhile by somebody who does not share our lock
            cursor.execute(f'alter database "{unfinished}" rename to "{ready}"')
    finally:
        cursor.execute(f'drop database if exists "{unfinished}"')


# --- SQLite -----------------------------------------------------------------------------------------------------


def file(translations: str = "") -> Path:
    """The ready database as one file."""
    ready = folder() / f"{name(translations)}.sqlite3"
    before = file() if translations else None
    with one_at_a_time(ready.stem):
        if not ready.exists():
            unfinished = ready.with_suffix(f".{os.getpid()}")
            if before:
                shutil.copyfile(before, unfinished)
            fill(f"sqlite:///{unfinished}", translations)
            with closing(sqlite3.connect(unfinished)) as connection:
                connection.execute("pragma journal_mode = delete")  # the write-ahead log goes into the file
            unfinished.rename(ready)
            for old in sorted(folder().glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
                old.unlink(missing_ok=True)
    return ready


def copy_into(address: str) -> sqlite3.Connection:
    """Fills an empty database in memory, which lasts as long as the connection that is returned."""
    kept = sqlite3.connect(address, uri=True, check_same_thread=False)
    with closing(sqlite3.connect(file())) as source:
        source.backup(kept)
    return kept


# --- Static files ------------------------------------------------------------------------------------------


def static_files() -> Path:
    """The folder of collected static files. Made once for all who test: compressing them takes twenty seconds of a
    processor."""
    made = folder() / f"static_{prepare.digest_files(prepare.list_files(*prepare.STATIC_SOURCES))[:16]}"
    with one_at_a_time(made.name):
        if not made.exists():
            unfinished = made.with_suffix(f".{os.getpid()}")
            words = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
            words |= {"PORTAL": "embedded", "VAR_DIR": str(unfinished), "SECRET_KEY": secrets.token_urlsafe(50)}
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
            subprocess.run(command, cwd=ROOT, env=words, check=True)
            (unfinished / "static").rename(made)
            shutil.rmtree(unfinished)
            for old in sorted(folder().glob("static_*/"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
                shutil.rmtree(old, ignore_errors=True)
    return made


def copy_static_files(var: Path) -> None:
    """Into a portal's folder, with script/prepare.py's stamp."""
    shutil.copytree(static_files(), var / "static")
    (var / "stamps").mkdir()
    stamp = prepare.digest_files(prepare.list_files(*prepare.STATIC_SOURCES), str(var / "static"))
    (var / "stamps/static").write_text(stamp)


def main() -> None:
    # script/test was over before: nobody needs what is half made, nor wants to read that it is.
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))
    address = os.environ.get("DATABASE_URL", "")
    translations = (sys.argv[1:] or [""])[0]
    if translations == "fill":
        fill_here()
    elif address.startswith("postgres"):
        template(address, translations)
    else:
        file(translations)


if __name__ == "__main__":
    main()
