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

    def handle(self, *args: Any, file: Path, check: bool, replace: bool, **options: Any) -> None:
        try:
            if check:
                manifest = read_manifest(file)
                rows, files = sum(manifest["rows"].values()), len(manifest["contents"]) - 1
                self.stdout.write(f"Whole: made {manifest['made']}, {rows} rows, {files} files.")
                return
            done = restore(file, replace=replace)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored. Erased again: {done['erased']}. Thrown away because it was kept long enough: {done['purged']}."
        )
