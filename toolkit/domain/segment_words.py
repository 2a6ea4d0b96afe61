"""A passage as a translator types it, and as wagtail-localize keeps it: HTML of one line."""

import hashlib
import re
from html import unescape

TAG = re.compile(r"<(?!br\s*/?>)[a-zA-Z/]")
BREAK = re.compile(r"<br\s*/?>")


def has_markup(stored: str) -> bool:
    """Whether it holds bold words or links, whose signs a translator must see and keep. Line breaks do not count."""
    return bool(TAG.search(stored))


def show_words(stored: str, *, markup: bool) -> str:
    """What stands in the field that she types into."""
    return stored if markup else unescape(BREAK.sub("\n", stored))


def tidy_words(typed: str) -> str:
    """Without the blanks at its ends, and with one kind of line end."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def digest_words(shown: str) -> str:
    """What a screen remembers of the words that it showed: 16 hexadecimal digits."""
    return hashlib.sha256(tidy_words(shown).encode()).hexdigest()[:16]
