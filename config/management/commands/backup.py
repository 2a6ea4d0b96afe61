"""Everything that cannot be made again, in one sealed file."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups import BackupError, back_up, remove_old
from network.domain.retention import BACKUP


class Command(BaseCommand):
    help = "Writes database, uploads and evidence into one sealed file in BACKUP_DIR; removes old ones first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", type=int, default=BACKUP, help=f"Days; at most {BACKUP}.")

    def handle(self, *args: Any, keep: int, **options: Any) -> None:
        if not 1 <= keep <= BACKUP:
            raise CommandError(
                f"Backups are kept for 1 to {BACKUP} days: the list of erased accounts forgets after that."
            )
        # First, so that old ones go in time, and make room, also while no new one can be made.
        gone = remove_old(keep, timezone.localdate())
        try:
            path, manifest = back_up()
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{path}: {path.stat().st_size} bytes, {sum(manifest['rows'].values())} rows, "
            f"{len(manifest['contents']) - 1} files. Older ones removed: {len(gone)}.\n"
            f"Not in it, and to be kept apart from it: the keys ({settings.KEYS_FILE}), the list of erased accounts "
            f"({settings.ERASURE_JOURNAL}), SECRET_KEY, and the key of the backup ({settings.BACKUP_KEY_FILE})."
        )
