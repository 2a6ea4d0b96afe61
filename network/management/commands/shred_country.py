"""For the day on which a country's data must not exist any more."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from network.deeds.actions import carry_out_deed
from network.models import Deed, DeedKind


class Command(BaseCommand):
    help = (
        "Destroys the keys of a country and overwrites what they sealed, after two coordinators agreed on it "
        "inside the portal, each with her second step, in the last 72 hours. No way back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", help="ISO code: AF")

    def handle(self, *args: Any, country: str, **options: Any) -> None:
        code = country.upper()
        deed = Deed.objects.open().agreed().filter(kind=DeedKind.SHRED_COUNTRY, country=code).first()
        if deed is None:
            raise CommandError(
                f"No two coordinators agreed on {code} in the last 72 hours. One proposes it under “Countries”, "
                "the other confirms it under “Waits for a second person”. Nothing was destroyed."
            )
        try:
            count = carry_out_deed(deed)
        except ValidationError as error:
            raise CommandError(f"{error.messages[0]} Nothing was destroyed.") from None
        self.stdout.write(
            f"Done: {count} texts overwritten, keys destroyed. Destroy every copy of the old key file now."
        )
