"""A portal brought back from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups import BackupError, read_manifest, restore


class Command(BaseCommand):
    help = "Puts a backup in the place of what is here, and erases again whom it brought back. End the portal first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="Only reads all of it and says whether it is whole.")
        parser.add_argument("--replace", action="store_true", help="Also where there is a portal already.")
        parser.add_argument(
            "--without-journal", action="store_true", help="Also where people who were erased may come back."
        )
        parser.add_argument(
            "--without-keys",
            action="append",
            default=[],
            metavar="SCOPE",
            help="AF, * or blind: also where its keys are gone. What they sealed stays unreadable. Can be given again.",
        )

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        try:
            words = checked(file) if check else restored(file, options)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(words)


def checked(file: Path) -> str:
    manifest = read_manifest(file)
    rows, files = sum(manifest["rows"].values()), len(manifest["contents"]) - 1
    return f"Whole: made {manifest['made']}, {rows} rows, {files} files."


def restored(file: Path, options: dict[str, Any]) -> str:
    done = restore(file, **{name: options[name] for name in ("replace", "without_journal", "without_keys")})
    return f"Restored. Erased again: {done['erased']}. Thrown away because it was kept long enough: {done['purged']}."
