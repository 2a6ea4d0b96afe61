from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from network.mentoring.actions.matching import suggest_pairs
from network.mentoring.actions.mentoring import end_stale_pairings


class Command(BaseCommand):
    help = "Suggests mentors and mentees to each other and ends pairings that are over. Once a night is enough."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        counts = (end_stale_pairings(today), suggest_pairs(today))
        self.stdout.write("{} pairings ended, {} suggestions made".format(*counts))
