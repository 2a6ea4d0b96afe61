"""Filling a checklist without an account: the questions, the result, and forgetting.

Where the browser keeps the answers (answers.js), the form says so by `keep=browser` and nothing is kept here.
"""

from dataclasses import astuple
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.session_answers import clear_session_answers, load_session_answers, store_session_answers
from assessments.domain.answers import Answer, Answers, InvalidAnswersError
from assessments.presenters.results import build_result
from assessments.selectors.answers import begin_answers
from assessments.views.access import fetch_checklist, require_same_site
from toolkit.models import ChecklistPage, Version


@require_http_methods(["GET", "HEAD", "POST"])
@require_same_site
def fill(request: HttpRequest, key: UUID) -> HttpResponse:
    """The questions with what was answered so far; by POST with the answers that come along."""
    page = fetch_checklist(key)
    answers = (
        read_sent_answers(request, page) if request.method == "POST" else load_session_answers(request.session, page)
    )
    return render(request, "assessments/alone/fill.html", build_checklist_context(page, answers))


@require_http_methods(["GET", "HEAD", "POST"])
@require_same_site
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """What the answers add up to. By POST: those just sent, kept only where no browser does it."""
    page = fetch_checklist(key)
    if request.method != "POST":
        answers = load_session_answers(request.session, page)
        return render(request, "assessments/alone/result.html", build_result_context(page, answers, in_browser=False))
    answers = read_sent_answers(request, page)
    if is_kept_in_browser(request):
        return render(request, "assessments/alone/result.html", build_result_context(page, answers, in_browser=True))
    store_session_answers(
        request.session,
        answers if "whole" in request.POST else filled_up(answers, load_session_answers(request.session, page)),
    )
    return redirect("assessments:result", key)


@require_POST
@require_same_site
def clear(request: HttpRequest, key: UUID) -> HttpResponse:
    page = fetch_checklist(key)
    clear_session_answers(request.session, page)
    return render(request, "assessments/alone/cleared.html", build_checklist_context(page, begin_answers(page)))


def is_kept_in_browser(request: HttpRequest) -> bool:
    return request.POST.get("keep") == "browser"


def read_sent_answers(request: HttpRequest, page: ChecklistPage) -> Answers:
    """The answers of a form. What no form of ours can hold counts as open: nothing else that was typed is lost.

    Answers to questions that are no longer asked come along in `strangers`, as JSON, and are kept.
    """
    answers = begin_answers(page)
    answers.take_form(page.item_ids(), marked(request))
    try:
        before = Answers.from_json(request.POST.get("strangers", ""))
    except InvalidAnswersError:
        before = load_session_answers(request.session, page)
    answers.answers |= dict(before.list_obsolete_answers(page.item_ids()))
    return answers


def filled_up(answers: Answers, before: Answers) -> Answers:
    """The checklist's public page is the same for everybody, so it never shows what was answered before: what it
    leaves empty stays as it was. Only a form that shows all (`whole`) can take something away."""
    for item, old in before.answers.items():
        new = answers.of(item)
        pairs = zip(astuple(new), astuple(old), strict=True)
        answers.answers[item] = Answer(*(mine or theirs for mine, theirs in pairs))
    return answers


def marked(request: HttpRequest) -> dict[str, str]:
    known = {"yes", "partly", "no", "na", ""}
    return {name: str(value) for name, value in request.POST.items() if not name.startswith("a_") or value in known}


def build_checklist_context(page: ChecklistPage, answers: Answers) -> dict[str, Any]:
    """What every page of one checklist shows. `page` is called `checklist`: these are no pages of the tree."""
    return {
        "checklist": page,
        "lettered": page.lettered_sections(),
        "kept": answers.answers,
        "answers": answers,
        "strangers": list(answers.list_obsolete_answers(page.item_ids())),
        "version": Version.objects.filter(page_id=page.pk).first(),
        "language": page.locale.language_code,
    }


def build_result_context(page: ChecklistPage, answers: Answers, *, in_browser: bool) -> dict[str, Any]:
    """With `in_browser`, the page's own forms carry the answers along: nobody else has them."""
    return {**build_checklist_context(page, answers), "result": build_result(page, answers), "in_browser": in_browser}
