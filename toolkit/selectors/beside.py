"""In which languages everybody may read a thing, and the same thing in two of them."""

from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from toolkit.models import GovernedEntry, HomePage, Instrument, Provision, Term
from toolkit.selectors.neighbours import get_neighbours

# Pages that list rows of the library, and what is told in one language whatever it lists (None): by address.
LISTS: dict[str, type[GovernedEntry] | None] = {
    **dict.fromkeys(("law/", "law/who-is-bound/", "law/by-checklist/"), Instrument),
    "glossary/": Term,
    **dict.fromkeys(("translations/", "offline/", "box/", "data/", "new/")),
}
ORDER = [code for code, _name in settings.LANGUAGES]


def list_languages_of(thing: Any) -> list[str]:
    """The languages in which a page or an entry of the library is published, in the order of the portal's. Asked once
    per object: of a page nothing more than what is around it, of an entry one query."""
    if "written_languages" not in thing.__dict__:
        if isinstance(thing, Page):
            found = {row.code for row in get_neighbours(thing).translations() if row.live}
        else:
            rows = type(thing)._base_manager.filter(translation_key=thing.translation_key, live=True)
            found = set(rows.values_list("locale__language_code", flat=True))
        thing.__dict__["written_languages"] = [code for code in ORDER if code in found]
    return thing.__dict__["written_languages"]


def list_languages_with(model: type[GovernedEntry]) -> list[str]:
    """The languages in which a row of it is published, in the order of the portal's."""
    found = set(model.objects.published().order_by().values_list("locale__language_code", flat=True).distinct())
    return [code for code in ORDER if code in found]


def find_in_two(place: str, one: str, two: str) -> tuple[Any, Any] | None:
    """What stands at an address of the portal ("tools/legislation", "law/tip/tip-6-3"), in both languages, as everybody
    may read it. None where one of them has nothing there."""
    names = [name for name in place.split("/") if name]
    rows = find_entries(names, (one, two)) if names[:1] in (["law"], ["glossary"]) else find_pages(names, (one, two))
    return (rows[one], rows[two]) if one != two and {one, two} <= rows.keys() else None


def find_entries(names: list[str], codes: tuple[str, str]) -> dict[str, GovernedEntry]:
    """By language. A word is found by its address in any language: some have one of their own."""
    match names:
        case ["law", instrument, key]:
            return of_each_language(Provision, codes, key=key, instrument__key=instrument)
        case ["law", key]:
            return of_each_language(Instrument, codes, key=key)
        case ["glossary", slug] if slug.isprintable():
            return of_each_language(Term, codes, slug=slug)
    return {}


def of_each_language(model: type[GovernedEntry], codes: tuple[str, str], **named: str) -> dict[str, GovernedEntry]:
    keys = model.objects.published().filter(**named).values("translation_key")
    rows = model.objects.published().filter(translation_key__in=keys, locale__language_code__in=codes)
    rows = rows.select_related("locale", *(["instrument"] if model is Provision else []))
    return {row.locale.language_code: row for row in rows}


def find_pages(names: list[str], codes: tuple[str, str]) -> dict[str, Page]:
    """By language. An alias, which keeps the place of a translation, is none."""
    site = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    homes = HomePage.objects.filter(translation_key__in=site, locale__language_code__in=codes)
    addresses = [path + "/".join([*names, ""] if names else []) for path in homes.values_list("url_path", flat=True)]
    rows = Page.objects.live().public().filter(url_path__in=addresses, alias_of=None)
    return {row.locale.language_code: row for row in rows.select_related("locale").specific()}


def find_by_keys(kind: str, keys: list[str]) -> list[Any]:
    """The rows that everybody may read with these primary keys, of pages or of one kind of entry; in their order."""
    models: dict[str, type[GovernedEntry]] = {"provision": Provision, "instrument": Instrument, "term": Term}
    if kind == "page":
        found = Page.objects.live().public().filter(pk__in=keys, alias_of=None).select_related("locale").specific()
    elif kind in models:
        found = models[kind].objects.published().filter(pk__in=keys).select_related("locale")
    else:
        return []
    rows = {str(row.pk): row for row in found}
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


def find_published_english(row: Any) -> Any:
    """The English original of a translation, as readers have it; None where there is none."""
    same = type(row)._base_manager.filter(translation_key=row.translation_key, live=True)
    return same.filter(locale__language_code=settings.LANGUAGE_CODE).select_related("locale").first()


def find_siblings(row: Any) -> list[int]:
    """Primary keys of the same thing in other languages, published or not."""
    model = Page if isinstance(row, Page) else type(row)
    same = model._base_manager.filter(translation_key=row.translation_key).exclude(pk=row.pk)
    return list(same.values_list("pk", flat=True))


def name_kind(row: Any) -> str:
    """What `find_by_keys` calls the kind of a row."""
    return "page" if isinstance(row, Page) else row._meta.model_name
