from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from network.vetting.actions.decisions import close_due_applications


class Command(BaseCommand):
    help = (
        "Ends the applications that were decided, withdrawn or left undecided, all in one go. Once a night, at 02:00."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # How many, and never which way: this stands in the worker's log.
        self.stdout.write(f"{close_due_applications(timezone.localdate())} ended")
