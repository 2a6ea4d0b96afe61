"""The database out and in: a dump by PostgreSQL's own programs, a copy by SQLite's own call."""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection, transaction

from config.backups.encryption import BackupError, new_file

BLOCK = 1024 * 1024
# Of these the definition goes into a backup and no row: open sessions, letters on their way (they would be sent again,
# and hold an address for a day at most), what was tried how often, who saw whom today, and the ledger of files, which
# are made anew (private ones live for an hour).
LEFT_OUT = ["django_session", "accounts_signin", "accounts_letter", "accounts_purse", "network_seen", "network_tally"]
LEFT_OUT += ["exports_export"]
SET_ASIDE = "before_restore"
PG_RESTORE = ["pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]


@contextmanager
def dump_database() -> Iterator[tuple[dict[str, int], Iterator[bytes]]]:
    """(rows of each table, the dump), both as the database was in one moment."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            yield count_rows(), run_pg_dump(cursor.fetchone()[0])
    else:
        with tempfile.NamedTemporaryFile(dir=Path(connection.settings_dict["NAME"]).parent, suffix=".copy") as copy:
            yield copy_database(copy.name), read_blocks_of(Path(copy.name))


def count_rows() -> dict[str, int]:
    """Rows of every table but those that are left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(LEFT_OUT)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a table's own name
            found[table] = cursor.fetchone()[0]
    return found


def copy_database(name: str) -> dict[str, int]:
    """Copies the SQLite database, takes out what is left out, and counts the rest."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(name)) as copy:
        source.backup(copy)
    with closing(open_like_django(name)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        for table in LEFT_OUT:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608
        copy.commit()
        copy.execute("VACUUM")  # a deleted row is still in the file otherwise
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        known = set(connection.introspection.table_names()) & tables - set(LEFT_OUT)
        return {table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in sorted(known)}  # noqa: S608


def open_like_django(name: str) -> sqlite3.Connection:
    """Indexes use functions that only Django brings along."""
    opened: sqlite3.Connection = connection.get_new_connection({**connection.get_connection_params(), "database": name})
    return opened


def read_blocks_of(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def run_pg_dump(snapshot: str) -> Iterator[bytes]:
    words = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    words += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    with program(words, stdout=subprocess.PIPE) as process:
        while block := process.stdout.read(BLOCK):  # type: ignore[union-attr]
            yield block


@contextmanager
def program(
    words: list[str], *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's, on our database. The password goes by the environment, never by the command line.
    Raises BackupError when it fails, without its words: they may hold rows."""
    there = connection.settings_dict
    options = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(there[key]) for name, key in options.items() if there[key]}
    try:
        process = subprocess.Popen(  # noqa: S603
            words, env={**os.environ, **environment}, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise BackupError(f"{words[0]} is not installed (Debian: postgresql-client).") from None
    try:
        yield process
    except BrokenPipeError:
        process.kill()
    except BaseException:
        process.kill()
        process.wait()
        raise
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
    if process.wait() != 0:
        raise BackupError(f"{words[0]} ended with status {process.returncode}. Is it as new as the server?")


def is_database_empty() -> bool:
    return not connection.introspection.table_names()


@contextmanager
def replace_database(dump: Iterator[bytes]) -> Iterator[None]:
    """Puts the dump in the database's place. What was there goes only when the block ends well, and comes back else."""
    with replace_schema(dump) if connection.vendor == "postgresql" else replace_file(dump):
        yield


@contextmanager
def replace_schema(dump: Iterator[bytes]) -> Iterator[None]:
    """PostgreSQL: beside the old tables, which go only at the end. Raises BackupError where the dump cannot be read,
    and whatever the block raises."""
    run("DROP SCHEMA IF EXISTS {1} CASCADE", "ALTER SCHEMA public RENAME TO {1}", "CREATE SCHEMA public")
    try:
        with program([*PG_RESTORE, f"--dbname={connection.settings_dict['NAME']}"], stdin=subprocess.PIPE) as process:
            for block in dump:
                process.stdin.write(block)  # type: ignore[union-attr]
        yield
    except BaseException:
        run("DROP SCHEMA public CASCADE", "ALTER SCHEMA {1} RENAME TO public")
        raise
    run("DROP SCHEMA {1} CASCADE")


def run(*statements: str) -> None:
    """All of them or none, however long they take."""
    connection.close()  # what it knew of the tables is no longer so
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement.replace("{1}", SET_ASIDE))


@contextmanager
def replace_file(dump: Iterator[bytes]) -> Iterator[None]:
    """SQLite: one file takes the other's place. Raises BackupError for a damaged copy, and whatever the block
    raises."""
    connection.close()
    here = Path(connection.settings_dict["NAME"])
    here.parent.mkdir(parents=True, exist_ok=True)
    fresh, aside = here.with_suffix(".restored"), here.with_suffix(f".{SET_ASIDE}")
    fresh.unlink(missing_ok=True)
    with new_file(fresh) as stream:
        stream.writelines(dump)
    with closing(open_like_django(str(fresh))) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("The copy of the database in the backup is damaged.")
    settle(here)
    if here.exists():
        os.replace(here, aside)
    os.replace(fresh, here)
    try:
        yield
    except BaseException:
        connection.close()
        settle(here)
        here.unlink()
        if aside.exists():
            os.replace(aside, here)
        raise
    aside.unlink(missing_ok=True)


def settle(file: Path) -> None:
    """Brings the write-ahead log into the file and takes it away: it belongs to this very file."""
    if file.exists():
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database.execute("PRAGMA journal_mode = DELETE")
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
