"""Codes of the second step: each opens once, and how many may be tried is counted for the account, in the database.

A code of an authenticator app opens once, as long as it would open at all (RFC 6238, section 5.2). allauth remembers a
used one for one period, in the cache; with a tolerance of one period on each side it is good for three. So the periods
whose codes were used stand beside the app's secret, where no cache can lose them.

Whoever knows the password could use up the tries for ever. Two codes that follow each other are never counted: twelve
digits cannot be guessed, and only the app shows them.
"""

import unicodedata

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.db import transaction

from accounts.models.limits import DAY, Limit, refund, spend

TRIES = [Limit(10, 60 * 60, 5), Limit(20, DAY, 10)]
DIGITS = 6  # of one code
TYPED = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]


class TooManyTries(Exception):
    """So many codes were tried that only two in a row are looked at."""


def prove(user: object, typed: str) -> Authenticator | None:
    """The authenticator that this code is of, used up from now on; None for a wrong one. Raises TooManyTries."""
    if is_pair(typed):
        return use_code(user, typed)
    if not count_try(user):
        raise TooManyTries
    proof = use_code(user, typed)
    if proof:
        give_back(user)
    return proof


def use_code(user: object, typed: str) -> Authenticator | None:
    """The same without counting."""
    pk, code = getattr(user, "pk", None), plain(typed)
    for one in Authenticator.objects.filter(user_id=pk, type__in=TYPED).order_by("-type"):
        if spend_code(one, code) if one.type == Authenticator.Type.TOTP else one.wrap().validate_code(code):
            return one
    return None


def count_try(who: object) -> bool:
    """Takes one of the tries of an account; of whatever else is given, so that it takes as long where there is none."""
    return all(spend("second step", name_of(who), limit) for limit in TRIES)


def give_back(who: object) -> None:
    for limit in TRIES:
        refund("second step", name_of(who), limit)


def name_of(who: object) -> str:
    return str(getattr(who, "pk", who))


def plain(typed: str) -> str:
    """In digits of any script, with or without spaces: what a person types."""
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in typed)
    return "".join("".join(digits).split())


def is_pair(typed: str) -> bool:
    code = plain(typed)
    return len(code) == 2 * DIGITS and code.isdecimal()


@transaction.atomic
def spend_code(authenticator: Authenticator, code: str) -> bool:
    """Notes that this right code, or these two in a row, were used. False where one had been used before."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret = auth.decrypt(row.data["secret"])
    good = list(auth.yield_hotp_counters_from_time())
    used = [period for period in row.data.get("used", []) if period in [good[0] - 1, *good]]
    fitting = next((which for which in asked(code, good) if fits(code, which, secret) and not {*which} & {*used}), None)
    if fitting is None:
        return False
    row.data["used"] = [*used, *fitting]
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def asked(code: str, good: list[int]) -> list[list[int]]:
    """The periods whose codes this could be."""
    return [[period - 1, period] for period in good] if is_pair(code) else [[period] for period in good]


def fits(code: str, periods: list[int], secret: str) -> bool:
    return auth.compare_user_code(actual=code, expected="".join(shown_in(period, secret) for period in periods))


def shown_in(period: int, secret: str) -> str:
    """What an app with this secret shows in a period (periods are counted in 30 seconds since 1970)."""
    return auth.format_hotp_value(auth.hotp_value(secret, period))
