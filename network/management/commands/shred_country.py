"""For the day on which a country's data must not exist any more."""

import getpass
from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.models.second_steps import spend_code
from network.actions.keys import shred_country
from network.models import Member


class Command(BaseCommand):
    help = "Destroys the keys of a country and overwrites what they sealed. Two coordinators confirm. No way back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("country", help="ISO code: AF")

    def handle(self, *args: Any, country: str, **options: Any) -> None:
        code = country.upper()
        self.stdout.write(f"Contact data, profiles and applications of {code} become unreadable for ever.")
        first, second = (self.ask(name) for name in ("First", "Second"))
        try:
            count = shred_country(by=first, witness=second, code=code)
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        self.stdout.write(
            f"Done: {count} texts overwritten, keys destroyed. Destroy every copy of the old key file now."
        )

    def ask(self, name: str) -> Member:
        """Which coordinator sits there. Nothing she types is shown."""
        address = getpass.getpass(f"{name} coordinator, mail address: ")
        code = getpass.getpass("Code of her authenticator app: ")
        user = User.objects.guarded_by(address)
        member = Member.objects.of(user) if user else None
        factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() if member else None
        if member is None or factor is None or not spend_code(factor, code.strip()):
            raise CommandError("Address and code do not belong to a coordinator. Nothing was destroyed.")
        return member
