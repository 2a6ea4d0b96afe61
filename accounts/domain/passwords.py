"""Whether a password fits, asked of several accounts at once in the time of one."""

from collections.abc import Sequence
from threading import Thread

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, verify_password

# What is compared where there is no account: no password fits, and it takes as long (Django hashes all the same).
NOBODYS = UNUSABLE_PASSWORD_PREFIX


def match_password_hashes(password: str, stored: Sequence[str]) -> list[bool]:
    """For each stored hash whether the password fits. One hash is made for each, whatever stands there.

    Side by side: scrypt lets other threads run meanwhile, so that two take as long as one where two cores are free.
    """
    fits = [False] * len(stored)

    def compare(number: int) -> None:
        fits[number] = verify_password(password, stored[number])[0]

    others = [Thread(target=compare, args=[number]) for number in range(1, len(stored))]
    for thread in others:
        thread.start()
    compare(0)
    for thread in others:
        thread.join()
    return fits
