"""The network's beginning."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from network.founding.actions import CODE_LIVES, create_first_coordinator, create_first_countries
from network.models import Country, ExperienceLevel, Sector


class Command(BaseCommand):
    help = (
        "Makes the first countries, closed, and one of the first two coordinators. Prints a code that is shown once: "
        f"hand it over by hand or by voice, never by mail. It is good for {CODE_LIVES.days} days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="", help="Her mail address. Asked for if left out.")
        parser.add_argument("--pseudonym", default="", help="The name others see, never her own.")
        parser.add_argument("--country", default="", help="ISO code of her country: AF, BD, IR, IQ, PK")
        parser.add_argument("--sector", default=Sector.JUSTICE, choices=Sector.values)
        parser.add_argument("--level", default=ExperienceLevel.SENIOR, choices=ExperienceLevel.values)
        parser.add_argument("--countries-only", action="store_true", help="Make the countries and nobody.")

    def handle(self, *args: Any, **options: Any) -> None:
        for country in create_first_countries(by=None):
            self.stdout.write(f"{country} is there, closed. A coordinator opens it.")
        if options["countries_only"]:
            return
        address = (options["address"] or input("Address she signs in with: ")).strip()
        pseudonym = (options["pseudonym"] or input("Pseudonym: ")).strip()
        code = (options["country"] or input("Country (ISO code): ")).strip().upper()
        try:
            validate_email(address)
            code = create_first_coordinator(
                by=None,
                address=address,
                pseudonym=self.pseudonym(pseudonym),
                country=self.country(code),
                sector=options["sector"],
                level=options["level"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        last_day = timezone.localdate() + CODE_LIVES
        self.stdout.write(f"Code: {code}   (shown only now, good until the end of {last_day:%d %B %Y})")
        self.stdout.write(
            "She opens the private area, chooses “Come back with my code”, and sets a password and a second"
        )
        self.stdout.write(
            "step. Her first page leads her to the countries: none is open before a coordinator opens it."
        )

    def country(self, code: str) -> Country:
        country = Country.objects.filter(pk=code).first()
        if country is None:
            known = ", ".join(Country.objects.values_list("pk", flat=True))
            raise CommandError(f"{code or 'Nothing'} is none of the countries here: {known}.")
        return country

    def pseudonym(self, typed: str) -> str:
        if not 2 <= len(typed) <= 40:
            raise CommandError("A pseudonym has 2 to 40 characters.")
        return typed
