"""Checklists, law and glossary as plain data for other programs: what public pages show, and nothing else.

Names are those of schema.org where it has them; static/data/openapi.json describes all of them, docs/open-data.md what
of them stays. Of law the words are ours, so an entry claims neither language nor force (decision 227): whose words they
are, its address says. Things that are not known are there as null, so that each entry has the same names.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from toolkit.domain.markup import extract_text
from toolkit.domain.paths import portal_path
from toolkit.models import (
    ChecklistItem,
    ChecklistPage,
    CoherenceRule,
    Instrument,
    LegalState,
    Provision,
    Term,
    keep_published,
)
from toolkit.presenters.law import find_fitting_record, group_provisions
from toolkit.presenters.terms import sort_terms
from toolkit.selectors.law import list_instruments
from toolkit.selectors.open_data import find_open_checklists, list_named
from toolkit.selectors.reading import count_questions
from toolkit.templatetags.portal import html_lang

# Of what comes with the portal (LICENSE).
LICENCE, LICENCE_URL = "BSD 3-Clause", "https://opensource.org/license/bsd-3-clause"

type Data = dict[str, Any]


def build_checklist_list(request: HttpRequest) -> Data:
    pages = list(find_open_checklists(request))
    entries = []
    for page in pages:
        with override(page.locale.language_code):
            document = make_absolute(reverse("toolkit:data_checklist", args=[page.translation_key]))
        entries.append({**describe_checklist(page), "questions": count_questions(page), "document": document})
    return {**describe_list("ItemList", reverse("toolkit:data_checklists"), pages), "itemListElement": entries}


def build_checklist(page: ChecklistPage) -> Data:
    """`page` has its `version`."""
    sections = page.lettered_sections()
    named = keep_published(one for section in sections for item in section.items for one in item.value["provisions"])
    prefetch_related_objects(named, "instrument", "locale")
    rules = page.rules.select_related("provision__instrument", "provision__locale")
    return {
        "@context": "https://schema.org",
        **describe_checklist(page),
        "license": LICENCE_URL,
        "sections": [
            {"code": section.letter, "name": section.title, "questions": list(map(describe_question, section.items))}
            for section in sections
        ],
        "coherenceRules": list(map(describe_rule, rules)),
    }


def build_law() -> Data:
    """All instruments with their provisions, as the page of the library lists them."""
    rows, grouped = list(list_instruments().order_by("order", "pk")), group_provisions()
    provisions = [one for row in rows for one in grouped.get(row.key, [])]
    prefetch_related_objects(provisions, "verifications")
    told_in, replaced_by = list_named(rows, "replaced_by"), list_named(provisions, "replaced_by")
    entries = [
        {
            **describe_instrument(row, told_in.get(row.pk, [])),
            "provisions": [describe_provision(one, replaced_by.get(one.pk, [])) for one in grouped.get(row.key, [])],
        }
        for row in rows
    ]
    return {**describe_list("ItemList", reverse("toolkit:data_law"), [*rows, *provisions]), "itemListElement": entries}


def build_glossary() -> Data:
    terms = sort_terms(Term.objects.readable())
    provisions, related = list_named(terms, "provisions"), list_named(terms, "related")
    entries = [
        {
            **describe_thing(term, "DefinedTerm"),
            "description": term.short,
            "inLanguage": html_lang(term.locale.language_code),
            "text": extract_text(expand_db_html(term.text)),
            "doNotConfuse": term.confuse,
            "restsOn": list(map(cite, provisions.get(term.pk, []))),
            "related": [refer(one) for one in related.get(term.pk, [])],
        }
        for term in terms
    ]
    return {**describe_list("DefinedTermSet", reverse("toolkit:data_glossary"), terms), "hasDefinedTerm": entries}


def describe_list(kind: str, path: str, rows: Sequence[Any], license: str = LICENCE_URL) -> Data:
    """In the reader's language, at `path`; `rows` are all that is in it."""
    address = make_absolute(path)
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": address,
        "url": address,
        "inLanguage": html_lang(get_language()),
        "dateModified": max(filter(None, map(get_day, rows)), default=None),
        "license": license,
        "machineTranslated": any(row.machine_translated for row in rows),
    }


def describe_checklist(page: ChecklistPage) -> Data:
    return {
        **describe_thing(page, "LearningResource"),
        "description": page.summary,
        "inLanguage": html_lang(page.locale.language_code),
        "version": page.version,
        "timeRequired": f"PT{page.minutes}M",
    }


def describe_question(item: ChecklistItem) -> Data:
    value = item.value
    return {
        "@id": f"urn:uuid:{item.id}",
        "code": f"{item.section}{item.number}",
        "name": item.short,
        "question": value["question"],
        "why": value["why"],
        "evidence": value["evidence"],
        "suggestedAction": value["action"],
        "restsOn": list(map(cite, keep_published(value["provisions"]))),
        "restsOnBesides": value.get("reason") or "",
    }


def describe_rule(rule: CoherenceRule) -> Data:
    return {
        "@id": f"urn:uuid:{rule.translation_key}",
        "question": rule.question,
        "allOf": list(map(describe_condition, rule.all_of)),
        "anyOf": list(map(describe_condition, rule.any_of)),
        "noneOf": list(map(describe_condition, rule.none_of)),
        "restsOn": list(map(cite, keep_published([rule.provision]))),
    }


def describe_condition(row: Data) -> Data:
    return {"question": f"urn:uuid:{row['item']}", "answers": row["answers"]}


def describe_instrument(row: Instrument, replaced_by: Iterable[Instrument]) -> Data:
    return {
        **describe_thing(row, "Legislation"),
        "name": row.title,
        "alternateName": row.short,
        "key": row.key,
        "kind": row.kind,
        "year": row.year,
        "legislationIdentifier": row.reference,
        "country": row.country.code or None,
        "officialText": row.url or None,
        "description": row.summary,
        "note": row.note,
        **describe_state(row, replaced_by),
    }


def describe_provision(row: Provision, replaced_by: Iterable[Provision]) -> Data:
    record = find_fitting_record(row)
    return {
        **describe_thing(row, "Legislation"),
        "alternateName": row.title,
        "key": row.key,
        "number": row.number,
        "description": row.text,
        "reading": row.reading,
        "strength": row.strength,
        "limits": row.limits,
        "verification": {
            "status": row.status,
            "by": record.role if record else None,
            "on": record.on.isoformat() if record else None,
            "against": record.against if record else None,
            "textDate": (record.text_date or None) if record else None,
            "address": (record.address or None) if record else None,
        },
        **describe_state(row, replaced_by),
    }


def describe_state(row: Instrument | Provision, replaced_by: Iterable[Any]) -> Data:
    """What pages print beside it: nothing of what is in force, and where something else is told in its place."""
    teller = row.state_teller
    since = teller.state_since if get_state(row) else None
    return {
        "state": get_state(row),
        "stateSince": since.isoformat() if since else None,
        "replacedBy": [refer(one) for one in replaced_by] if row.has_ended else [],
    }


def describe_thing(row: Any, kind: str) -> Data:
    """What there is to say of everything that has a page of its own."""
    return {
        "@type": kind,
        **refer(row),
        "dateModified": get_day(row),
        "machineTranslated": row.machine_translated,
    }


def cite(provision: Provision) -> Data:
    """As a page names what it rests on: with how sure its words are, and whether it is law now."""
    return {**refer(provision), "verification": provision.status, "state": get_state(provision)}


def refer(row: Any) -> Data:
    return {"@id": f"urn:uuid:{row.translation_key}", "url": get_address(row), "name": str(row)}


def get_address(row: Any) -> str:
    """In the language of its words."""
    language = row.locale.language_code
    if isinstance(row, Page):
        return make_absolute(f"/{language}/{quote(portal_path(row))}")
    with override(language):
        return make_absolute(row.get_absolute_url())


def make_absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def get_day(row: Any) -> str | None:
    changed = row.last_published_at if isinstance(row, Page) else row.updated_at
    return changed.date().isoformat() if changed else None


def get_state(row: Instrument | Provision) -> str | None:
    state = row.state_teller.state
    return None if state == LegalState.IN_FORCE else state
