"""What the page of a glossary term shows."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from toolkit.domain.alphabets import compute_sort_key, get_first_letter
from toolkit.models import SearchEntry, Term
from toolkit.presenters.glossary_links import TermLinker
from toolkit.selectors.law import find_public_rows


def build_term_context(row: Term) -> dict[str, Any]:
    """Of one published, or in its editor's preview."""
    used = find_public_rows().filter(mentions__translation_key=row.translation_key)
    letter = first_letter(row)
    beside = [other for other in Term.objects.readable() if first_letter(other) == letter]
    return {
        "term": row,
        "text": linked_text(row),
        "provisions": row.provisions.filter(live=True).select_related("instrument"),
        "related": row.related.filter(live=True),
        "names": names_of(row),
        "used": used.exclude(kind=SearchEntry.Kind.ITEM).order_by("kind", "order", "title"),
        "letter": letter,
        "beside": sort_terms(beside),
    }


def sort_terms(terms: Iterable[Term]) -> list[Term]:
    """By the alphabet of the language that each is told in."""
    return sorted(terms, key=lambda term: compute_sort_key(term.name, term.locale.language_code))


def first_letter(term: Term) -> str:
    return get_first_letter(term.name, term.locale.language_code)


def linked_text(term: Term) -> SafeString:
    """What the term's page says beyond its meaning, with other terms linked where they first stand."""
    language = term.locale.language_code
    html = TermLinker.for_language(language).link_first_uses(expand_db_html(term.text), f"/{language}/", {term.pk})
    return mark_safe(html)  # noqa: S308  # sanitised rich text


def names_of(term: Term) -> list[Term]:
    """The same term in every language that has it, in the portal's order of languages; [] where it stands alone."""
    rows = Term.objects.published().filter(translation_key=term.translation_key).select_related("locale")
    places = {code: place for place, (code, _name) in enumerate(settings.LANGUAGES)}
    names = sorted(rows, key=lambda row: places.get(row.locale.language_code, len(places)))
    return names if len(names) > 1 else []
