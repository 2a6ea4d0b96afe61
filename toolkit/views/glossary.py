"""The glossary."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toolkit.models import Term
from toolkit.presenters.law import get_rows_language
from toolkit.presenters.terms import build_term_context, first_letter, sort_terms
from toolkit.views.withdrawn import answer_missing


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term with its meaning, under its first letter."""
    terms = sort_terms(Term.objects.readable())
    letters = [(letter, list(group)) for letter, group in groupby(terms, key=first_letter)]
    context = {
        "letters": letters,
        "count": len(terms),
        "rows_language": get_rows_language(terms),
        "rows_by_machine": any(term.machine_translated for term in terms),
    }
    return render(request, "toolkit/glossary.html", context)


@require_safe
def term(request: HttpRequest, slug: str) -> HttpResponse:
    """One term, its sources, its name in other languages, and where it is used."""
    if not slug.isprintable():  # PostgreSQL refuses to look for a NUL byte
        raise Http404
    row = Term.objects.readable().filter(slug=slug).first()
    if row is None:
        return answer_missing(request, Term, slug=slug)
    return render(request, "toolkit/term.html", build_term_context(row))
