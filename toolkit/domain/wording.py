"""Which strings of a content file are words that a translator translates, each under a path that never changes.

A path is the names of the fields down to the string, with a dot between. An item of a list is called by its key, slug
or value where it has one, else by its place: "sections.first-contact.items.need-alone.why", in every language.
"""

import re
from collections.abc import Callable
from typing import Any

# Fields that hold words, in any kind of file. All others hold keys, addresses, numbers and choices.
WORDS = frozenset(
    (
        "action adapt also ask body caption chapter columns confuse debrief description do dont evidence feedback foot"
        " forms go_to head heading hint intro introduction items keeper key_message label limits line lines marking"
        " material may missed never next nod not not_tested note notes number one_walk_each open options outcome"
        " placeholder points prompts purpose question questions reader reading reason reservations retention rows rule"
        " said say seo_title short short_title sign source steps summary task term text thought title transcript"
        " warning who why"
    ).split()
)
NAMES = ("key", "slug", "value")
# A reference in a field that may hold words: "W03", "A/RES/55/25", "page:kit/signs", "https://...". What an instrument
# is called for short, "ICCPR-OP1", looks alike and is words: other languages have names of their own.
REFERENCE = re.compile(r"[A-Z][\w./-]*\d[\w./-]*|[a-z]+:\S+")

Translate = Callable[[str, str], str]


def list_words(data: Any) -> dict[str, str]:
    """The words of a file by path, in the order of the file."""
    found: dict[str, str] = {}

    def note(path: str, words: str) -> str:
        found[path] = words
        return words

    put_words(data, note)
    return found


def put_words(data: Any, translate: Translate, path: str = "") -> Any:
    """A copy of `data` with what `translate(path, words)` gives in place of the words."""
    if isinstance(data, dict):
        return {name: put_words(value, translate, join_path(path, str(name))) for name, value in data.items()}
    if isinstance(data, list):
        return [put_words(item, translate, join_path(path, name_item(item, n))) for n, item in enumerate(data)]
    return translate(path, data.strip()) if is_words(path, data) else data


def join_path(above: str, name: str) -> str:
    return f"{above}.{name}" if above else name


def name_item(item: Any, place: int) -> str:
    """How an item of a list is called in a path."""
    if not isinstance(item, dict):
        return str(place)
    if "instrument" in item and "country" in item:  # who is bound
        return f"{item['instrument']}-{item['country']}"
    return next((item[name] for name in NAMES if isinstance(item.get(name), str)), str(place))


def is_words(path: str, value: Any) -> bool:
    """Whether a translator translates this string: by the name of its field, or of the list or table it stands in."""
    if not isinstance(value, str) or not re.search(r"[^\W\d_]", value):
        return False
    if ".csl." in path:  # what a reading is called by whoever published it
        return False
    name = next((part for part in reversed(path.split(".")) if not part.isdigit()), "")
    return name in WORDS and (path == "short" or not REFERENCE.fullmatch(value.strip()))
