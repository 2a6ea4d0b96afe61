"""New keys, without a pause. Run it once a year, and at once when a key file may have been read."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.sealing.keys import KeyRing
from network.keys import actions as keys

# Longer than any transaction may last (settings.DATABASES), so that nothing sealed with an old key is still on its way.
GRACE = 90


class Command(BaseCommand):
    help = "Adds keys, seals everything anew with them, then forgets the old ones. Run it again if it was stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scope", action="append", help="Only this country's keys, or *. Can be given again.")
        parser.add_argument("--blind", action="store_true", help="Also the key that recognises addresses.")
        parser.add_argument("--grace", type=int, default=GRACE, help="Seconds to wait for open transactions.")

    def handle(self, *args: Any, scope: list[str] | None, blind: bool, grace: int, **options: Any) -> None:
        scopes = scope or KeyRing.load().scopes()
        for one in scopes:
            if one not in KeyRing.load().scopes():
                raise CommandError(f"There are no keys for {one!r}.")
            number = keys.begin_rotation(one)
            self.stdout.write(f"{one}: key {number} seals from now on")
        for one in scopes:
            self.seal_anew(one)
        time.sleep(grace)
        for one in scopes:
            self.seal_anew(one)
            if left := keys.count_outdated_texts(one):
                raise CommandError(f"{one}: {left} texts still need an old key. It stays; run this again.")
            keys.end_rotation(one)
            self.stdout.write(f"{one}: older keys are forgotten")
        if blind:
            done, kept = keys.rotate_blind_index_key()
            self.stdout.write(f"{done} addresses are recognised by a new key, {kept} by the old one")
        self.stdout.write("Keep a copy of the key file apart from backups, and destroy older copies.")

    def seal_anew(self, scope: str) -> None:
        done, broken = keys.reseal_scope(scope)
        self.stdout.write(f"{scope}: {done} texts sealed anew")
        for row in broken:
            self.stderr.write(f"Cannot be opened: {row}")
