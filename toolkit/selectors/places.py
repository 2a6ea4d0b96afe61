"""Which addresses of the portal a reader may write to the editors about."""

from django.conf import settings

from toolkit.models import SearchEntry
from toolkit.selectors.beside import LISTS, find_pages

# Public pages that are no rows, without their language.
KNOWN = {*LISTS, "contact/", "saved/", "modules/", "kit/numbers/"}


def find_known_place(place: str, language: str) -> str:
    """The address of a page that everybody may read, without its language ("tools/legislation/"); of a part of a
    module, the module's. "" for anything else: nobody's own address, and nothing that was made up, is carried on."""
    names = [name for name in place.split("/") if name]
    if not names or not place.isprintable():
        return ""
    if names[0] == "modules":
        names = names[:2]
    known = "/".join([*names, ""])
    codes = (language, settings.LANGUAGE_CODE)
    entries = SearchEntry.objects.visible().filter(language__in=codes, path=known)
    return known if known in KNOWN or entries.exists() or find_pages(names, codes) else ""
