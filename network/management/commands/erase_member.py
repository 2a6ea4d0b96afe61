"""Erases a member who asked for it outside the portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from network.data.actions.erasure import erase_member, find_member


class Command(BaseCommand):
    help = "Erases a member and everything that is hers. Asks for her pseudonym, so that no shell history keeps it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--id", help="The member's random id, instead of a question.")

    def handle(self, *args: Any, id: str | None, **options: Any) -> None:
        name = id or input("Pseudonym or id of the member: ").strip()
        member = find_member(name)
        if member is None:
            raise CommandError("There is no such member.")
        if not id and input("Everything of hers will be gone for good. Type the same once more: ").strip() != name:
            raise CommandError("That was not the same. Nothing was erased.")
        erase_member(by=None, member=member)
        self.stdout.write("Erased.")
