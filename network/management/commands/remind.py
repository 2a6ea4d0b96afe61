from typing import Any

from django.core.management.base import BaseCommand

from network.events.actions.events import fill_all_seats, send_event_news, send_event_reminders


class Command(BaseCommand):
    help = "Reminds of events, tells what changed, gives free seats to those who wait. Safe to repeat at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = (send_event_reminders(), send_event_news(), fill_all_seats())
        self.stdout.write("{} reminded, {} told of changes, {} seats given".format(*counts))
