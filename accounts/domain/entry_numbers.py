"""The entry number: what somebody signs in with who gave no address. Like a card's, it belongs to nobody's name.

It is shown once and stored nowhere: `User.email` holds `sealed_address(number)`, which tells no number from an address.
"""

import secrets
import unicodedata

LENGTH = 12
GROUP = 4
# Spaces of any width, marks of direction that came along when it was copied, strokes of any length.
UNCOUNTED = {"Zs", "Cf", "Cc", "Pd", "Pc"}
MINUS = "\u2212"


def generate_entry_number() -> str:
    """12 random digits. Two people never need to compare: the account's index is unique."""
    return "".join(secrets.choice("0123456789") for _ in range(LENGTH))


def parse_entry_number(typed: str) -> str | None:
    """The 12 plain digits that somebody typed, in digits of any script; None where it is no entry number."""
    counted = [letter for letter in typed if letter != MINUS and unicodedata.category(letter) not in UNCOUNTED]
    if len(counted) != LENGTH or not all(letter.isdecimal() for letter in counted):
        return None
    return "".join(str(unicodedata.decimal(letter)) for letter in counted)


def format_entry_number(number: str) -> str:
    """As it is written on paper: "1234 5678 9012"."""
    return " ".join(number[start : start + GROUP] for start in range(0, LENGTH, GROUP))
