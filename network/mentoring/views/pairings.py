"""Pages of two who both said yes. Whatever shows who the other is asks for a proof of who reads it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.mentoring.actions import mentoring, pairings
from network.mentoring.forms import AgreementForm, MeetingForm, ReflectionForm
from network.models import Meeting, MentoringSide, Pairing
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, full_member_page
from network.views.reauthentication import fresh_page


def get_open_pairing(request: MemberRequest, pk: UUID) -> Pairing:
    """The member's, and open. Raises Http404 where there is none."""
    rows = Pairing.objects.open_to(request.member).select_related("mentor__country", "mentee__country")
    return get_object_or_404(rows, pk=pk)


@require_GET
@full_member_page
@fresh_page
def pairing(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who the other is, what they agreed on and when they met; one sentence once it is over."""
    member = request.member
    row = get_object_or_404(Pairing.objects.visible_to(member), pk=pk)
    reflections = {note.by_id: note for note in row.reflections.all()}
    own = reflections.pop(member.pk, None)
    context: dict[str, Any] = {"pairing": row, "is_mentee": row.is_mentee(member), "reflection": words_of(own)}
    logged = row.meetings.all()
    if not Pairing.objects.open_to(member).filter(pk=pk).exists():
        context["meetings"] = log(logged.filter(by=member))
        return render(request, "network/mentoring/ended.html", context)
    shared = next((note for note in reflections.values() if note.is_shared), None)
    context |= {
        "partner": row.partner_of(member),
        "goals": unseal_or_explain(row.goals),
        "meetings": log(logged),
        "minutes": sum(meeting.minutes for meeting in logged),
        "their_reflection": words_of(shared),
    }
    return render(request, "network/mentoring/pairing.html", context)


def words_of(row: Any) -> str:
    return unseal_or_explain(row.words) if row else ""


def log(rows: Any) -> list[tuple[Meeting, str]]:
    return [(row, unseal_or_explain(row.words)) for row in rows]


@require_http_methods(["GET", "POST"])
@full_member_page
def agreement(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_open_pairing(request, pk)
    goals = unseal_or_explain(row.goals)
    if not row.goals:
        goals = first_words(request, row)
    form = AgreementForm(request.POST or None, initial={"goals": goals, "until": row.until})
    if form.is_valid() and run_form_action(
        form, pairings.agree_on_goals, by=request.member, pairing=row, **form.cleaned_data
    ):
        return done(request, row)
    return render_pairing_form(request, form, row, _("What you agree on"))


def first_words(request: MemberRequest, row: Pairing) -> str:
    """What the member wrote for herself when she looked for somebody; hers to send or to change."""
    side = MentoringSide.MENTEE if row.is_mentee(request.member) else MentoringSide.MENTOR
    described = request.member.descriptions.filter(side=side).first()
    return unseal_or_explain(described.words) if described else ""


@require_http_methods(["GET", "POST"])
@full_member_page
def meeting_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_open_pairing(request, pk)
    form = MeetingForm(request.POST or None, began_on=row.began_on)
    if form.is_valid() and run_form_action(
        form, pairings.log_meeting, by=request.member, pairing=row, **form.cleaned_data
    ):
        return done(request, row)
    return render_pairing_form(request, form, row, _("Add a meeting"))


@require_http_methods(["GET", "POST"])
@full_member_page
def meeting(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Changed by who wrote it."""
    line = get_object_or_404(Meeting.objects.select_related("by", "pairing"), pk=pk, by=request.member)
    row = get_open_pairing(request, line.pairing_id)
    initial = {"met_on": line.met_on, "minutes": line.minutes, "words": unseal_or_explain(line.words)}
    form = MeetingForm(request.POST or None, began_on=row.began_on, initial=initial)
    if form.is_valid() and run_form_action(
        form, pairings.change_meeting, by=request.member, meeting=line, **form.cleaned_data
    ):
        return done(request, row)
    return render_pairing_form(request, form, row, _("Change a meeting"), meeting=line)


@require_POST
@full_member_page
def meeting_drop(request: MemberRequest, pk: UUID) -> HttpResponse:
    line = get_object_or_404(Meeting, pk=pk, by=request.member)
    pairings.delete_meeting(by=request.member, meeting=line)
    messages.success(request, _("The meeting is erased from the log."))
    return redirect("network:pairing", pk=line.pairing_id)


@require_http_methods(["GET", "POST"])
@full_member_page
def reflection(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Also after the end, then for the writer herself alone."""
    row = get_object_or_404(Pairing.objects.visible_to(request.member), pk=pk)
    own = row.reflections.filter(by=request.member).first()
    initial = {"words": unseal_or_explain(own.words), "is_shared": own.is_shared} if own else None
    form = ReflectionForm(request.POST or None, initial=initial)
    if not Pairing.objects.open_to(request.member).filter(pk=pk).exists():
        del form.fields["is_shared"]
    if form.is_valid():
        values = {"is_shared": False, **form.cleaned_data}
        pairings.write_reflection(by=request.member, pairing=row, **values)
        return done(request, row)
    return render_pairing_form(request, form, row, _("Looking back"))


@require_http_methods(["GET", "POST"])
@full_member_page
def end(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks once, then it is over for both."""
    row = get_object_or_404(Pairing.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        mentoring.end_pairing(by=request.member, pairing=row)
        messages.success(request, _("This pairing has ended."))
        return redirect("network:mentoring")
    return render(request, "network/mentoring/end.html", {"pairing": row})


@require_POST
@full_member_page
def write(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Opens the conversation of the two. Raises Http404 where the pairing has ended."""
    row = get_open_pairing(request, pk)
    try:
        conversation = pairings.open_conversation(by=request.member, pairing=row)
    except ValidationError:
        raise Http404 from None
    return redirect("network:conversation", pk=conversation.pk)


def run_form_action(form: forms.Form, action: Any, **values: Any) -> bool:
    """Whether the action went through. Where not, the form says why and still holds what was typed."""
    try:
        action(**values)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def done(request: MemberRequest, row: Pairing) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("network:pairing", pk=row.pk)


def render_pairing_form(
    request: MemberRequest, form: forms.Form, row: Pairing, title: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "pairing": row, "title": title, **more}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)
