"""What is known of each language's copy for phones: for which version of the content it was made, of which files it
consists, and whether it rests. All of it may be lost: then a copy is made once more."""

from collections.abc import Iterable

from django.conf import settings
from django.core.cache import caches

from toolkit.caching.content_version import VERSION_TTL

REST = 3600  # seconds: half a minute of a processor for a language is not spent after each edit, nor after each fault
LONGEST = 600  # seconds: more than a copy may take; whoever makes one and dies keeps others waiting no longer
MAKING = "saved.making"


def read_copies() -> dict[str, tuple[str, frozenset[str]]]:
    """Language -> the version of the content that its copy was made for, and the keys of its files."""
    names = {make_key(code): code for code, _name in settings.LANGUAGES}
    found = {names[name]: str(noted).split() for name, noted in caches["default"].get_many(names).items()}
    return {code: (words[0], frozenset(words[1:])) for code, words in found.items() if words}


def note_copy(language: str, version: str, keys: Iterable[str]) -> None:
    caches["default"].set(make_key(language), " ".join([version, *keys]), VERSION_TTL)


def forget_copy(language: str) -> None:
    caches["default"].delete(make_key(language))


def note_try(language: str) -> None:
    caches["default"].set(f"{make_key(language)}.lately", "tried", REST)


def forget_try(language: str) -> None:
    caches["default"].delete(f"{make_key(language)}.lately")


def find_resting() -> set[str]:
    """The languages that were tried within the hour."""
    names = {f"{make_key(code)}.lately": code for code, _name in settings.LANGUAGES}
    return {names[name] for name in caches["default"].get_many(names)}


def claim_making() -> bool:
    """Whether nobody else makes a copy now: one at a time, so that a child of the workers is free for readers."""
    return bool(caches["default"].add(MAKING, "now", LONGEST))


def release_making() -> None:
    caches["default"].delete(MAKING)


def make_key(language: str) -> str:
    return f"saved.{language}"
