"""An app of the portal under chaos only: people there work without rest."""

from django.apps import AppConfig


class Chaos(AppConfig):
    name = "tests.chaos"

    def ready(self) -> None:
        """What protects members from a flood would end the run."""
        from network.actions import messages

        messages.MESSAGES_A_DAY = 1_000_000
