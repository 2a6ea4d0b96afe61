"""What a reader typed into a search, as the words that it looks for."""

import re
import unicodedata

from toolkit.domain.words import LETTER

LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
# A number is one thing to look for: 6(3), 65/229, art. 6, each also after “article”.
ARTICLE = r"(?:art(?:icle)?s?\.?\s*(?=\d))?"
TOKEN = re.compile(rf"{ARTICLE}\d+(?:/\d+|\s?\(\w{{1,4}}\))*(?!\w)|{LETTER}+", re.IGNORECASE)
STOP = set("the a an of to and or in for on is are how do i my what".split())


def clean_query(text: str) -> str:
    """What a reader typed without what no page holds: control characters, direction marks, lone surrogates."""
    text = text.strip()[:LONGEST_QUERY].encode("utf-8", "ignore").decode()
    kept = (c if unicodedata.category(c)[0] != "C" or c in "\u200c\u200d" else " " for c in text)
    return " ".join("".join(kept).split())


def extract_words(text: str) -> list[str]:
    """The words a search looks for, lower case, at most MOST_WORDS. What holds a space is a phrase: “art 6 3”."""
    found = TOKEN.findall(clean_query(text).lower())
    words = list(dict.fromkeys(as_phrase(token) if any(map(str.isdigit, token)) else token for token in found))
    telling = [word for word in words if word not in STOP]
    return (telling or words)[:MOST_WORDS]


def as_phrase(token: str) -> str:
    """ "article 6(3)" as the index has it: "art 6 3". A number with a slash is one word there."""
    parts = re.findall(r"\d+(?:/\d+)+|[^\W_]+", token)
    return " ".join("art" if re.fullmatch(r"art(icle)?s?", part) else part for part in parts)
