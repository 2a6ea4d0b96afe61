"""The pages of the tree, the legal library and the glossary."""

import unicodedata
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django_countries import countries
from wagtail.rich_text import expand_db_html
from wagtail.views import serve

from toolkit.models import Instrument, Provision, SearchEntry, Term
from toolkit.models.search_entries import SearchEntryQuerySet
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.routing import find_page
from toolkit.selectors.searching import choose_search_language

# Countries the portal serves first; their row stands in the table even while no law is known.
COUNTRIES = ("AF", "BD", "IR", "IQ", "PK")


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree. We find it; whether this reader may see it, and all else, is Wagtail's as always."""
    request._wagtail_route_for_request = find_page(request, path)  # type: ignore[attr-defined]
    return serve(request, path)


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every instrument with its provisions; ?country=PK keeps the national law of one country."""
    rows = list(Instrument.objects.readable())
    provisions: dict[str, list[Provision]] = {}
    for provision in readable_provisions():
        provisions.setdefault(provision.instrument.key, []).append(provision)
    national = [row for row in rows if row.kind == Instrument.Kind.NATIONAL]
    known = {code: countries.name(code) for code in {*COUNTRIES, *(row.country.code for row in national)} if code}
    chosen = request.GET.get("country", "").upper()
    chosen = chosen if chosen in known else ""
    laws: dict[str, list[Provision]] = {}
    for row in national:
        laws.setdefault(row.country.code, []).extend(provisions.get(row.key, []))
    names = sorted(known.items(), key=lambda country: country[1])
    context = {
        "kinds": [
            (kind, [(row, provisions.get(row.key, [])) for row in rows if row.kind == kind])
            for kind in Instrument.Kind
            if kind != Instrument.Kind.NATIONAL and any(row.kind == kind for row in rows)
        ],
        "countries": [(code, name, laws.get(code, [])) for code, name in names if chosen in ("", code)],
        "all_countries": names,
        "chosen": chosen,
        "rows_language": language_of(rows),
    }
    return render(request, "toolkit/law.html", context)


def readable_provisions() -> QuerySet[Provision]:
    """One row per provision in the reader's language, else in English, in the order of the library."""
    return Provision.objects.readable().select_related("instrument").order_by("instrument__order", "order", "pk")


def language_of(rows: list[Any]) -> str:
    """English while none of the rows is in the reader's language; then the page says so."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if any(row.locale.language_code == language for row in rows) else settings.LANGUAGE_CODE


@require_safe
def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """One instrument and what we cite of it."""
    row = get_object_or_404(Instrument.objects.readable(), key=instrument)
    context = {"instrument": row, "provisions": readable_provisions().filter(instrument__key=row.key)}
    return render(request, "toolkit/instrument.html", context)


@require_safe
def provision(request: HttpRequest, instrument: str, provision: str) -> HttpResponse:
    """One provision and everything public that rests on it, question by question."""
    row = get_object_or_404(readable_provisions(), key=provision, instrument__key=instrument)
    siblings = list(readable_provisions().filter(instrument__key=instrument))
    place = next((n for n, other in enumerate(siblings) if other.pk == row.pk), 0)
    context = {
        "provision": row,
        "siblings": siblings,
        "before": siblings[place - 1] if place else None,
        "after": siblings[place + 1] if place + 1 < len(siblings) else None,
        **resting_on(row),
    }
    return render(request, "toolkit/provision.html", context)


def resting_on(provision: Provision) -> dict[str, object]:
    """Pages that cite a provision, and the questions that rest on it grouped by checklist."""
    cited = public_rows().filter(rests_on__translation_key=provision.translation_key)
    rows = list(cited.select_related("page").order_by("page__title", "page", "order", "pk"))
    items = [row for row in rows if row.kind == SearchEntry.Kind.ITEM]
    for row in items:
        row.code = row.place.rpartition(" ")[2]  # type: ignore[attr-defined]  # “Investigation, B7” ends in it
    return {
        "pages": sorted(
            (row for row in rows if row.kind != SearchEntry.Kind.ITEM), key=lambda row: (row.kind, row.order)
        ),
        "checklists": [(page, list(group)) for page, group in groupby(items, key=lambda row: row.page)],
        "question_count": len(items),
    }


def public_rows() -> SearchEntryQuerySet:
    """What everybody may see and find in the reader's language, or in English where hers has no tools yet."""
    return SearchEntry.objects.visible().filter(
        language=choose_search_language(get_language() or settings.LANGUAGE_CODE)
    )


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term with its meaning, under its first letter."""
    terms = sorted(Term.objects.readable(), key=lambda term: sorting(term.name))
    letters = [(letter, list(group)) for letter, group in groupby(terms, key=lambda term: first_letter(term.name))]
    context = {"letters": letters, "count": len(terms), "rows_language": language_of(terms)}
    return render(request, "toolkit/glossary.html", context)


def sorting(name: str) -> str:
    """Without accents, so that “État” stands under E."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def first_letter(name: str) -> str:
    return sorting(name)[:1].upper()


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term, its sources, its name in other languages, and where it is used."""
    if not slug.isprintable():  # PostgreSQL refuses to look for a NUL byte
        raise Http404
    row = get_object_or_404(Term.objects.readable(), slug=slug)
    used = public_rows().filter(mentions__translation_key=row.translation_key)
    beside = [other for other in Term.objects.readable() if first_letter(other.name) == first_letter(row.name)]
    context = {
        "term": row,
        "text": linked_text(row),
        "provisions": row.provisions.select_related("instrument"),
        "related": row.related.all(),
        "names": names_of(row),
        "used": used.exclude(kind=SearchEntry.Kind.ITEM).order_by("kind", "order", "title"),
        "letter": first_letter(row.name),
        "beside": sorted(beside, key=lambda other: sorting(other.name)),
    }
    return render(request, "toolkit/term.html", context)


def linked_text(term: Term) -> SafeString:
    """What the term's page says beyond its meaning, with other terms linked where they first stand."""
    language = term.locale.language_code
    html = TermLinker.for_language(language).link_first_uses(expand_db_html(term.text), f"/{language}/", {term.pk})
    return mark_safe(html)  # noqa: S308  # sanitised rich text


def names_of(term: Term) -> list[Term]:
    """The same term in every language that has it, in the portal's order of languages; [] where it stands alone."""
    rows = Term.objects.filter(translation_key=term.translation_key).select_related("locale")
    places = {code: place for place, (code, _name) in enumerate(settings.LANGUAGES)}
    names = sorted(rows, key=lambda row: places.get(row.locale.language_code, len(places)))
    return names if len(names) > 1 else []
