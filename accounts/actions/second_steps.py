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
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction

from accounts.limits import DAY, Limit, consume_limit, give_back_limit

TRIES = [Limit(10, 60 * 60, 5), Limit(20, DAY, 10)]
DIGITS = 6  # of one code
TYPED = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
NOBODYS_SECRET, NOBODYS_SEED = "A" * 32, "0" * 80  # as long as real ones; what they show opens nothing


class TooManyTries(Exception):
    """So many codes were tried that only two in a row are looked at."""


def verify_code(user: object, typed: str) -> Authenticator | None:
    """The authenticator that this code is of, used up from now on; None for a wrong one. Raises TooManyTries where no
    try is left, unless two codes in a row were typed."""
    if is_code_pair(typed):
        return verify_code_uncounted(user, typed)
    if not consume_code_try(user):
        raise TooManyTries
    proof = verify_code_uncounted(user, typed)
    if proof:
        give_back_code_try(user)
    return proof


def verify_code_uncounted(user: object, typed: str) -> Authenticator | None:
    """The same without counting. First compared in memory, with an app's codes and with those on paper, or with those
    of nobody: a wrong code takes the same question, the same time and no lock, whoever has which."""
    code = plain(typed)
    rows = {row.type: row for row in Authenticator.objects.filter(user_id=getattr(user, "pk", 0), type__in=TYPED)}
    looks = {Authenticator.Type.TOTP: shown_by_app, Authenticator.Type.RECOVERY_CODES: on_paper}
    decoys = {kind: decoy(kind) for kind in looks}  # made in every case: sealing takes time
    right = [kind for kind, shows in looks.items() if is_among(code, shows(rows.get(kind, decoys[kind]), code))]
    return next((rows[kind] for kind in right if kind in rows and use_up(rows[kind], code)), None)


def decoy(kind: str) -> Authenticator:
    """What is compared where an account has none, or where there is no account."""
    if kind == Authenticator.Type.TOTP:
        return Authenticator(type=kind, data={"secret": encrypt(NOBODYS_SECRET)})
    return Authenticator(type=kind, data={"seed": encrypt(NOBODYS_SEED), "used_mask": 0})


def shown_by_app(row: Authenticator, code: str) -> list[str]:
    return [shown for _periods, shown in app_codes(row, code, good_periods())]


def app_codes(row: Authenticator, code: str, good: list[int]) -> list[tuple[list[int], str]]:
    """The periods whose codes this could be, each with what the app shows then."""
    secret = decrypt(row.data["secret"])
    return [(periods, "".join(compute_app_code(period, secret) for period in periods)) for periods in asked(code, good)]


def on_paper(row: Authenticator, code: str) -> list[str]:
    """Used ones among them: how many are left is not told by how long it takes."""
    codes: list[str] = row.wrap().generate_codes()
    return codes


def is_among(code: str, codes: list[str]) -> bool:
    """Compares with each of them."""
    return sum(auth.compare_user_code(actual=code, expected=one) for one in codes) > 0


def use_up(row: Authenticator, code: str) -> bool:
    """Of a code that fits. False where it had been used before."""
    if row.type == Authenticator.Type.TOTP:
        return spend_code(row, code)
    fresh: bool = row.wrap().validate_code(code)
    return fresh


def consume_code_try(who: object) -> bool:
    """Takes one of the tries of an account; of whatever else is given, so that it takes as long where there is none."""
    return all(consume_limit("second step", name_of(who), limit) for limit in TRIES)


def give_back_code_try(who: object) -> None:
    for limit in TRIES:
        give_back_limit("second step", name_of(who), limit)


def name_of(who: object) -> str:
    return str(getattr(who, "pk", who))


def plain(typed: str) -> str:
    """In digits of any script, with or without spaces: what a person types."""
    digits = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in typed)
    return "".join("".join(digits).split())


def is_code_pair(typed: str) -> bool:
    code = plain(typed)
    return len(code) == 2 * DIGITS and code.isdecimal()


@transaction.atomic
def spend_code(authenticator: Authenticator, code: str) -> bool:
    """Notes that this right code, or these two in a row, were used. False where one had been used before."""
    row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    good = good_periods()
    used = [period for period in row.data.get("used", []) if period in [good[0] - 1, *good]]
    shown = app_codes(row, code, good)
    fitting = next((which for which, one in shown if is_among(code, [one]) and not {*which} & {*used}), None)
    if fitting is None:
        return False
    row.data["used"] = [*used, *fitting]
    row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def good_periods() -> list[int]:
    return list(auth.yield_hotp_counters_from_time())


def asked(code: str, good: list[int]) -> list[list[int]]:
    """The periods whose codes this could be."""
    return [[period - 1, period] for period in good] if is_code_pair(code) else [[period] for period in good]


def compute_app_code(period: int, secret: str) -> str:
    """What an app with this secret shows in a period (periods are counted in 30 seconds since 1970)."""
    return auth.format_hotp_value(auth.hotp_value(secret, period))
