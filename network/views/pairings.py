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

from network.actions import mentoring, pairings
from network.forms.mentoring import AgreementForm, MeetingForm, ReflectionForm
from network.models import Meeting, Pairing, Side, readable
from network.views.doors import SpaceRequest, settled_page
from network.views.proofs import fresh_page


def open_pairing(request: SpaceRequest, pk: UUID) -> Pairing:
    """Hers and open, or 404."""
    rows = Pairing.objects.open_to(request.member).select_related("mentor__country", "mentee__country")
    return get_object_or_404(rows, pk=pk)


@require_GET
@settled_page
@fresh_page
def pairing(request: SpaceRequest, pk: UUID) -> HttpResponse:
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
        "goals": readable(row.goals),
        "meetings": log(logged),
        "minutes": sum(meeting.minutes for meeting in logged),
        "their_reflection": words_of(shared),
    }
    return render(request, "network/mentoring/pairing.html", context)


def words_of(row: Any) -> str:
    return readable(row.words) if row else ""


def log(rows: Any) -> list[tuple[Meeting, str]]:
    return [(row, readable(row.words)) for row in rows]


@require_http_methods(["GET", "POST"])
@settled_page
def agreement(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = open_pairing(request, pk)
    goals = readable(row.goals)
    if not row.goals:
        goals = first_words(request, row)
    form = AgreementForm(request.POST or None, initial={"goals": goals, "until": row.until})
    if form.is_valid() and kept(form, pairings.agree, by=request.member, pairing=row, **form.cleaned_data):
        return done(request, row)
    return form_page(request, form, row, _("What you agree on"))


def first_words(request: SpaceRequest, row: Pairing) -> str:
    """What she wrote for herself when she looked for somebody; hers to send or to change."""
    side = Side.MENTEE if row.is_mentee(request.member) else Side.MENTOR
    described = request.member.descriptions.filter(side=side).first()
    return readable(described.words) if described else ""


@require_http_methods(["GET", "POST"])
@settled_page
def meeting_new(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = open_pairing(request, pk)
    form = MeetingForm(request.POST or None, began_on=row.began_on)
    if form.is_valid() and kept(form, pairings.log_meeting, by=request.member, pairing=row, **form.cleaned_data):
        return done(request, row)
    return form_page(request, form, row, _("Add a meeting"))


@require_http_methods(["GET", "POST"])
@settled_page
def meeting(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Changed by who wrote it."""
    line = get_object_or_404(Meeting.objects.select_related("by", "pairing"), pk=pk, by=request.member)
    row = open_pairing(request, line.pairing_id)
    initial = {"met_on": line.met_on, "minutes": line.minutes, "words": readable(line.words)}
    form = MeetingForm(request.POST or None, began_on=row.began_on, initial=initial)
    if form.is_valid() and kept(form, pairings.change_meeting, by=request.member, meeting=line, **form.cleaned_data):
        return done(request, row)
    return form_page(request, form, row, _("Change a meeting"), meeting=line)


@require_POST
@settled_page
def meeting_drop(request: SpaceRequest, pk: UUID) -> HttpResponse:
    line = get_object_or_404(Meeting, pk=pk, by=request.member)
    pairings.drop_meeting(by=request.member, meeting=line)
    messages.success(request, _("The meeting is erased from the log."))
    return redirect("network:pairing", pk=line.pairing_id)


@require_http_methods(["GET", "POST"])
@settled_page
def reflection(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Also after the end, then for herself alone."""
    row = get_object_or_404(Pairing.objects.visible_to(request.member), pk=pk)
    own = row.reflections.filter(by=request.member).first()
    initial = {"words": readable(own.words), "is_shared": own.is_shared} if own else None
    form = ReflectionForm(request.POST or None, initial=initial)
    if not Pairing.objects.open_to(request.member).filter(pk=pk).exists():
        del form.fields["is_shared"]
    if form.is_valid():
        values = {"is_shared": False, **form.cleaned_data}
        pairings.reflect(by=request.member, pairing=row, **values)
        return done(request, row)
    return form_page(request, form, row, _("Looking back"))


@require_http_methods(["GET", "POST"])
@settled_page
def end(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Asks once, then it is over for both."""
    row = get_object_or_404(Pairing.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        mentoring.end_pairing(by=request.member, pairing=row)
        messages.success(request, _("This pairing has ended."))
        return redirect("network:mentoring")
    return render(request, "network/mentoring/end.html", {"pairing": row})


@require_POST
@settled_page
def write(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """Opens the conversation of the two."""
    row = open_pairing(request, pk)
    try:
        conversation = pairings.open_conversation(by=request.member, pairing=row)
    except ValidationError:
        raise Http404 from None
    return redirect("network:conversation", pk=conversation.pk)


def kept(form: forms.Form, action: Any, **values: Any) -> bool:
    """Whether the action went through. Where not, the form says why and still holds what was typed."""
    try:
        action(**values)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def done(request: SpaceRequest, row: Pairing) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("network:pairing", pk=row.pk)


def form_page(request: SpaceRequest, form: forms.Form, row: Pairing, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "pairing": row, "title": title, **more}
    return render(request, "network/mentoring/form.html", context, status=422 if form.errors else 200)
