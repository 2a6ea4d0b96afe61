"""Whether two values say the same, however the editor's screens spell them. Pure functions on plain data (JSON)."""

import re
from typing import Any

Json = Any
# What the editor writes differently without anybody having typed: it numbers paragraphs, sets nothing between them, has
# its own names for bold and slanted words, and orders attributes.
TAG = re.compile(r"<(/?)(\w+)((?:\s[^<>]*?)?)\s*/?>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
AROUND_BLOCKS = re.compile(r"\s*(</?(?:p|h\d|[uo]l|li|blockquote|hr)\b[^<>]*>)\s*")
SAME_NAMES = {"strong": "b", "em": "i"}


class Absent:
    """What is not there: a key that one side lacks, an item that it took out. There is one of it."""

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT = Absent()


def normalize_value(value: Json) -> Json:
    """Without what means nothing: how the editor writes the same text, and keys that hold nothing."""
    if isinstance(value, str):
        return same_words(value)
    if isinstance(value, list):
        return [normalize_value(item) for item in value]
    if isinstance(value, dict):
        tidied = {key: normalize_value(item) for key, item in value.items()}
        return {key: item for key, item in tidied.items() if not is_empty(item)}
    return value


def same_words(text: str) -> str:
    """A text in one spelling, whether it came from a file or went through the editor."""
    text = text.replace("\r\n", "\n").strip()
    return AROUND_BLOCKS.sub(r"\1", TAG.sub(same_tag, text)) if "<" in text else text


def same_tag(tag: re.Match[str]) -> str:
    name = SAME_NAMES.get(tag[2], tag[2])
    rest = sorted(f' {key}="{value}"' for key, value in ATTRIBUTE.findall(tag[3]) if key != "data-block-key")
    return f"<{tag[1]}{name}{''.join(rest)}>"


def is_empty(value: Json) -> bool:
    """Nothing was written here. 0 and False are something."""
    return value is ABSENT or value is None or value in ("", [], {})
