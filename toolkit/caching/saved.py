"""For which version of the content a language's copy for phones was made last."""

from django.conf import settings
from django.core.cache import caches

from toolkit.caching.content_version import VERSION_TTL

REST = 3600  # seconds: half a minute of a processor for a language is not spent after each edit


def list_outdated_copies(version: str) -> list[str]:
    """The languages whose copy was made for another version, or of which nobody knows."""
    names = {make_key(code): code for code, _name in settings.LANGUAGES}
    known = caches["default"].get_many(names)
    return [code for key, code in names.items() if known.get(key) != version]


def note_copy(language: str, version: str) -> None:
    caches["default"].set(make_key(language), version, VERSION_TTL)
    caches["default"].set(f"{make_key(language)}.lately", 1, REST)


def was_made_lately(language: str) -> bool:
    return caches["default"].get(f"{make_key(language)}.lately") is not None


def make_key(language: str) -> str:
    return f"saved.{language}"
