"""`manage.py verify_trail [assessment]`: whether every history is whole. Names ids and numbers, never a word of it."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.history import first_broken
from assessments.models import Assessment


class Command(BaseCommand):
    help = "Checks the chain of hashes of one assessment's history, or of all. Ends with 1 where one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("assessment", nargs="?", type=UUID, help="Its id; without one, all are checked.")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Assessment.objects.order_by("pk")
        if options["assessment"]:
            rows = rows.filter(pk=options["assessment"])
            if not rows.exists():
                raise CommandError("There is no such assessment.")
        checked, broken = 0, 0
        for assessment in rows.iterator():
            checked += 1
            if (number := first_broken(assessment)) is not None:
                broken += 1
                self.stderr.write(f"{assessment.pk}: broken at step {number}")
        if broken:
            raise CommandError(f"{broken} of {checked} histories are broken.")
        self.stdout.write(f"{checked} histories are whole.")
