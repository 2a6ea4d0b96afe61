"""How a rule is cited, and things are listed, in every script; and where a language sets its stops."""

import re
from collections.abc import Iterable

ARABIC = re.compile("[\u0600-\u06ff]")
ARABIC_STOPS = {",": "،", ";": "؛", "?": "؟"}
ARABIC_LANGUAGES = frozenset(("ar", "fa", "prs", "ps", "ur"))
NO_BREAK_SPACE = "\u00a0"


def set_stop(mark: str, language: str) -> str:
    """A comma, colon, semicolon or question mark as `language` has it: French sets a space that never breaks before all
    but the comma, and Arabic letters have stops of their own."""
    if language in ARABIC_LANGUAGES:
        return ARABIC_STOPS.get(mark, mark)
    return f"{NO_BREAK_SPACE}{mark}" if language == "fr" and mark != "," else mark


def join_citation(instrument: str, number: str) -> str:
    """“TIP Protocol, art. 6(3)”, with the comma of the script that the instrument's name is written in."""
    return join_words(filter(None, [instrument, number]))


def join_words(words: Iterable[str], stop: str = ",", language: str = "") -> str:
    """`words` with commas or semicolons between them, as the script of the first one writes those; in French also as
    that `language` sets them."""
    words = list(words)
    in_arabic = bool(words and ARABIC.search(words[0]))
    mark = set_stop(stop, "ar") if in_arabic else set_stop(stop, "fr" if language == "fr" else "")
    return f"{mark} ".join(words)
