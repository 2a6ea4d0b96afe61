"""The catalogue of modules, and two of them side by side."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import capfirst
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_countries import countries

from modules.models import Discipline, Level, Module, Topic
from modules.presenters.module_page import get_part_title
from modules.presenters.outline_writer import build_outline
from modules.selectors.catalogue import (
    FIXED,
    GROUPS,
    SORTS,
    CatalogueListing,
    Chosen,
    ModuleCard,
    filter_cards,
    find_adapted_countries,
    list_module_cards,
    rank_modules,
    sort_cards,
    suggest_words,
)
from modules.selectors.places import list_module_languages
from toolkit.domain.queries import clean_query, extract_words

PER_PAGE = 20
MOST_COMPARED = 5  # of an address; two are shown


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every module that fits the words and the filters."""
    language = get_language() or settings.LANGUAGE_CODE
    query = clean_query(request.GET.get("q", ""))
    words = extract_words(query)
    ranks, every = rank_modules(words, language) if query else (None, True)
    rows = list_module_cards(language, ranks)
    chosen = chosen_in(request, rows)
    found = filter_cards(rows, chosen)
    sort = sort_of(request)
    page = Paginator(sort_cards(found.shown, sort, ranks), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "told_in": list_module_languages(),
        "query": query,
        "every": every,
        "total": 0 if page else number_of_modules(),
        "found": page,
        "cards": with_summaries(page),
        "groups": [group_of(name, found, chosen) for name in GROUPS],
        "filters": filters_in_use(query, sort, chosen),
        "sort": sort,
        "suggestion": " ".join(suggest_words(words, language)) if words and not ranks else "",
        **links(page, query, sort, chosen),
    }
    return render(request, "modules/catalogue.html", context)


def sort_of(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in SORTS else SORTS[0]


def number_of_modules() -> int:
    return Module.objects.published().values("translation_key").distinct().count()


def chosen_in(request: HttpRequest, rows: list[ModuleCard]) -> Chosen:
    """The filters of an address, without what no group knows."""
    known = {**FIXED, "country": [country for card in rows for country in card.countries]}
    return {
        name: [value for value in dict.fromkeys(request.GET.getlist(name)) if value in known[name]] for name in GROUPS
    }


def with_summaries(page: Page) -> list[dict[str, Any]]:
    """The cards of one page with what only they need; two queries."""
    made_for = find_adapted_countries(card.key for card in page)
    summaries = dict(Module.objects.filter(pk__in=[card.pk for card in page]).values_list("pk", "summary"))
    return [
        {"card": card, "summary": summaries.get(card.pk, ""), "adapted_for": made_for.get(card.key, [])}
        for card in page
    ]


def address_of(query: str, sort: str, chosen: Chosen, **more: object) -> str:
    """The query string of a list, made from what was understood of the address and nothing else of it."""
    said: dict[str, object] = {"q": query} if query else {}
    said |= {name: values for name, values in chosen.items() if values}
    if sort != SORTS[0]:
        said["sort"] = sort
    return "?" + urlencode({**said, **more}, doseq=True)


def links(page: Page, query: str, sort: str, chosen: Chosen) -> dict[str, Any]:
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "pages": [(n, address_of(query, sort, chosen, page=n)) for n in shown],
        "previous_link": address_of(query, sort, chosen, page=page.number - 1),
        "next_link": address_of(query, sort, chosen, page=page.number + 1),
        "all_link": address_of("", sort, {}),
    }


def group_of(name: str, found: CatalogueListing, chosen: Chosen) -> dict[str, Any]:
    """One group of filters with the numbers of its choices. What is nowhere is not offered."""
    values = FIXED.get(name) or sorted({value for group, value in found.numbers if group == name} | set(chosen[name]))
    choices = [
        {
            "value": value,
            "label": label_of(name, value),
            "number": found.numbers[name, value],
            "is_chosen": value in chosen[name],
        }
        for value in values
    ]
    kept = [choice for choice in choices if choice["number"] or choice["is_chosen"]]
    return {"name": name, "label": group_label(name), "choices": kept}


def group_label(name: str) -> str:
    return {
        "topic": _("Topic"),
        "crime": _("Crime"),
        "level": _("Level"),
        "discipline": _("Discipline"),
        "language": _("Language"),
        "country": _("Made for"),
        "minutes": _("Time"),
        "with": _("With"),
    }[name]


def label_of(group: str, value: str) -> str:
    if group == "country":
        return str(countries.name(value)) or value
    if group == "minutes":
        return _("Up to %(n)s minutes") % {"n": value}
    if group == "language":
        return str(capfirst(get_language_info(value)["name_local"]))
    choices = {"topic": Topic, "level": Level, "discipline": Discipline}
    if group in choices:
        return str(choices[group](value).label)
    return {
        "tip": _("Trafficking in persons"),
        "som": _("Smuggling of migrants"),
        "video": _("A video"),
        "assessment": _("An assessment"),
    }[value]


def filters_in_use(query: str, sort: str, chosen: Chosen) -> list[dict[str, str]]:
    """Every chosen filter with the address that leaves it out."""
    return [
        {
            "label": label_of(name, value),
            "link": address_of(query, sort, {**chosen, name: [other for other in values if other != value]}),
        }
        for name, values in chosen.items()
        for value in values
    ]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two modules side by side; with fewer or more, what to choose from."""
    language = get_language() or settings.LANGUAGE_CODE
    asked = [slug for slug in dict.fromkeys(request.GET.getlist("module")) if slug.isprintable()][:MOST_COMPARED]
    by_slug = {card.slug: card for card in list_module_cards(language, asked)}
    chosen = [by_slug[slug] for slug in asked if slug in by_slug]
    others = [card for card in list_module_cards(language) if card.slug not in by_slug]
    families = {card.key for card in chosen} | {card.parent for card in chosen if card.parent}
    near = sorted(others, key=lambda card: (card.parent not in families and card.key not in families, card.title))
    context: dict[str, Any] = {"cards": [*chosen, *near[: PER_PAGE - len(chosen)]], "chosen": chosen}
    if len(chosen) == 2:
        rows = Module.objects.published().select_related("locale", "parent__locale").in_bulk([c.pk for c in chosen])
        context["pair"] = side_by_side([rows[card.pk] for card in chosen], chosen)
    return render(request, "modules/compare.html", context)


def side_by_side(modules: list[Module], chosen: list[ModuleCard]) -> list[dict[str, Any]]:
    """Each with its outline, and which of its parts only it has."""
    outlines = [build_outline(module) for module in modules]
    kinds = ("outcomes", "issues", "exercises")
    sides = []
    for place, outline in enumerate(outlines):
        other = {part.id: part for kind in kinds for part in getattr(outlines[1 - place], kind)}
        own = {
            kind: [
                (get_part_title(part), part.id not in other, part.id in other and other[part.id] != part)
                for part in getattr(outline, kind)
            ]
            for kind in kinds
        }
        sides.append({"outline": outline, "card": chosen[place], "module": modules[place], **own})
    return sides
