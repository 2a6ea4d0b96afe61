"""Work instead of a shut door. Strangers can use up any ceiling that all share, so none may shut a door: above it,
a visitor pays with some seconds of the device's work, or, where it runs no script, by waiting.

A puzzle is a number x for which SHA-256("<nonce>:<x>") begins with so many zero bits (the idea of Hashcash). It is
signed, good for one form and half an hour. A ticket is good for one form as well, from a while after it was given.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from functools import cached_property

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from accounts.limits import Limit, client_key, consume_limit, count_remaining, net_key

HOUR = 60 * 60
EASIEST = 17  # bits: 131,000 digests on average (docs/performance.md says how long)
HARDEST = 22
PUZZLE_LIVES = HOUR // 2
TICKET_LIVES = HOUR // 2  # after it has become good
WAIT = 30  # seconds, where the work is easiest; twice as long for each further bit
TICKETS, TICKETS_OF_A_NET = Limit(6, HOUR, 3), Limit(20, HOUR, 10)  # those that are good so soon
SALT = "accounts.work"


@dataclass(frozen=True)
class Door:
    """What many may want at once, and how much of it nobody pays for."""

    purpose: str
    free: Limit


@dataclass(frozen=True)
class WorkChallenge:
    """What a form carries while its door is busy (templates/components/work.html)."""

    nonce: str
    bits: int
    puzzle: str
    ticket: str  # "" where nothing was sent yet
    wait: int  # seconds until the ticket is good

    @property
    def minutes(self) -> int:
        """How many minutes whoever asks waits, rounded up."""
        return -(-self.wait // 60)


class Gate:
    """One request at a door. `lets_in` decides and pays; `asked` is what to put into the form that is shown again."""

    def __init__(self, door: Door, request: HttpRequest, *, harder: bool = False) -> None:
        """`harder`: this client has asked for more than its share, so that it works even where nobody else comes."""
        self.door, self.request, self.harder = door, request, harder

    @cached_property
    def bits(self) -> int:
        """How hard the work is now; 0 where none is asked for."""
        hardest = HARDEST - EASIEST + 1
        level = next((level for level in range(int(self.harder), hardest) if self.is_free(level)), hardest)
        return min(EASIEST + level - 1, HARDEST) if level else 0

    def is_free(self, level: int) -> bool:
        return count_remaining(f"{self.door.purpose} {level}", "everybody", self.door.free) > 0

    def lets_in(self) -> bool:
        """Pays: one of the free ones, or this form's puzzle or ticket. False where neither is there or good."""
        if not self.bits and consume_limit(f"{self.door.purpose} 0", "everybody", self.door.free):
            return True
        self.__dict__.pop("bits", None)  # it may have become busy since
        if not self.has_paid():
            return False
        level = max(1, self.bits - EASIEST + 1)
        consume_limit(f"{self.door.purpose} {level}", "everybody", self.door.free)  # the next ones work a little harder
        return True

    def has_paid(self) -> bool:
        """By work or by waiting. Looked at once in a request: it is used up by that."""
        if not hasattr(self.request, "has_paid"):
            self.request.has_paid = self.is_solved() or self.has_waited()  # type: ignore[attr-defined]
        return bool(self.request.has_paid)  # type: ignore[attr-defined]

    def is_solved(self) -> bool:
        """Whether the form brings a puzzle of ours with its answer, for the first time. One that was given when the
        work was one step easier counts, as whoever began then has worked; easier ones may have been put by for this."""
        try:
            kind, purpose, bits, given, nonce = signer().unsign(self.request.POST.get("puzzle", "")).split(".")
        except (BadSignature, ValueError):
            return False
        answer = self.request.POST.get("solution", "")[:20]
        fresh = 0 <= time.time() - int(given) <= PUZZLE_LIVES
        hard = int(bits) >= self.bits - 1 and count_zero_bits(nonce, answer) >= int(bits)
        fits = kind == "puzzle" and purpose == self.door.purpose and fresh and hard
        return fits and consume_limit("puzzle", nonce, Limit(1, 2 * PUZZLE_LIVES))

    def has_waited(self) -> bool:
        try:
            kind, purpose, good_from, nonce = signer().unsign(self.request.POST.get("ticket", "")).split(".")
        except (BadSignature, ValueError):
            return False
        waited = 0 <= time.time() - int(good_from) <= TICKET_LIVES
        fits = kind == "ticket" and purpose == self.door.purpose and waited
        return fits and consume_limit("ticket", nonce, Limit(1, 2 * TICKET_LIVES))

    @property
    def asked(self) -> WorkChallenge | None:
        """None where the door is quiet. A ticket that was not good yet comes back as it was: waiting is not for
        nothing."""
        if not self.bits:
            return None
        now, nonce = int(time.time()), secrets.token_hex(16)
        ticket, wait = self.kept_ticket(now) or self.new_ticket(now)
        puzzle = signer().sign(f"puzzle.{self.door.purpose}.{self.bits}.{now}.{nonce}")
        return WorkChallenge(nonce, self.bits, puzzle, ticket, wait)

    def kept_ticket(self, now: int) -> tuple[str, int] | None:
        """The one that the form brought, and how many seconds it still takes; None for none, or one that is over."""
        ticket = self.request.POST.get("ticket", "")
        try:
            kind, purpose, good_from, _nonce = signer().unsign(ticket).split(".")
        except (BadSignature, ValueError):
            return None
        still = int(good_from) - now
        return (ticket, still) if kind == "ticket" and purpose == self.door.purpose and still > 0 else None

    def new_ticket(self, now: int) -> tuple[str, int]:
        """(ticket, seconds). Made for a visitor who has sent a form, so that looking at the page takes nobody's. A
        client that has had enough waits as long as where the work is hardest: a town may share an address, and
        strangers in it shut a visitor out of nothing. Where they use up the share of all, the page brings such a long
        one along: the visitor's form may not be answered."""
        is_sent = self.request.method == "POST"
        if not is_sent and not self.harder:
            return "", self.wait_for(self.bits)
        wait = self.wait_for(self.bits if is_sent and self.has_share() else HARDEST)
        return signer().sign(f"ticket.{self.door.purpose}.{now + wait}.{secrets.token_hex(16)}"), wait

    def has_share(self) -> bool:
        """Takes one of the quick tickets of this client and of its network."""
        mine = consume_limit("tickets", client_key(self.request), TICKETS)
        return mine and consume_limit("tickets of a net", net_key(self.request), TICKETS_OF_A_NET)

    def wait_for(self, bits: int) -> int:
        wait: int = WAIT * 2 ** (bits - EASIEST)
        return wait


def signer() -> Signer:
    return Signer(salt=SALT)


def count_zero_bits(nonce: str, answer: str) -> int:
    """With how many zero bits the digest begins."""
    digest = hashlib.sha256(f"{nonce}:{answer}".encode()).digest()
    return 256 - int.from_bytes(digest).bit_length()
