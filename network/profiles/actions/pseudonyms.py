"""Pseudonyms. The number behind each is the portal's choice, so that no name is ever "taken": that word would tell
who is here, also of somebody who shows herself to nobody."""

import re
import secrets
from collections.abc import Callable

from django.db import IntegrityError, transaction

from network.models.people import Member

# Two digits; where all of a name are in use, silently three. The last range has never been needed.
RANGES = [range(10, 100), range(100, 1000), range(1000, 10_000)]
LONGEST = 35
# Two people may draw the same number in the same moment: the database refuses one, and she draws again.
DRAWS = 20


def strip_number(typed: str) -> str:
    """The name without a number at its end, in whatever script the number is written."""
    return re.sub(r"[\s\d]+$", "", typed.strip())[:LONGEST].rstrip()


def draw_pseudonym(name: str) -> str:
    """The name with a number that nobody has beside it at the moment. Raises OverflowError where none is left."""
    base = strip_number(name)
    rows = Member.objects.filter(pseudonym__istartswith=f"{base} ").values_list("pseudonym", flat=True)
    used = {pseudonym.lower() for pseudonym in rows}
    for numbers in RANGES:
        if free := [number for number in numbers if f"{base} {number}".lower() not in used]:
            return f"{base} {secrets.choice(free)}"
    raise OverflowError("Ten thousand people have this name.")


def save_with_free_pseudonym[Row](name: str, keep: Callable[[str], Row]) -> Row:
    """`keep` stores a row with the pseudonym it is given. Returns what it returns. Raises IntegrityError where the last
    draw was taken as well."""
    for left in reversed(range(DRAWS)):
        try:
            with transaction.atomic():
                return keep(draw_pseudonym(name))
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("unreachable")
