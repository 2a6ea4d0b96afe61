"""Comments, and the way of a round: sent for review, sent back, signed off, and the next one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import beginning, reviewing
from assessments.forms.teams import CommentForm, ReopenForm, ReturnForm, RoundForm
from assessments.models import Comment, Participation, Round, TeamNames
from assessments.permissions import may_judge, may_manage, may_review, may_speak, may_write
from assessments.views.sheets import build_round_context, count_answers, render_item_page
from assessments.views.team_access import fetch_entry, fetch_participation, forbid_unless, team_page


@require_POST
@team_page
def comment(request: HttpRequest, sheet_id: UUID, item: UUID) -> HttpResponse:
    part, entry = fetch_entry(request, sheet_id, item)
    forbid_unless(may_speak(part))
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            reviewing.add_comment(entry, by=part, text=form.cleaned_data["text"])
            return redirect(f"{reverse('assessments:item', args=[sheet_id, item])}#comments")
        except ValidationError as late:
            form.add_error("text", late)
    return render_item_page(request, part, entry, form, status=400)


@require_POST
@team_page
def resolve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Closes a comment; opens it again with `open` in the form."""
    rows = Comment.objects.visible_to(request.user).select_related("entry__sheet__round")
    row = get_object_or_404(rows, pk=pk)
    sheet = row.entry.sheet
    part, _entry = fetch_entry(request, sheet.pk, UUID(row.entry.item))
    forbid_unless(may_speak(part))
    try:
        reviewing.resolve_comment(row, by=part, resolved="open" not in request.POST)
    except ValidationError as late:
        warn(request, late)
    return redirect(f"{reverse('assessments:item', args=[sheet.pk, row.entry.item])}#comments")


def warn(request: HttpRequest, error: ValidationError) -> None:
    """Said on the page that the participant is led to."""
    messages.warning(request, " ".join(error.messages))


def latest(part: Participation) -> Round:
    """With its assessment."""
    round_ = part.assessment.rounds.order_by("-number")[0]
    round_.assessment = part.assessment
    return round_


@require_POST
@team_page
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    forbid_unless(may_write(part))
    try:
        reviewing.send_for_review(latest(part), by=part)
    except ValidationError as late:
        warn(request, late)
    return redirect("assessments:assessment", pk)


@require_POST
@team_page
def send_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks for changes: the round is open again, with a note."""
    part = fetch_participation(request, pk)
    forbid_unless(may_judge(part))
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            reviewing.send_back(latest(part), by=part, asked=form.cleaned_data["asked"])
            return redirect("assessments:assessment", pk)
        except ValidationError as late:
            form.add_error("asked", late)
    rounds = list(part.assessment.rounds.all())
    context = {**build_round_context(part, rounds[-1], rounds, TeamNames(part.assessment)), "form": form}
    return render(request, "assessments/team/assessment.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Shows a reviewer or owner what is open, and asks; by POST she signs off what she saw. Where something changed
    since she opened it, she looks again."""
    part = fetch_participation(request, pk)
    forbid_unless(may_judge(part))
    round_ = latest(part)
    if request.method != "POST":
        if not may_review(part, round_):
            return redirect("assessments:assessment", pk)
        second = reviewing.needs_second(part.assessment) and not reviewing.waits_for_second(round_)
        context = {"assessment": part.assessment, "part": part, "round": round_, "needs_second": second}
        return render(request, "assessments/team/sign.html", {**context, "sheets": count_answers(round_)})
    try:
        reviewing.sign_off(round_, by=part, head=request.POST.get("head", ""))
    except ValidationError as late:
        warn(request, late)
    return redirect("assessments:assessment", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An owner opens a signed-off round again, and says why."""
    part = fetch_participation(request, pk)
    round_ = latest(part)
    forbid_unless(may_manage(part))
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reviewing.reopen_round(round_, by=part, reason=form.cleaned_data["reason"])
        except ValidationError as late:
            warn(request, late)
        return redirect("assessments:assessment", pk)
    context = {"assessment": part.assessment, "part": part, "round": round_, "form": form}
    return render(request, "assessments/team/reopen.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def next_round(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The round after a signed-off one."""
    part = fetch_participation(request, pk)
    last = latest(part)
    forbid_unless(may_manage(part))
    form = RoundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("phase", "starts", "ends")}
        try:
            beginning.begin_next_round(last, by=part, with_answers=form.cleaned_data["answers"] == "copied", **facts)
        except ValidationError as early:
            warn(request, early)
        return redirect("assessments:assessment", pk)
    context = {"assessment": part.assessment, "part": part, "last": last, "form": form}
    return render(request, "assessments/team/next_round.html", context, status=400 if form.errors else 200)
