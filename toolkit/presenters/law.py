"""What the pages of the legal library show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django_countries import countries

from toolkit.caching.content_version import cache_per_version
from toolkit.domain.countries import name_countries, order_name
from toolkit.models import Instrument, Provision, SearchEntry, Term, TreatyStanding, Verification, keep_published
from toolkit.presenters.terms import build_term_context
from toolkit.selectors.law import (
    COUNTRIES,
    count_questions_resting_on,
    find_rows_resting_on,
    find_standings,
    is_part_of,
    list_instruments,
    list_near_provisions,
    list_told_provisions,
)

SORTS = ("checklist", "provision")


def get_rows_language(rows: list[Any]) -> str:
    """English while none of the rows is in the reader's language; then the page says so."""
    language = get_language() or settings.LANGUAGE_CODE
    return language if any(row.locale.language_code == language for row in rows) else settings.LANGUAGE_CODE


@dataclass
class BoundStates:
    """Who is bound by one treaty. A country without a row is not checked."""

    party: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    not_party: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    reserved: list[str] = field(default_factory=list)  # among the parties: with a reservation or declaration

    @property
    def is_known(self) -> bool:
        return bool(self.party or self.signed or self.not_party)


def group_standings(rows: Iterable[TreatyStanding]) -> BoundStates:
    """Names of countries in the reader's language, by what the row says; the portal's first countries always stand
    somewhere."""
    found, named = BoundStates(), set()
    for row in rows:
        named.add(row.country.code)
        getattr(found, row.standing).append(str(row.country.name))
        if row.is_bound and row.reservations:
            found.reserved.append(str(row.country.name))
    found.unchecked += [str(countries.name(code)) for code in COUNTRIES if code not in named]
    for names in (found.party, found.signed, found.not_party, found.unchecked, found.reserved):
        names.sort(key=order_name)
    return found


def build_law_context(country: str) -> dict[str, Any]:
    """Every instrument with its provisions, by kind, and national law by country: of one country alone where `country`
    is the code of one that there is law of."""
    rows, provisions = list(list_instruments()), group_provisions()
    national = [row for row in rows if row.kind == Instrument.Kind.NATIONAL]
    names = name_countries({*COUNTRIES, *(row.country.code for row in national if row.country)})
    known = dict(names)
    chosen = country.upper() if country.upper() in known else ""
    laws: dict[str, list[tuple[Instrument, list[Provision]]]] = {}
    for row in national:
        laws.setdefault(row.country.code, []).append((row, provisions.get(row.key, [])))
    return {
        "kinds": [
            (kind, [(row, provisions.get(row.key, [])) for row in rows if row.kind == kind])
            for kind in Instrument.Kind
            if kind != Instrument.Kind.NATIONAL and any(row.kind == kind for row in rows)
        ],
        "countries": [(code, name, laws.get(code, [])) for code, name in names if chosen in ("", code)],
        "all_countries": names,
        "chosen": chosen,
        "rows_language": get_rows_language(rows),
        "rows_by_machine": any(row.machine_translated for row in rows),
    }


def group_provisions() -> dict[str, list[Provision]]:
    """By the key of their instrument."""
    found: dict[str, list[Provision]] = {}
    for provision in list_told_provisions():
        found.setdefault(provision.instrument.key, []).append(provision)
    return found


def build_provision_context(provision: Provision, sort: str = "", request: HttpRequest | None = None) -> dict[str, Any]:
    """Of one that is published, for a reader's `request`, or in its editor's preview."""
    siblings = list(list_told_provisions().filter(instrument__key=provision.instrument.key))
    place = next((n for n, other in enumerate(siblings) if other.pk == provision.pk), None)
    parts = [row for row in siblings if is_part_of(row, provision)]
    treaty = provision.instrument.is_treaty
    return {
        "provision": provision,
        "siblings": siblings,
        "before": siblings[place - 1] if place else None,
        "after": siblings[place + 1] if place is not None and place + 1 < len(siblings) else None,
        "parts": parts,
        "replaced_by": keep_published(provision.replaced_by.all()) if provision.has_ended else [],
        "near": list_near(provision, request),
        "record": find_fitting_record(provision),
        "bound": group_standings(find_standings(provision.instrument)) if treaty else None,
        **build_resting_context([provision, *parts], sort),
    }


def list_near(provision: Provision, request: HttpRequest | None) -> list[Provision]:
    """What says the same or near it: as readers have it, or as a draft in its preview names it."""
    if request is None:
        return keep_published(provision.near.all())
    near = cache_per_version(request, f"near {get_language()}", list_near_provisions)
    return near.get(provision.translation_key, [])


def find_fitting_record(provision: Provision) -> Verification | None:
    """The newest record of these words, one that compared all of them before one of the title alone."""
    if not provision.pk:
        return None
    words = provision.digest_words()
    rows = [row for row in provision.verifications.all() if row.words == words]
    return min(rows, key=lambda row: row.compared != Verification.Compared.WORDS, default=None)


def build_resting_context(provisions: list[Provision], sort: str = "") -> dict[str, Any]:
    """Pages that cite one of them, and every question that rests on one, in one list."""
    rows = find_rows_resting_on(provisions) if provisions[0].pk else []
    questions = [row for row in rows if row.kind == SearchEntry.Kind.ITEM]
    for row in questions:
        row.code = row.place.rpartition(" ")[2]  # type: ignore[attr-defined]  # “Investigation, B7” ends in it
    if sort == "provision":
        questions.sort(key=lambda row: [carrier.order for carrier in row.carried_by])  # type: ignore[attr-defined]
    others = [row for row in rows if row.kind != SearchEntry.Kind.ITEM]
    return {
        "pages": sorted(others, key=lambda row: (row.kind, row.order)),
        "questions": questions,
        "checklist_count": len({row.page_id for row in questions}),
        "sort": sort if sort in SORTS else SORTS[0],
    }


def build_instrument_questions(instrument: Instrument) -> list[SearchEntry]:
    """Every question that rests on a provision of it, by the first one it rests on: each with its `code` and its
    `carried_by`, as build_resting_context gives them."""
    provisions = list(list_told_provisions().filter(instrument__key=instrument.key))
    return build_resting_context(provisions, "provision")["questions"] if provisions else []


def build_instrument_context(instrument: Instrument) -> dict[str, Any]:
    rows = find_standings(instrument) if instrument.is_treaty and instrument.pk else []
    return {
        "instrument": instrument,
        "provisions": list_told_provisions().filter(instrument__key=instrument.key),
        "question_count": count_questions_resting_on(instrument) if instrument.pk else 0,
        "standings": rows,
        "bound": group_standings(rows) if instrument.is_treaty else None,
        "replaced_by": keep_published(instrument.replaced_by.all()) if instrument.has_ended else [],
    }


def build_standing_context(standing: TreatyStanding) -> dict[str, Any]:
    """An editor's preview: the row as it will stand on its treaty's page."""
    context = build_instrument_context(standing.instrument)
    others = [row for row in context["standings"] if row.country != standing.country]
    return {**context, "standings": sorted([*others, standing], key=lambda row: row.country.code)}


def assign_previews() -> None:
    """Lets each kind of entry find what its preview shows: models import nothing from up here."""
    Provision.preview = staticmethod(build_provision_context)
    Instrument.preview = staticmethod(build_instrument_context)
    TreatyStanding.preview = staticmethod(build_standing_context)
    Term.preview = staticmethod(build_term_context)
