"""What the nightly task does, by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from network.tasks.purging import throw_away


class Command(BaseCommand):
    help = "Throws away what was kept long enough (docs/retention.md) and says how much of what."

    def handle(self, *args: Any, **options: Any) -> None:
        for label, rows in sorted(throw_away(timezone.localdate()).items()):
            self.stdout.write(f"{rows:8} {label}")
