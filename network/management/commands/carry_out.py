from typing import Any

from django.core.management.base import BaseCommand

from network.deeds.actions import carry_out_due_deeds


class Command(BaseCommand):
    help = "Does what two people agreed on and what takes force by now: appointments and dismissals, after 72 hours."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("{} done, {} could not be done any more".format(*carry_out_due_deeds()))
