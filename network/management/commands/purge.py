"""What the nightly task does, by hand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import override

from network.domain.retention import render_retention_table
from network.tasks.purging import delete_expired_rows


class Command(BaseCommand):
    help = "Throws away what was kept long enough (docs/retention.md) and says how much of what."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--table", action="store_true", help="Only prints the table for docs/retention.md.")

    def handle(self, *args: Any, table: bool, **options: Any) -> None:
        if table:
            with override("en"):
                self.stdout.write(render_retention_table())
            return
        for label, rows in sorted(delete_expired_rows(timezone.localdate()).items()):
            self.stdout.write(f"{rows:8} {label}")
