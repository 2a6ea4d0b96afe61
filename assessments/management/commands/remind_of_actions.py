from typing import Any

from django.core.management.base import BaseCommand

from assessments.actions.reminding import send_reminders


class Command(BaseCommand):
    help = "Reminds people of the actions they took on, once a week at most. Safe to repeat at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_reminders()} reminded")
