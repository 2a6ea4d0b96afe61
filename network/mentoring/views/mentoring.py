"""Mentoring before two know each other: what somebody offers or seeks, and whom the portal suggests."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.mentoring.actions import mentoring as actions
from network.mentoring.forms import DescriptionForm
from network.mentoring.presenters import explain_match, format_match_topics
from network.models import MentoringDescription, MentoringSide, Pairing, Suggestion, SuggestionAnswer
from network.views.access import MemberRequest, full_member_page


@require_GET
@full_member_page
def overview(request: MemberRequest) -> HttpResponse:
    """All that the member has here at a glance. Nobody is named: who her mentor is stands one proof further in."""
    member = request.member
    described = {row.side: row for row in member.descriptions.all()}
    open_ones = set(Pairing.objects.open_to(member).values_list("pk", flat=True))
    pairings = [(row, row.pk in open_ones, row.is_mentee(member)) for row in Pairing.objects.of(member)]
    suggestions = [
        (row, row.side_of(member), row.says(member), format_match_topics(row.grounds))
        for row in Suggestion.objects.visible_to(member)
    ]
    sides = [(side, described.get(side)) for side in MentoringSide]
    context = {"sides": sides, "pairings": pairings, "suggestions": suggestions}
    return render(request, "network/mentoring/overview.html", context)


@require_http_methods(["GET", "POST"])
@full_member_page
def description(request: MemberRequest, side: str) -> HttpResponse:
    """What the member offers as a mentor, or seeks as a mentee."""
    chosen = side_named(side)
    row = MentoringDescription.objects.filter(member=request.member, side=chosen).first()
    form = DescriptionForm(request.POST or None, side=chosen, row=row)
    if form.is_valid():
        actions.write_description(by=request.member, side=chosen, **form.cleaned_data)
        messages.success(request, _("Saved. The portal looks for people who fit every night."))
        return redirect("network:mentoring")
    context = {"form": form, "side": chosen, "row": row}
    return render(request, "network/mentoring/description.html", context, status=422 if form.errors else 200)


@require_POST
@full_member_page
def forget_description(request: MemberRequest, side: str) -> HttpResponse:
    actions.delete_description(by=request.member, side=side_named(side))
    messages.success(request, _("Your description is erased."))
    return redirect("network:mentoring")


def side_named(name: str) -> MentoringSide:
    try:
        return MentoringSide(name)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
@full_member_page
def suggestion(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Why the portal thinks that two fit. The member says yes or no; the other one learns only of two yeses."""
    row = get_object_or_404(Suggestion.objects.visible_to(request.member), pk=pk)
    side = row.side_of(request.member)
    says = request.POST.get("says")
    if says in {SuggestionAnswer.YES, SuggestionAnswer.NO}:
        return answered(request, row, SuggestionAnswer(says))
    context = {
        "suggestion": row,
        "side": side,
        "reasons": explain_match(row.grounds, side),
        "says": row.says(request.member),
        "unanswered": request.method == "POST",
    }
    return render(request, "network/mentoring/suggestion.html", context, status=422 if context["unanswered"] else 200)


def answered(request: MemberRequest, row: Suggestion, says: SuggestionAnswer) -> HttpResponse:
    try:
        pairing = actions.answer_suggestion(by=request.member, suggestion=row, says=says)
    except Suggestion.DoesNotExist:
        raise Http404 from None
    if pairing:
        messages.success(request, _("You both said yes."))
        return redirect("network:pairing", pk=pairing.pk)
    if says == SuggestionAnswer.YES:
        messages.success(request, _("You said yes. If the other one does too, we tell both of you."))
    else:
        messages.success(request, _("You said no. The other one is not told."))
    return redirect("network:mentoring")
