from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modules.actions.loading import load_modules


class Command(BaseCommand):
    help = "Loads the starter modules. Safe to repeat: an editor's changes are never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "content")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_modules(options["folder"])
        except KeyError as error:
            raise CommandError(f"A part lacks {error}.") from error
        except (ValueError, LookupError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
            f"{len(report.left_alone)} left alone"
        )
        for name in report.left_alone:
            self.stdout.write(f"  left alone: {name}")
