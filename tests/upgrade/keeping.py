"""A portal as files that git keeps: its database as text, and what lies in its folder.

In tests/upgrade/releases/VERSION/: about.json, test-keys.json, and for each engine a folder with database.sql.xz,
files.tar.xz and people.json. README.md there says how to read them.
"""

import io
import json
import lzma
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db.backends.sqlite3._functions import register

RELEASES = Path(__file__).parent / "releases"
DATABASE, FILES, PEOPLE, KEYS = "database.sql.xz", "files.tar.xz", "people.json", "test-keys.json"
# What a portal's folder holds besides: of this machine, of this hour, or in the database.
NOT_KEPT = {"cache", "static", "stamps", "broker", "log", "letters", "backups", "keys.json", "secret-key", PEOPLE}
# What an older server than the one it was dumped from would not understand.
NEWER = ("SET transaction_timeout", "\\restrict", "\\unrestrict")
SECRET_KEY = "of-the-upgrade-test-only-" + "x" * 40
SMALLEST = {"preset": 9 | lzma.PRESET_EXTREME}


def engine_of(url: str) -> str:
    return "postgresql" if url.startswith("postgres") else "sqlite"


def path_of(url: str) -> Path:
    """The file of a SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


def keep(url: str, var: Path, release: Path) -> None:
    """Writes the database at `url` and the portal's folder into the release's."""
    there = release / engine_of(url)
    there.mkdir(parents=True, exist_ok=True)
    text = dump_postgresql(url) if engine_of(url) == "postgresql" else dump_sqlite(path_of(url))
    (there / DATABASE).write_bytes(lzma.compress(text.encode(), **SMALLEST))
    (there / FILES).write_bytes(lzma.compress(packed(var), **SMALLEST))
    shutil.copy(var / PEOPLE, there)
    shutil.copyfile(var / "keys.json", release / KEYS)


def dump_postgresql(url: str) -> str:
    words = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=200", f"--dbname={url}"]
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
            if what == "table":
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


def packed(var: Path) -> bytes:
    """What people put there and what was made for them, without owners and times."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(var.rglob("*")):
            name = path.relative_to(var)
            if path.is_file() and name.parts[0] not in NOT_KEPT and ".sqlite3" not in path.name:
                entry = tarfile.TarInfo(str(name))
                entry.size = path.stat().st_size
                archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return out.getvalue()


def bring_back(release: Path, url: str, var: Path) -> dict[str, object]:
    """Fills the empty database at `url` and the folder; what people.py noted about it."""
    there = release / engine_of(url)
    text = lzma.decompress((there / DATABASE).read_bytes()).decode()
    restore_postgresql(url, text) if engine_of(url) == "postgresql" else restore_sqlite(path_of(url), text)
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress((there / FILES).read_bytes()))) as archive:
        archive.extractall(var, filter="data")
    shutil.copyfile(release / KEYS, var / "keys.json")
    found: dict[str, object] = json.loads((there / PEOPLE).read_text())
    return found


def restore_postgresql(url: str, text: str) -> None:
    with closing(psycopg2.connect(urlsplit(url).geturl())) as database, database, database.cursor() as cursor:
        cursor.execute(text)


def restore_sqlite(file: Path, text: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        register(database)  # indexes use functions that only Django brings along
        database.executescript(text)
