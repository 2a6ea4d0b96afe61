"""Answers that come back, shown beside what is there: the person accepts all, some or none."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.session_answers import load_session_answers, store_session_answers
from assessments.domain.answers import Answer, Answers, InvalidAnswersError
from assessments.forms.importing import AnswersFileForm, QuickEntryForm
from assessments.selectors.answers import begin_answers
from assessments.uploads.memory import keep_uploads_in_memory
from assessments.views.access import fetch_checklist, require_same_site
from assessments.views.alone import build_checklist_context, is_kept_in_browser
from toolkit.models import ChecklistPage

MOST_LISTED = 40  # filled forms of a table


@require_http_methods(["GET", "HEAD", "POST"])
@keep_uploads_in_memory
@require_same_site
def bring(request: HttpRequest, key: UUID) -> HttpResponse:
    """Upload a file; what was read in it is shown for review. Nothing is kept of the file."""
    page = fetch_checklist(key)
    form = AnswersFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (read := read_answers_file(form, page)):
        return review(request, page, read.answers, list(read.problems))
    status = 400 if form.errors else 200
    return render(request, "assessments/alone/bring.html", {**base(request, page), "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_same_site
def quick(request: HttpRequest, key: UUID) -> HttpResponse:
    """Paper typed in by keyboard alone."""
    page = fetch_checklist(key)
    form = QuickEntryForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        brought = merge_typed_answers(form.cleaned_data["lines"], there(request, page))
        return review(request, page, brought, [*form.problems, *describe_cut_answers(brought, page)])
    status = 400 if form.errors else 200
    return render(request, "assessments/alone/quick.html", {**base(request, page), "form": form}, status=status)


@require_POST
@require_same_site
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes over the answers whose box is ticked, and those to questions no longer asked where none is kept yet.
    answers.js does the same in the browser and never comes here."""
    page = fetch_checklist(key)
    try:
        brought = Answers.from_json(request.POST.get("brought", ""))
    except InvalidAnswersError:
        return redirect("assessments:bring", key)
    ticked = set(request.POST.getlist("take"))
    answers = load_session_answers(request.session, page)
    new = {item: answer for item, answer in brought.list_obsolete_answers(page.item_ids()) if not answers.of(item)}
    answers.answers |= new | {item: answer for item, answer in brought.answers.items() if item in ticked}
    store_session_answers(request.session, answers)
    return redirect("assessments:fill", key)


def read_answers_file(form: AnswersFileForm, page: ChecklistPage) -> Any:
    """What the file holds; None, with a sentence at the field, for a file that is not one for this checklist."""
    from assessments.uploads import read_answers

    file = form.cleaned_data["file"]
    try:
        read = choose_submission(read_answers(file, file.name), form.cleaned_data["submission"])
        if read.answers.checklist != page.translation_key:
            raise InvalidAnswersError(other_checklist(read.answers))
    except InvalidAnswersError as error:
        form.add_error("file", str(error))
        return None
    read.problems += describe_cut_answers(read.answers, page)
    return read


def choose_submission(found: list[Any], number: int | None) -> Any:
    """The one with this number, counted from 1. Raises InvalidAnswersError that lists them where none was named."""
    if len(found) == 1:
        return found[0]
    if number and number <= len(found):
        return found[number - 1]
    listed = "; ".join(f"{place}: {read.sent or '–'}" for place, read in enumerate(found[:MOST_LISTED], 1))
    raise InvalidAnswersError(
        _("This table holds %(count)d filled forms. Choose the file again, with the number of one of them: %(list)s")
        % {"count": len(found), "list": listed + (" …" if len(found) > MOST_LISTED else "")}
    )


def describe_cut_answers(answers: Answers, page: ChecklistPage) -> Iterator[str]:
    """A sentence for each question of which a text was too long."""
    codes = {item.id: f"{item.section}{item.number}" for item in page.items()}
    for item in answers.cut:
        code = codes.get(item, _("No longer asked"))
        yield _("%(code)s: a text is longer than 2,000 characters. What comes after them is not taken over.") % {
            "code": code
        }


def other_checklist(answers: Answers) -> str:
    title = ChecklistPage.objects.live().public().filter(translation_key=answers.checklist)
    name = title.values_list("title", flat=True).first()
    if name is None:
        return _("This file belongs to a checklist that is not published here.")
    return _("This file belongs to another checklist: “%(name)s”. Open that one and bring it there.") % {"name": name}


def there(request: HttpRequest, page: ChecklistPage) -> Answers:
    """What is answered already: in the browser, where it sends that along, else in the session."""
    if is_kept_in_browser(request):
        try:
            return Answers.from_json(request.POST.get("there", ""))
        except InvalidAnswersError:
            return begin_answers(page)
    return load_session_answers(request.session, page)


def merge_typed_answers(typed: Answers, before: Answers) -> Answers:
    """A line from paper is a mark and perhaps a note: whatever else was written to that question stays."""
    rows = {}
    for item, answer in typed.answers.items():
        now = before.of(item)
        rows[item] = replace(now, mark=answer.mark, note=answer.note or now.note)
    return replace(typed, answers=rows)


def review(request: HttpRequest, page: ChecklistPage, brought: Answers, problems: list[str]) -> HttpResponse:
    before = there(request, page)
    gone = list(brought.list_obsolete_answers(page.item_ids()))
    # Of a question that is gone nothing is left but its id; what is kept of it is not overwritten unasked.
    known = [{"id": item} for item, _answer in gone if before.of(item)]
    rows = [row for item in page.items() if (row := beside(item, item.id, before, brought))["brought"]]
    rows += [beside(item, item["id"], before, brought) for item in known]
    changed = [row for row in rows if row["now"] != row["brought"]]
    more = {
        **base(request, page),
        "rows": changed,
        "same": len(rows) - len(changed),
        "brought": brought,
        "gone": [(item, answer) for item, answer in gone if not before.of(item)],
        "problems": problems,
        "empty": Answer(),
    }
    return render(request, "assessments/alone/review.html", more)


def beside(item: Any, key: str, before: Answers, brought: Answers) -> dict[str, Any]:
    return {"item": item, "now": before.of(key), "brought": brought.of(key)}


def base(request: HttpRequest, page: ChecklistPage) -> dict[str, Any]:
    return {**build_checklist_context(page, begin_answers(page)), "in_browser": is_kept_in_browser(request)}
