"""The legal library and the glossary. Both are open to everyone."""

from itertools import groupby

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_countries import countries

from toolkit.models import Findable, Instrument, Provision, Term

# Countries the portal serves first; their row stands in the table even while no law is known.
COUNTRIES = ("AF", "BD", "IR", "IQ", "PK")


def law(request: HttpRequest) -> HttpResponse:
    """Every instrument with its provisions; ?country=PK keeps the national law of one country."""
    provisions = Prefetch("provisions", queryset=Provision.objects.order_by("order"))
    rows = Instrument.objects.readable().prefetch_related(provisions)
    chosen = request.GET.get("country", "").upper()
    national = [row for row in rows if row.kind == Instrument.Kind.NATIONAL]
    context = {
        "instruments": [row for row in rows if row.kind != Instrument.Kind.NATIONAL],
        "countries": [
            {
                "code": code,
                "name": countries.name(code),
                "laws": [row for row in national if row.country == code],
            }
            for code in COUNTRIES
            if not chosen or code == chosen or chosen not in COUNTRIES
        ],
        "chosen": chosen if chosen in COUNTRIES else "",
        "all_countries": [(code, countries.name(code)) for code in COUNTRIES],
    }
    return render(request, "toolkit/law.html", context)


def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """One instrument and what we cite of it."""
    row = get_object_or_404(Instrument.objects.readable(), key=instrument)
    return render(
        request,
        "toolkit/instrument.html",
        {"instrument": row, "provisions": row.provisions.order_by("order")},
    )


def provision(request: HttpRequest, instrument: str, provision: str) -> HttpResponse:
    """One provision and everything public that rests on it, question by question."""
    rows = Provision.objects.readable().select_related("instrument")
    row = get_object_or_404(rows, key=provision, instrument__key=instrument)
    return render(request, "toolkit/provision.html", {"provision": row, **resting_on(row)})


def resting_on(provision: Provision) -> dict[str, object]:
    """Pages that cite a provision, and the questions that rest on it grouped by checklist."""
    rows = (
        Findable.objects.visible()
        .filter(rests_on=provision)
        .select_related("page")
        .order_by("page__title", "order", "pk")
    )
    items = [row for row in rows if row.kind == Findable.Kind.ITEM]
    return {
        "pages": [row for row in rows if row.kind != Findable.Kind.ITEM],
        "checklists": [(page, list(group)) for page, group in groupby(items, key=lambda row: row.page)],
        "siblings": Provision.objects.filter(instrument_id=provision.instrument_id)
        .select_related("instrument")
        .order_by("order"),
    }


def glossary(request: HttpRequest) -> HttpResponse:
    """Every term with its meaning, under its first letter."""
    terms = sorted(Term.objects.readable(), key=lambda term: term.name.casefold())
    letters = [
        (letter, list(group)) for letter, group in groupby(terms, key=lambda term: term.name[:1].upper())
    ]
    return render(request, "toolkit/glossary.html", {"letters": letters, "count": len(terms)})


def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term, its sources, its name in other languages, and where it is used."""
    row = get_object_or_404(
        Term.objects.readable().prefetch_related("provisions__instrument", "related"), slug=slug
    )
    others = (
        Term.objects.filter(translation_key=row.translation_key)
        .select_related("locale")
        .order_by("locale_id")
    )
    used = Findable.objects.visible().filter(mentions=row).exclude(kind=Findable.Kind.ITEM).exclude(term=row)
    context = {
        "term": row,
        "names": [other for other in others if other.pk != row.pk],
        "used": used.order_by("kind", "title"),
    }
    return render(request, "toolkit/term.html", context)
