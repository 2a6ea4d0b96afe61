"""How a rule is cited, and things are listed, in every script."""

import re
from collections.abc import Iterable

ARABIC = re.compile("[\u0600-\u06ff]")
ARABIC_STOPS = {",": "،", ";": "؛"}


def join_citation(instrument: str, number: str) -> str:
    """“TIP Protocol, art. 6(3)”, with the comma of the script that the instrument's name is written in."""
    return join_words(filter(None, [instrument, number]))


def join_words(words: Iterable[str], stop: str = ",") -> str:
    """`words` with commas or semicolons between them, as the script of the first one writes those."""
    words = list(words)
    mark = ARABIC_STOPS[stop] if words and ARABIC.search(words[0]) else stop
    return f"{mark} ".join(words)
