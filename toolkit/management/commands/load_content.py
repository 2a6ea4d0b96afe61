from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from toolkit.actions.content import load_content


class Command(BaseCommand):
    help = "Loads the starter content. Safe to repeat: an editor's changes are never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "content")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_content(options["folder"], tell=self.tell)
        except (ValueError, LookupError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(report.created)} created, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
            f"{len(report.left_alone)} left alone"
        )
        for name in report.left_alone:
            self.stdout.write(f"  left alone: {name}")
        for name in report.half_translated:
            self.stdout.write(f"  shown in English until all of it is translated: {name}")
        for name in report.changed_since:
            self.stdout.write(f"  changed in English after it was translated: {name}")

    def tell(self, language: str) -> None:
        """Which language is loaded next: the first time each takes a quarter of a minute."""
        self.stdout.write(f"  {language}...")
        self.stdout.flush()
