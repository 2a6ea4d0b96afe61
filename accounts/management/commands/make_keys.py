"""The keys that seal personal data."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.sealing.keys import EVERYWHERE, FIRST_COUNTRIES, KeyRing, NoKeys, UnreadableKeys, create_key_ring


class Command(BaseCommand):
    help = "Makes the key file, or adds keys for further countries to it. What is there stays as it is."
    # It must run where the check for keys still fails.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("countries", nargs="*", default=FIRST_COUNTRIES, help="ISO codes: AF BD IR IQ PK")

    def handle(self, *args: Any, countries: list[str], **options: Any) -> None:
        try:
            ring = KeyRing.load()
        except UnreadableKeys as error:  # new keys over it would make all that was sealed unreadable for ever
            raise CommandError(str(error)) from error
        except NoKeys:
            ring = create_key_ring()
        missing = [scope for scope in [EVERYWHERE, *map(str.upper, countries)] if scope not in ring.scopes()]
        for scope in missing:
            ring.add(scope)
        if missing:
            ring.save()
            self.stdout.write(f"Keys for {', '.join(missing)} are in {settings.KEYS_FILE}. Keep a copy elsewhere.")
