"""`manage.py verify_trail [assessment]`: whether every history is whole. Names ids and numbers, never a word of it."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.history import ChainVerdict, verify_chain
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
            verdict = verify_chain(assessment)
            checked += 1
            broken += verdict.broken is not None
            self.tell(assessment, verdict)
        if broken:
            raise CommandError(f"{broken} of {checked} histories are broken.")
        self.stdout.write(f"{checked} histories are whole.")

    def tell(self, assessment: Assessment, verdict: ChainVerdict) -> None:
        if verdict.unread:
            words = "steps cannot be opened: their key is missing or was destroyed. That breaks no chain."
            self.stdout.write(f"{assessment.pk}: {verdict.unread} {words}")
        if verdict.broken is not None:
            self.stderr.write(f"{assessment.pk}: broken at step {verdict.broken}")
