"""The personal development plan: its owner's page, and what her mentor sees of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.actions import pairings
from network.forms.mentoring import CommentForm, PlanForm, StepForm
from network.models import Comment, Pairing, Plan, Step, readable
from network.views.doors import SpaceRequest, settled_page
from network.views.pairings import form_page, kept, open_pairing
from network.views.proofs import fresh_page

PARTS = ("where", "goals", "support")


@require_GET
@settled_page
def plan(request: SpaceRequest) -> HttpResponse:
    """Hers, with what her mentors said about it while they are her mentors."""
    row = Plan.objects.filter(member=request.member).first()
    teachers = Pairing.objects.open_to(request.member).filter(mentee=request.member)
    comments = Comment.objects.filter(pairing__in=teachers).select_related("by")
    context = {
        "parts": parts_of(row),
        "steps": steps_of(row),
        "pairings": teachers,
        "comments": [(note, readable(note.words), note.by_id == request.member.pk) for note in comments],
    }
    return render(request, "network/mentoring/plan.html", context)


def parts_of(row: Plan | None) -> list[tuple[str, str]]:
    """Label and words of what is filled in."""
    labels = {name: str(PlanForm.base_fields[name].label) for name in PARTS}
    written = [(labels[name], readable(getattr(row, name))) for name in PARTS] if row else []
    return [(label, words) for label, words in written if words]


def steps_of(row: Plan | None) -> list[tuple[Step, str]]:
    return [(step, readable(step.words)) for step in row.steps.all()] if row else []


@require_http_methods(["GET", "POST"])
@settled_page
def plan_write(request: SpaceRequest) -> HttpResponse:
    row = Plan.objects.filter(member=request.member).first()
    initial = {name: readable(getattr(row, name)) for name in PARTS} if row else None
    form = PlanForm(request.POST or None, initial=initial)
    if form.is_valid():
        pairings.write_plan(by=request.member, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("My plan")}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@settled_page
def step_new(request: SpaceRequest) -> HttpResponse:
    form = StepForm(request.POST or None)
    if form.is_valid():
        pairings.write_step(by=request.member, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("Add a step")}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@settled_page
def step(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Step.objects.visible_to(request.member).select_related("plan__member"), pk=pk)
    initial = {"words": readable(row.words), "due": row.due, "state": row.state}
    form = StepForm(request.POST or None, initial=initial)
    if form.is_valid():
        pairings.write_step(by=request.member, step=row, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("Change a step"), "step": row}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_POST
@settled_page
def step_drop(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Step.objects.visible_to(request.member), pk=pk)
    pairings.drop_step(by=request.member, step=row)
    return saved(request)


@require_POST
@settled_page
def plan_show(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Lets her mentor read it, or no longer."""
    row = open_pairing(request, pk)
    if not row.is_mentee(request.member):
        raise Http404
    shown = request.POST.get("shown") == "yes"
    pairings.show_plan(by=request.member, pairing=row, shown=shown)
    messages.success(request, _("Your mentor can read your plan.") if shown else _("Only you can read your plan."))
    return redirect("network:plan")


@require_GET
@settled_page
@fresh_page
def partner_plan(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """What her mentor reads of it. Hidden: as if there were none."""
    pairing = shown_plan(request, pk)
    row = Plan.objects.filter(member=pairing.mentee_id).first()
    comments = pairing.comments.select_related("by")
    context = {
        "pairing": pairing,
        "is_mentee": pairing.is_mentee(request.member),
        "parts": parts_of(row),
        "steps": steps_of(row),
        "comments": [(note, readable(note.words), note.by_id == request.member.pk) for note in comments],
    }
    return render(request, "network/mentoring/partner_plan.html", context)


def shown_plan(request: SpaceRequest, pk: UUID) -> Pairing:
    pairing = open_pairing(request, pk)
    if not pairing.shows_plan:
        raise Http404
    return pairing


@require_http_methods(["GET", "POST"])
@settled_page
def plan_comment(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """A page of its own: what is typed must not be lost where the plan asks for a fresh proof."""
    pairing = shown_plan(request, pk)
    form = CommentForm(request.POST or None)
    if form.is_valid() and kept(form, pairings.comment, by=request.member, pairing=pairing, **form.cleaned_data):
        messages.success(request, _("Saved."))
        return redirect("network:partner_plan", pk=pk)
    return form_page(request, form, pairing, _("A comment on the plan"))


def saved(request: SpaceRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("network:plan")
