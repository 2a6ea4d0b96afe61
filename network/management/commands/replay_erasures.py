"""To be run after every restored backup, before the portal is opened again."""

from typing import Any

from django.core.management.base import BaseCommand

from network.data.actions.erasure import replay_erasures


class Command(BaseCommand):
    help = "Erases again whoever a restored backup brought back, by the journal in ERASURE_JOURNAL."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erased again: {replay_erasures()}")
