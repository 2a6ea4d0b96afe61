"""Where people may ask to join. Coordinators decide it, and everybody may know it."""

from network.models import Country


def list_open_countries() -> list[Country]:
    """By name, in the reader's language."""
    return sorted(Country.objects.filter(is_open=True, is_shredded=False), key=str)
