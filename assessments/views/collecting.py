"""A checklist for the programs with which others collect answers: KoboToolbox, ODK. What is in them then is theirs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.packages.xlsforms import order_languages, write_xlsform
from assessments.selectors.answers import begin_answers, find_rules, find_translations
from assessments.views.access import fetch_checklist
from assessments.views.alone import build_checklist_context
from assessments.views.downloads import EXCEL


@require_safe
def collect(request: HttpRequest, key: UUID) -> HttpResponse:
    """What happens to answers there, before the file is taken."""
    page = fetch_checklist(key)
    more = {**build_checklist_context(page, begin_answers(page)), "pages": order_languages(find_translations(key))}
    return render(request, "assessments/alone/collect.html", more)


@require_safe
def form(request: HttpRequest, key: UUID) -> HttpResponse:
    """One file in all languages of the checklist, whichever the reader's is."""
    page, pages = fetch_checklist(key), order_languages(find_translations(key))
    body = write_xlsform(pages, find_rules(pages), pages[0].version_number())
    headers = {"Content-Disposition": f'attachment; filename="{page.slug}-xlsform.xlsx"'}
    return HttpResponse(body, content_type=EXCEL, headers=headers)
