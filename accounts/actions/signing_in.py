"""Who comes in: two candidates and two hashes for whatever was typed, and tries that no stranger can use up for good.

An address may stand in both worlds, so each try is one at a guarded account and one at an open account, and takes one
from the purse of each. Where a purse is empty the hash is made all the same, but a right password is not enough: the
code of the app has to be right as well. What is answered is the same in every case.
"""

import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.actions.second_steps import (
    TooManyTries,
    consume_code_try,
    give_back_code_try,
    is_code_pair,
    verify_code,
    verify_code_uncounted,
)
from accounts.domain.entry_numbers import parse_entry_number
from accounts.domain.passwords import NOBODYS, match_password_hashes
from accounts.limits import DAY, Limit, LimitKey, address_key, consume_limit, give_back_limit
from accounts.limits.proof_of_work import Door, Gate
from accounts.models import User, sealed_address
from accounts.sessions.devices import consume_device_pass, find_known_device

# Wrong passwords for one address or number, in one world; for a known device apart.
SIGN_INS = Limit(10, 15 * 60, 5)
# Codes for one address or number where its tries are used up. After that only two in a row are looked at.
EARLY_CODES = Limit(3600, 60 * 60, 600)
# What somebody at an open session may guess of its owner's password.
SAME_PERSON = [Limit(10, 60 * 60, 5), Limit(20, DAY, 10)]
# In a pending sign-in: the code came with the password.
PROVED = "proved"
# In the session's data: this visit's tries, each a purse's name without a meaning and a moment.
TRIES = "tries"


@dataclass(frozen=True)
class AuthenticationResult:
    """Who signs in. `proof` is what the user's code was of, where it was typed and right: the second step is done."""

    user: User
    proof: Authenticator | None = None


@dataclass(frozen=True)
class SignInTry:
    """One candidate of the two, or nobody in its place, with the purse that the try is taken from."""

    user: User | None
    purse: LimitKey
    is_free: bool
    early: Authenticator | None  # what the code was of, where it had to be right first

    @property
    def stored(self) -> str:
        return self.user.password if self.user else NOBODYS


def build_sign_in_gate(request: HttpRequest) -> Gate:
    """What all share: how many passwords the processors should be busy with. Above it whoever comes has to work, and
    so has a client, or a network, above its own share (config/middleware/throttle.py)."""
    door = Door("sign-in", Limit(max(1, settings.PASSWORDS_PER_MINUTE // 2), 60))
    return Gate(door, request, harder=getattr(request, "is_above_its_share", False))


def may_check_password(request: HttpRequest, gate: Gate) -> bool:
    """Whether a password may be compared now. From a known device some are without work. That a code was right makes no
    difference: who is asked for no work would learn by that that it was, and that there is an account."""
    return gate.lets_in() or consume_device_pass(request)


def authenticate_credentials(
    request: HttpRequest, *, typed: str, password: str, code: str = ""
) -> AuthenticationResult | None:
    """Whose password that is, guarded people first; None in every other case. Always two hashes."""
    number = parse_entry_number(typed) or typed
    found = User.objects.candidates(number)
    tries = [one_try(request, world, number, found[world], code) for world in ("guarded", "open")]
    fits = match_password_hashes(password, [one.stored for one in tries])
    for one, does_fit in zip(tries, fits, strict=True):
        may_enter = one.is_free or came_through(one, code, does_fit)
        if does_fit and may_enter and one.user and one.user.is_active:
            give_back_tries(request, one)
            keep_hash_new(one.user, password)
            keep_handle_new(one.user, number)
            return AuthenticationResult(one.user, proof_of(one, code))
    note_tries(request, [one.purse for one in tries if one.is_free])
    return None


def one_try(request: HttpRequest, world: str, number: str, user: User | None, code: str) -> SignInTry:
    """Takes the try. Where there is none left, the code is looked at before the password, and is used up by that: who
    saw one code gets one password out of it."""
    who = address_key(number)
    device = find_known_device(request, user) if world == "open" else None
    purse = (f"sign-in {world}", device or who, SIGN_INS)
    is_free = consume_limit(*purse)
    looks = bool(code) and not is_free and (is_code_pair(code) or consume_limit("early code", who, EARLY_CODES))
    return SignInTry(user, purse, is_free, verify_code_uncounted(user, code) if looks else None)


def came_through(one: SignInTry, code: str, does_fit: bool) -> bool:
    """Whether the code was right, and is allowed to count. Who knows the password already could guess codes here
    without an end: so they are counted as those of the second step are, except two in a row."""
    if not code:
        return False
    counted = is_code_pair(code) or consume_code_try(one.user if does_fit else mark_of(one.purse))
    if does_fit and counted and one.early and not is_code_pair(code):
        give_back_code_try(one.user)
    return bool(counted and one.early)


def proof_of(one: SignInTry, code: str) -> Authenticator | None:
    """The user's second step, where she did it here. A wrong code leads to the page that asks for it again."""
    if one.early or not code:
        return one.early
    try:
        return verify_code(one.user, code)
    except TooManyTries:
        return None


def check_own_password(user: User, password: str) -> bool:
    """Whether that is the password of somebody who is signed in already. Raises TooManyTries where no try is left."""
    if not all(consume_limit("reauthenticate", str(user.pk), limit) for limit in SAME_PERSON):
        raise TooManyTries
    right = match_password_hashes(password, [user.password])[0]
    if right:
        for limit in SAME_PERSON:
            give_back_limit("reauthenticate", str(user.pk), limit)
    return right


def keep_hash_new(user: User, password: str) -> None:
    """Made anew where it was made by an older rule, as Django does it."""
    hasher = get_hasher()
    if not user.password.startswith(f"{hasher.algorithm}$") or hasher.must_update(user.password):
        user.set_password(password)
        user.save(update_fields=["password"])


def keep_handle_new(user: User, number: str) -> None:
    """Recognised by the key in use from now on. Nobody can read a number, so no command moves it to a new key."""
    if user.is_guarded and user.email != sealed_address(number):
        user.email = sealed_address(number)
        user.save(update_fields=["email"])


# --- What whoever signs in did herself ------------------------------------------------------------------------------


def note_tries(request: HttpRequest, purses: list[LimitKey]) -> None:
    """Those that were taken, so that a right password gives them back to who took them: strangers' stay taken."""
    mine = request.session.get(TRIES, [])[-2 * SIGN_INS.number :]
    request.session[TRIES] = [*mine, *([mark_of(purse), time.time()] for purse in purses)]


def give_back_tries(request: HttpRequest, one: SignInTry) -> None:
    """This try, where it took one, and earlier ones of this visit that have not come back by themselves."""
    since, mine = time.time() - SIGN_INS.seconds, mark_of(one.purse)
    earlier = [mark for mark, moment in request.session.pop(TRIES, []) if moment > since and mark == mine]
    give_back_limit(*one.purse, coins=int(one.is_free) + len(earlier))


def mark_of(purse: LimitKey) -> str:
    """Neither an address nor its blind index lies in a session."""
    return salted_hmac("accounts.tries", f"{purse[0]}|{purse[1]}", algorithm="sha256").hexdigest()
