"""An app of the portal under chaos only: people there work without rest."""

from django.apps import AppConfig


class Chaos(AppConfig):
    name = "tests.chaos"

    def ready(self) -> None:
        """What protects members from a flood would end the run."""
        from accounts.limits import Limit
        from network.limits import Budget
        from network.messages import actions as messages

        messages.MESSAGES = Budget("messages", (Limit(1_000_000, 60),))
