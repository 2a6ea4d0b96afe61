"""script/server's slow half: brings database, static files and starter content up to date in one process.

Each step runs when what it depends on has changed since it last succeeded, or when the database is new.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402

STATIC_SOURCES = ("static", "config/storage", "uv.lock")  # what static files are made of


def say(text: str) -> None:
    print(text, flush=True)


def list_files(*names: str) -> Iterator[Path]:
    for name in names:
        path = ROOT / name
        yield from sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def digest_files(paths: Iterator[Path], *more: str) -> str:
    """Changes when a file comes, goes or is written to."""
    facts = hashlib.sha256("\n".join(more).encode())
    for path in paths:
        if "__pycache__" not in path.parts:
            facts.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return facts.hexdigest()


class Stamp:
    """Remembers from which input a step was last done."""

    def __init__(self, name: str, value: str) -> None:
        self.file = settings.VAR_DIR / "stamps" / name
        self.value = value

    def fresh(self) -> bool:
        return self.file.exists() and self.file.read_text() == self.value

    def keep(self) -> None:
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(self.value)


def migrate() -> bool:
    """Applies what is missing; True where there was something. No stamp: the database itself knows."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    say("Migrating the database...")
    call_command("migrate", interactive=False, verbosity=0)
    return True


@contextmanager
def static_files_collected() -> Iterator[None]:
    """Beside what is done within, by a process of its own: most machines have two processors, and it takes half a
    minute of one."""
    stamp = Stamp("static", digest_files(list_files(*STATIC_SOURCES), str(settings.STATIC_ROOT)))
    if stamp.fresh() and settings.STATIC_ROOT.exists():
        yield
        return
    say("Collecting static files...")
    command = [sys.executable, ROOT / "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    with subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command]) as one:  # ends with us
        yield
    if one.returncode:
        sys.exit("The static files could not be collected: what was wrong stands above.")
    # What this process read of them is from before.
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()
    stamp.keep()


def make_content_stamp() -> Stamp:
    where = repr(sorted(settings.DATABASES["default"].items(), key=str))
    return Stamp("content", digest_files(list_files("content", "toolkit", "modules"), where))


def load_content(*, database_changed: bool) -> None:
    """load_content keeps editors' changes, so running it once too often does no harm."""
    stamp = make_content_stamp()
    if database_changed:
        stamp.file.unlink(missing_ok=True)
    if stamp.fresh():
        return
    say("Loading the starter content...")
    call_command("load_content")
    call_command("load_modules")
    say("Building the search index...")
    call_command("update_index", verbosity=0)
    stamp.keep()


def main() -> None:
    django.setup()
    from config.health.checks import refuse_to_start_incomplete

    if settings.EMBEDDED:
        try:
            call_command("make_keys")
            call_command("make_box_key")
        except CommandError as error:
            sys.exit(str(error))
    refuse_to_start_incomplete()
    with static_files_collected():
        changed = migrate()
    load_content(database_changed=changed)
    call_command("rebuild_search", if_changed=True)
    call_command("load_series")
    call_command("create_administrator")


if __name__ == "__main__":
    main()
