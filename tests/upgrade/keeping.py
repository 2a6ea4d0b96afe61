"""A portal as files that git keeps: its database as text, and what lies in its folder.

In tests/upgrade/releases/VERSION/: about.json, test-keys.json, and portal.tar.xz with a folder for each engine, packed
together because they hold the same texts. README.md there says how to read them.
"""

import lzma
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db.backends.sqlite3._functions import register

RELEASES = Path(__file__).parent / "releases"
CONTENT = Path(__file__).parent.parent.parent / "content"
PORTAL, KEYS = "portal.tar.xz", "test-keys.json"
DATABASE, FILES, PEOPLE = "database.sql", "files", "people.json"  # in it, for each engine
# What a portal's folder holds besides: of this machine, of this hour, or in the database.
NOT_KEPT = {"cache", "static", "stamps", "broker", "log", "letters", "backups", "keys.json", "secret-key", PEOPLE}
# Counters; and films, which git has already: those of the starter content.
NOT_KEPT_ENDS = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".webm")
# Wagtail's own search index, in the admin: large, and written anew at every upgrade (update_index).
WRITTEN_ANEW = "wagtailsearch_indexentry"
# What an older server than the one it was dumped from would not understand.
NEWER = ("SET transaction_timeout", "\\restrict", "\\unrestrict")
SECRET_KEY = "of-the-upgrade-test-only-" + "x" * 40


def engine_of(url: str) -> str:
    return "postgresql" if url.startswith("postgres") else "sqlite"


def path_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


def lay_out(url: str, var: Path, folder: Path) -> None:
    """Writes the database at `url` and what people put into the portal's folder below `folder`, as it will be packed."""
    there = folder / engine_of(url)
    there.mkdir()
    text = dump_postgresql(url) if engine_of(url) == "postgresql" else dump_sqlite(path_of(url))
    (there / DATABASE).write_text(text)
    shutil.copyfile(var / PEOPLE, there / PEOPLE)
    for path in var.rglob("*"):
        name = path.relative_to(var)
        if path.is_file() and name.parts[0] not in NOT_KEPT and not path.name.endswith(NOT_KEPT_ENDS):
            (there / FILES / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there / FILES / name)


def pack(folder: Path, file: Path) -> None:
    """Without owners and times."""
    with tarfile.open(file, "w:xz", preset=9 | lzma.PRESET_EXTREME) as archive:
        for path in sorted(folder.rglob("*"), key=lambda path: (path.name != DATABASE, path)):
            if path.is_file():
                entry = tarfile.TarInfo(str(path.relative_to(folder)))
                entry.size = path.stat().st_size
                with path.open("rb") as content:
                    archive.addfile(entry, content)


def dump_postgresql(url: str) -> str:
    words = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=200"]
    words += [f"--exclude-table-data=public.{WRITTEN_ANEW}", f"--dbname={url}"]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(NEWER))


def dump_sqlite(file: Path) -> str:
    """Tables with their rows, then what hangs on them. A full-text index comes as what was put into it: the tables in
    which it keeps that (shadows) make themselves. Python's own iterdump cannot do those."""
    with closing(sqlite3.connect(file)) as database:
        kinds = {row[1]: row[2] for row in database.execute("pragma table_list")}
        made = database.execute("select type, name, sql from sqlite_master where sql is not null order by rowid")
        parts: dict[str, list[str]] = {"table": [], "index": [], "trigger": [], "view": []}
        for what, name, sql in made.fetchall():
            if name.startswith("sqlite_") or kinds.get(name) == "shadow":
                continue
            parts[what].append(f"{sql};")
            if what == "table" and not name.startswith(WRITTEN_ANEW):
                parts[what] += rows_of(database, name, with_number=kinds[name] == "virtual")
        # Numbers that were given out once are not given out again.
        parts["table"] += ["DELETE FROM sqlite_sequence;", *rows_of(database, "sqlite_sequence")]
    lines = ["PRAGMA foreign_keys = OFF;", "BEGIN;", *(line for part in parts.values() for line in part), "COMMIT;"]
    return "\n".join(lines) + "\n"


def rows_of(database: sqlite3.Connection, table: str, *, with_number: bool = False) -> list[str]:
    columns = ["rowid"] if with_number else []
    columns += [f'"{row[1]}"' for row in database.execute(f'pragma table_info("{table}")')]
    quoted = " || ', ' || ".join(f"quote({column})" for column in columns)
    rows = database.execute(f'select {quoted} from "{table}"')
    return [f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({row[0]});' for row in rows]


def bring_back(release: Path, url: str, var: Path) -> None:
    """Fills the empty database at `url`, and the portal's folder."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(release / PORTAL) as archive:
        archive.extractall(folder, filter="data")
        there = Path(folder, engine_of(url))
        text = (there / DATABASE).read_text()
        restore_postgresql(url, text) if engine_of(url) == "postgresql" else restore_sqlite(path_of(url), text)
        shutil.copytree(there / FILES, var, dirs_exist_ok=True)
        (var / "media/media").mkdir(exist_ok=True)
        shutil.copyfile(there / PEOPLE, var / PEOPLE)
    shutil.copyfile(release / KEYS, var / "keys.json")
    for film in CONTENT.rglob("*.webm"):
        shutil.copy(film, var / "media/media")


def restore_postgresql(url: str, text: str) -> None:
    with closing(psycopg2.connect(urlsplit(url).geturl())) as database, database, database.cursor() as cursor:
        cursor.execute(text)


def restore_sqlite(file: Path, text: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        register(database)  # indexes use functions that only Django brings along
        database.executescript(text)
