"""The personal development plan: its owner's page, and what her mentor sees of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.mentoring.actions import pairings
from network.mentoring.forms import CommentForm, PlanForm, StepForm
from network.mentoring.views.pairings import get_open_pairing, render_pairing_form, run_form_action
from network.models import Comment, Pairing, Plan, PlanStep
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, full_member_page
from network.views.reauthentication import fresh_page

PARTS = ("where", "goals", "support")


@require_GET
@full_member_page
def plan(request: MemberRequest) -> HttpResponse:
    """The member's own, with what her mentors said about it while they are her mentors."""
    row = Plan.objects.filter(member=request.member).first()
    teachers = Pairing.objects.open_to(request.member).filter(mentee=request.member)
    comments = Comment.objects.filter(pairing__in=teachers).select_related("by")
    context = {
        "parts": parts_of(row),
        "steps": steps_of(row),
        "pairings": teachers,
        "comments": [(note, unseal_or_explain(note.words), note.by_id == request.member.pk) for note in comments],
    }
    return render(request, "network/mentoring/plan.html", context)


def parts_of(row: Plan | None) -> list[tuple[str, str]]:
    """Label and words of what is filled in."""
    labels = {name: str(PlanForm.base_fields[name].label) for name in PARTS}
    written = [(labels[name], unseal_or_explain(getattr(row, name))) for name in PARTS] if row else []
    return [(label, words) for label, words in written if words]


def steps_of(row: Plan | None) -> list[tuple[PlanStep, str]]:
    return [(step, unseal_or_explain(step.words)) for step in row.steps.all()] if row else []


@require_http_methods(["GET", "POST"])
@full_member_page
def plan_write(request: MemberRequest) -> HttpResponse:
    row = Plan.objects.filter(member=request.member).first()
    initial = {name: unseal_or_explain(getattr(row, name)) for name in PARTS} if row else None
    form = PlanForm(request.POST or None, initial=initial)
    if form.is_valid():
        pairings.write_plan(by=request.member, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("My plan")}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@full_member_page
def step_new(request: MemberRequest) -> HttpResponse:
    form = StepForm(request.POST or None)
    if form.is_valid():
        pairings.write_step(by=request.member, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("Add a step")}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@full_member_page
def step(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(PlanStep.objects.visible_to(request.member).select_related("plan__member"), pk=pk)
    initial = {"words": unseal_or_explain(row.words), "due": row.due, "state": row.state}
    form = StepForm(request.POST or None, initial=initial)
    if form.is_valid():
        pairings.write_step(by=request.member, step=row, **form.cleaned_data)
        return saved(request)
    context = {"form": form, "title": _("Change a step"), "step": row}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)


@require_POST
@full_member_page
def step_drop(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(PlanStep.objects.visible_to(request.member), pk=pk)
    pairings.delete_step(by=request.member, step=row)
    return saved(request)


@require_POST
@full_member_page
def plan_show(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The mentee lets her mentor read it, or no longer. Raises Http404 for the mentor."""
    row = get_open_pairing(request, pk)
    if not row.is_mentee(request.member):
        raise Http404
    shown = request.POST.get("shown") == "yes"
    pairings.show_plan(by=request.member, pairing=row, shown=shown)
    messages.success(request, _("Your mentor can read your plan.") if shown else _("Only you can read your plan."))
    return redirect("network:plan")


@require_GET
@full_member_page
@fresh_page
def partner_plan(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the mentee's mentor reads of it. Hidden: as if there were none."""
    pairing = shown_plan(request, pk)
    row = Plan.objects.filter(member=pairing.mentee_id).first()
    comments = pairing.comments.select_related("by")
    context = {
        "pairing": pairing,
        "is_mentee": pairing.is_mentee(request.member),
        "parts": parts_of(row),
        "steps": steps_of(row),
        "comments": [(note, unseal_or_explain(note.words), note.by_id == request.member.pk) for note in comments],
    }
    return render(request, "network/mentoring/partner_plan.html", context)


def shown_plan(request: MemberRequest, pk: UUID) -> Pairing:
    pairing = get_open_pairing(request, pk)
    if not pairing.shows_plan:
        raise Http404
    return pairing


@require_http_methods(["GET", "POST"])
@full_member_page
def plan_comment(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A page of its own: what is typed must not be lost where the plan asks for a fresh proof."""
    pairing = shown_plan(request, pk)
    form = CommentForm(request.POST or None)
    if form.is_valid() and run_form_action(
        form, pairings.comment_on_plan, by=request.member, pairing=pairing, **form.cleaned_data
    ):
        messages.success(request, _("Saved."))
        return redirect("network:partner_plan", pk=pk)
    return render_pairing_form(request, form, pairing, _("A comment on the plan"))


def saved(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("network:plan")
