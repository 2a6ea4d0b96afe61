"""Codes that people read, write down and type again. The database keeps only what recognises them."""

import hashlib
import hmac
import secrets

from django.utils.crypto import salted_hmac

from toolkit.domain.folding import TO_LATIN_DIGITS

# Without what looks alike on paper: 0 O, 1 I L, 5 S, 2 Z, 8 B.
LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
LENGTH = 20
GROUP = 5
DIGITS = 6


def generate_code() -> str:
    """20 random characters in groups of five, 92 bits: nobody guesses one, however often she tries."""
    return grouped("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def generate_invitation_code() -> str:
    """The same to look at; its last group says that it is ours, now and when it was used or taken back (70 bits)."""
    plain = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - GROUP))
    return grouped(plain + seal_of(plain))


def is_invitation_code(typed: str) -> bool:
    """Whether it was given out by us, ever. Asks no table: what became of an invitation must not show."""
    plain = plain_of(typed)
    return len(plain) == LENGTH and hmac.compare_digest(plain[-GROUP:].encode(), seal_of(plain[:-GROUP]).encode())


def seal_of(plain: str) -> str:
    digest = salted_hmac("network.invitation", plain, algorithm="sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:GROUP])


def grouped(plain: str) -> str:
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain_of(typed: str) -> str:
    """Case, spaces and strokes do not count."""
    return "".join(letter for letter in typed.translate(TO_LATIN_DIGITS).upper() if letter.isalnum())


def hash_code(typed: str) -> str:
    """What is stored of a long code. No key: 70 bits and more need none, and a change of keys must not turn
    everybody's paper into waste."""
    return hashlib.sha256(f"network.code {plain_of(typed)}".encode()).hexdigest()


def hash_half_code(typed: str) -> str:
    """What is stored of half a code: keyed, since all 46 bits of one can be tried where the database was copied."""
    return salted_hmac("network.half", plain_of(typed), algorithm="sha256").hexdigest()


def is_code(typed: str) -> bool:
    """Whether it could be a long code, by its length and letters alone."""
    plain = plain_of(typed)
    return len(plain) == LENGTH and set(plain) <= set(LETTERS)


def generate_digits() -> str:
    """Six digits for a mail or for a telephone: good for minutes and few tries."""
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


def hash_digits(typed: str, owner: object) -> str:
    """What is stored of six digits: keyed, since all of them can be tried; of no use for another owner."""
    plain = "".join(letter for letter in typed.translate(TO_LATIN_DIGITS) if letter.isdigit())
    return salted_hmac("network.digits", f"{owner} {plain}", algorithm="sha256").hexdigest()


def hashes_match(stored: str, typed_hash: str) -> bool:
    """Compared in a time that says nothing; an empty store fits nothing."""
    return bool(stored) and hmac.compare_digest(stored, typed_hash)
