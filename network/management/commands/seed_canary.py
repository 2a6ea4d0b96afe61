"""A portal full of people who do not exist, to look for leaks in. See network/seeding/actions.py."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.models import Member
from network.seeding.actions import MARK, seed_canary


class Command(BaseCommand):
    help = f"Fills every personal field with a string that begins with {MARK}. Only where nobody is yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=300, help="How many people, staff included.")
        parser.add_argument("--staff", type=int, default=12)

    def handle(self, *args: Any, members: int, staff: int, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("This is for PORTAL=embedded only: made-up people have no place among real ones.")
        if Member.objects.exists():
            raise CommandError("There are members already. Use an empty database.")
        people = seed_canary(members=members, staff=staff)
        self.stdout.write(f"{len(people)} people, {staff} of them staff.")
