from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network.learning.actions.loading import load_series


class Command(BaseCommand):
    help = "Loads the series to learn from. Safe to repeat: what a coordinator changed is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "content")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_series(options["folder"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        except KeyError as error:
            raise CommandError(f"A series lacks {error}.") from error
        self.stdout.write(
            f"Series: {len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
            f"{len(report.left_alone)} left alone"
        )
        for name in report.left_alone:
            self.stdout.write(f"  left alone: {name}")
