"""Where the pages of modules and of their parts stand: in each language, for many modules in a few queries."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F

from modules.domain.adapting import Raw, resolve_parts
from modules.models import Module, PartChange
from modules.models.videos import Video

# Kinds of parts with a page of their own (modules/presenters/module_page.py).
OWN_PAGE = {"issue", "exercise", "case", "film", "slides", "guidance"}
# Kinds of parts that stand on one page together: its address.
SHARED_PAGE = {"question": "assessment/", "reading": "readings/"}


class ModulePlace(NamedTuple):
    """One page of a module in one language. `place` is its address without the language."""

    place: str
    code: str
    updated: datetime | None  # not known of an adaptation: it follows its parent


def list_module_places(slug: str = "") -> Iterator[ModulePlace]:
    """Of every finished module, or of the one with this address: its page and those of its parts."""
    rows = {"slug": slug} if slug else {}
    modules = list(Module.objects.finished().filter(**rows).values_list("pk", flat=True))
    family = load_family(modules)
    films = list_shown_films()
    for pk in modules:
        row = family[pk]
        raws = resolve_slim_parts(row, family)
        for ending in list_endings(raws, films):
            updated = None if row.parent_id else row.last_published_at
            yield ModulePlace(f"modules/{row.slug}/{ending}", row.code, updated)


def list_module_languages() -> list[str]:
    """Those in which there is a module, in the portal's order."""
    found = set(Module.objects.finished().order_by().values_list("locale__language_code", flat=True).distinct())
    return [code for code, _name in settings.LANGUAGES if code in found]


def list_languages_of_page(module: Module, ending: str) -> list[str]:
    """The languages in which search engines are told of the page of it whose address ends so."""
    place = f"modules/{module.slug}/{ending}"
    return [row.code for row in list_module_places(module.slug) if row.place == place]


def list_endings(raws: list[Raw], films: set[int]) -> list[str]:
    """What stands behind a module's own address, which is the first."""
    keys = {str(raw["id"]): raw["value"]["key"] for raw in raws if raw["value"].get("key")}
    taken = {key: part for part, key in keys.items()}  # of two with one key the later has it
    endings = [""]
    for raw in raws:
        part = str(raw["id"])
        if raw["type"] in OWN_PAGE and is_shown(raw, films):
            key = keys.get(part, part)
            endings.append(f"parts/{key if taken.get(key) == part else part}/")
    shared = {SHARED_PAGE[raw["type"]] for raw in raws if raw["type"] in SHARED_PAGE}
    return [*endings, *sorted(shared)]


def is_shown(raw: Raw, films: set[int]) -> bool:
    value = raw["value"]
    return int(value["video"] or 0) in films if raw["type"] == "film" else bool(value["title"])


def list_shown_films() -> set[int]:
    """Those that readers may watch and that have a title in some language."""
    return set(Video.objects.filter(is_public=True).exclude(texts__title="").values_list("pk", flat=True))


def load_family(keys: Iterable[int]) -> dict[int, Any]:
    """The modules with these primary keys and all that they are adapted from, in each language; with their parts as
    far as an address needs them: two thousand modules with all their texts are a hundred megabytes."""
    found: dict[int, Any] = {}
    rows = Module.objects.filter(pk__in=keys)
    while new := {row.pk: row for row in stream_slim(rows) if row.pk not in found}:
        found |= new
        rows = Module.objects.filter(translation_key__in={row.parent_key for row in new.values() if row.parent_key})
    changes = PartChange.objects.filter(module__in=[pk for pk, row in found.items() if row.parent_id])
    for change in changes.order_by("pk"):
        found[change.module_id].decided.append(change)
    return found


def stream_slim(modules: Any) -> Iterator[Any]:
    columns = ("slug", "live", "parts", "parent_id", "locale_id", "translation_key", "last_published_at")
    rows = modules.annotate(parent_key=F("parent__translation_key"), code=F("locale__language_code"))
    for row in rows.only(*columns).order_by("pk").iterator(chunk_size=50):
        row.slim, row.decided = [slim(raw) for raw in row.parts.raw_data], []
        del row.__dict__["parts"]
        yield row


def slim(raw: Raw) -> Raw:
    value = raw["value"]
    return {**raw, "value": {name: value.get(name) for name in ("key", "title", "video")}}


def resolve_slim_parts(row: Any, family: dict[int, Any]) -> list[Raw]:
    """As `Module.resolved_parts` has them."""
    if row.parent_id is None:
        return list(row.slim)
    parent = family[row.parent_id]
    if parent.locale_id != row.locale_id:
        same = (one for one in family.values() if one.translation_key == parent.translation_key)
        parent = next((one for one in same if one.live and one.locale_id == row.locale_id), parent)
    return resolve_parts(resolve_slim_parts(parent, family), row.decided, row.slim)
