"""The team: who is in it, who is invited, coming in and going."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import Limit, address_key, consume_limit
from accounts.permissions import INVITED
from assessments.actions import teams
from assessments.forms.teams import InviteForm, NameForm, RoleForm
from assessments.models import Invitation, Participation, Role
from assessments.permissions import may_manage
from assessments.views.team_access import fetch_participation, forbid_unless, invitation_page, team_page

INVITATIONS = Limit(40, 24 * 3600, 20)  # of a person in a day, a whole team at once
TO_ONE_ADDRESS = Limit(3, 24 * 3600, 2)  # whoever invites: no mailbox is filled from here
LAST_OWNER = gettext_lazy("A team needs an owner. Make somebody else an owner first.")


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who takes part. By POST an owner invites somebody."""
    part = fetch_participation(request, pk)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        forbid_unless(may_manage(part))
        if form.is_valid() and invited(request, part, form):
            if "address" in form.fields:
                messages.success(request, _("The invitation is on its way."))
            return redirect("assessments:team", pk)
    return shown(request, part, form)


def shown(request: HttpRequest, part: Participation, form: InviteForm) -> HttpResponse:
    people = list(part.assessment.participations.present())
    manages = may_manage(part)
    invitations = part.assessment.invitations.open() if manages else []
    context = {
        "assessment": part.assessment,
        "part": part,
        "people": people,
        "manages": manages,
        "invitations": [{"row": row, "address": row.address.open()} for row in invitations],
        "roles": Role.choices,
        "has_owner": any(person.role == Role.OWNER for person in people),
        "may_take_over": teams.may_claim_ownership(part, people),
        "here": "team",
        "link": request.session.pop(link_key(part), ""),
        "form": form,
    }
    return render(request, "assessments/team/team.html", context, status=400 if form.errors else 200)


def invited(request: HttpRequest, part: Participation, form: InviteForm) -> bool:
    """False, with a sentence at the field, where this is one too many."""
    address = form.cleaned_data.get("address", "")
    open_ones = {row.address.open().casefold() for row in part.assessment.invitations.open()}
    if address and address.casefold() in open_ones:
        form.add_error("address", _("There is an open invitation to this address. Take it back to send another one."))
    elif not consume_limit("team invitation", str(request.user.pk), INVITATIONS):
        form.add_error(None, _("You invited many people today. Please go on tomorrow."))
    elif address and not consume_limit("team invitation to", address_key(address), TO_ONE_ADDRESS):
        form.add_error("address", _("This address got several invitations today. Please try again tomorrow."))
    else:
        made = teams.send_invitation(part.assessment, by=part, **{**form.cleaned_data, "address": address})
        if not address:
            request.session[link_key(part)] = made.link
    return not form.errors


def link_key(part: Participation) -> str:
    """Where the session keeps a new link until the next page shows it, once."""
    return f"link into {part.assessment_id}"


@require_http_methods(["GET", "HEAD", "POST"])
@invitation_page
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of an invitation: explains before it asks, to visitors too. Used, too old, taken back or
    another's: the same page, so that it tells nothing."""
    invitation = teams.find_invitation(request.user, token)
    if invitation is None:
        return render(request, "assessments/team/no_invitation.html", status=404)
    if "decline" in request.POST:
        teams.decline_invitation(invitation)
        return render(request, "assessments/team/declined.html")
    if request.user.is_authenticated:
        return come_in(request, invitation)
    if request.method == "POST":  # she wants an account, which an invitation gives her wherever there is none to be had
        request.session[INVITED] = True
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    return explained(request, invitation, None)


def come_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    first = {"name": request.user.get_full_name()}  # type: ignore[union-attr]
    form = NameForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        part = teams.accept_invitation(invitation, by=request.user, name=form.cleaned_data["name"])  # type: ignore[arg-type]
        if part is None:
            return render(request, "assessments/team/no_invitation.html", status=404)
        return redirect("assessments:assessment", part.assessment_id)
    return explained(request, invitation, form)


def explained(request: HttpRequest, invitation: Invitation, form: NameForm | None) -> HttpResponse:
    context = {
        "assessment": invitation.assessment,
        "invitation": invitation,
        "inviter": invitation.by.called if invitation.by else "",
        "organisation": invitation.organisation.open(),
        "words": invitation.words.open(),
        "by_letter": bool(invitation.address),
        "form": form,
    }
    return render(request, "assessments/team/join.html", context, status=400 if form and form.errors else 200)


@require_POST
@team_page
def withdraw(request: HttpRequest, pk: UUID, invitation: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    row = get_object_or_404(part.assessment.invitations.all(), pk=invitation)
    forbid_unless(may_manage(part))
    teams.withdraw_invitation(row, by=part)
    return redirect("assessments:team", pk)


@require_POST
@team_page
def role(request: HttpRequest, pk: UUID, mark: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    other = get_object_or_404(part.assessment.participations.present().select_related("assessment"), mark=mark)
    forbid_unless(may_manage(part))
    form = RoleForm(request.POST)
    if form.is_valid() and not teams.change_role(other, by=part, role=form.cleaned_data["role"]):
        messages.warning(request, LAST_OWNER)
    return redirect("assessments:team", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def remove(request: HttpRequest, pk: UUID, mark: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    other = get_object_or_404(part.assessment.participations.present().select_related("assessment"), mark=mark)
    forbid_unless(may_manage(part))
    return going(request, part, other)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    return going(request, part, part)


def going(request: HttpRequest, part: Participation, who: Participation) -> HttpResponse:
    """Asked once, then done."""
    if request.method == "POST":
        if not teams.leave_team(who, by=part):
            messages.warning(request, LAST_OWNER)
        elif who.pk == part.pk:
            return redirect("assessments:mine")
        return redirect("assessments:team", part.assessment_id)
    context: dict[str, Any] = {"assessment": part.assessment, "part": part, "who": who, "is_me": who.pk == part.pk}
    return render(request, "assessments/team/going.html", context)


@require_POST
@team_page
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For a team whose owner's account is gone."""
    part = fetch_participation(request, pk)
    forbid_unless(teams.claim_ownership(part, by=part))
    return redirect("assessments:team", pk)


@require_POST
@team_page
def me(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A participant changes her name in this team."""
    part = fetch_participation(request, pk)
    form = NameForm(request.POST)
    if form.is_valid():
        teams.rename_participant(part, by=part, name=form.cleaned_data["name"])
    else:
        messages.warning(request, " ".join(map(str, form.errors["name"])))
    return redirect("assessments:team", pk)
