"""Countries by their names in the reader's language, in the order of her alphabet."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language
from django_countries import countries

from toolkit.domain.alphabets import compute_sort_key


def order_name(name: str) -> list[tuple[int, int]]:
    """What a name is put in order by, for the reader."""
    return compute_sort_key(name, get_language() or settings.LANGUAGE_CODE)


def name_countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, name) of each, by name; a code that no country has is its own name."""
    return sorted(((code, str(countries.name(code)) or code) for code in codes), key=lambda row: order_name(row[1]))


def list_countries() -> list[tuple[str, str]]:
    """(code, name) of all there are: those of the portal first, then the others, both by name."""
    first = settings.COUNTRIES_FIRST
    return name_countries(first) + name_countries(code for code, _name in countries if code not in first)
