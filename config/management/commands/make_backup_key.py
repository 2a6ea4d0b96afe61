"""The key that backups are sealed with."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backups import BackupError, make_key


class Command(BaseCommand):
    help = "Makes the file BACKUP_KEY_FILE. Where there is one, it stays."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(settings.BACKUP_KEY_FILE)
        try:
            make_key(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The key is in {file}. Keep a copy elsewhere: no backup opens without it.")
