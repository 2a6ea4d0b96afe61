"""Answers that come back, shown beside what is there: the person accepts all, some or none."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models.throttle import Limit, client_key, spend
from assessments.actions.keeping import keep, kept
from assessments.forms.bringing import BringForm, QuickForm
from assessments.models import Answer, Answers, BadAnswers
from assessments.views.alone import context, in_browser
from assessments.views.doors import checklist, from_here
from toolkit.models import ChecklistPage

OFTEN_ENOUGH = Limit(120, 600)  # files per client in ten minutes


@require_http_methods(["GET", "HEAD", "POST"])
@from_here
def bring(request: HttpRequest, key: UUID) -> HttpResponse:
    """Upload a file; what was read in it is shown for review. Nothing is kept of the file."""
    page = checklist(key)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not spend("answers upload", client_key(request), OFTEN_ENOUGH):
            return render(request, "assessments/alone/often.html", {"checklist": page}, status=429)
        if form.is_valid() and (read := read_or_tell(form, page)):
            return review(request, page, read.answers, list(read.problems))
    status = 400 if form.errors else 200
    return render(request, "assessments/alone/bring.html", {**base(request, page), "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@from_here
def quick(request: HttpRequest, key: UUID) -> HttpResponse:
    """Paper typed in by keyboard alone."""
    page = checklist(key)
    form = QuickForm(request.POST or None, page=page)
    if request.method == "POST" and form.is_valid():
        return review(request, page, form.cleaned_data["lines"], [])
    status = 400 if form.errors else 200
    return render(request, "assessments/alone/quick.html", {**base(request, page), "form": form}, status=status)


@require_POST
@from_here
def accept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Takes over the answers whose box is ticked, and those to questions no longer asked. answers.js does the same
    in the browser and never comes here."""
    page = checklist(key)
    try:
        brought = Answers.from_json(request.POST.get("brought", ""))
    except BadAnswers:
        return redirect("assessments:bring", key)
    ticked = set(request.POST.getlist("take"))
    answers = kept(request.session, page)
    answers.answers |= {item: answer for item, answer in brought.answers.items() if item in ticked}
    answers.answers |= dict(brought.strangers(page))
    keep(request.session, answers)
    return redirect("assessments:fill", key)


def read_or_tell(form: BringForm, page: ChecklistPage) -> Any:
    """What the file holds; None, with a sentence at the field, for a file that is not one for this checklist."""
    from assessments.uploads import read_answers

    file = form.cleaned_data["file"]
    try:
        read = read_answers(file, file.name)
        if read.answers.checklist != page.translation_key:
            raise BadAnswers(other_checklist(read.answers))
    except BadAnswers as error:
        form.add_error("file", str(error))
        return None
    return read


def other_checklist(answers: Answers) -> str:
    from django.utils.translation import gettext as _

    title = ChecklistPage.objects.live().public().filter(translation_key=answers.checklist)
    name = title.values_list("title", flat=True).first()
    if name is None:
        return _("This file belongs to a checklist that is not published here.")
    return _("This file belongs to another checklist: “%(name)s”. Open that one and bring it there.") % {"name": name}


def there(request: HttpRequest, page: ChecklistPage) -> Answers:
    """What is answered already: in the browser, where it sends that along, else in the session."""
    if in_browser(request):
        try:
            return Answers.from_json(request.POST.get("there", ""))
        except BadAnswers:
            return Answers.to(page)
    return kept(request.session, page)


def review(request: HttpRequest, page: ChecklistPage, brought: Answers, problems: list[str]) -> HttpResponse:
    before = there(request, page)
    rows = [
        {"item": item, "now": before.of(item.id), "brought": brought.of(item.id)}
        for item in page.items()
        if brought.of(item.id)
    ]
    changed = [row for row in rows if row["now"] != row["brought"]]
    more = {
        **base(request, page),
        "rows": changed,
        "same": len(rows) - len(changed),
        "brought": brought,
        "gone": list(brought.strangers(page)),
        "problems": problems,
        "empty": Answer(),
    }
    return render(request, "assessments/alone/review.html", more)


def base(request: HttpRequest, page: ChecklistPage) -> dict[str, Any]:
    return {**context(page, Answers.to(page)), "in_browser": in_browser(request)}
