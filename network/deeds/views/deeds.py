"""What waits for a second person: the list, one deed, the second person's word, and a code for whoever comes back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.deeds import actions
from network.deeds.forms.deeds import AccountReturnForm, IdentityCheckForm, RegainAccountForm
from network.deeds.views.deed_texts import CONSEQUENCES, format_deed_subject, list_deed_details
from network.joining.views.gates import passes_code_gate
from network.models import Deed, DeedKind, Member
from network.models.deeds import IdentityCheck
from network.permissions import DeedConfirmationRule, may_confirm_deed, may_stop_deed
from network.views.access import MemberRequest, get_posted_data, open_page, staff_page
from network.views.reauthentication import second_factor_page


def seen_by(staff: Member) -> "list[Deed]":
    rows = Deed.objects.visible_to(staff).select_related("member__country", "country", "proposed_by", "second__by")
    return list(rows)


@require_GET
@staff_page
def deeds(request: MemberRequest) -> HttpResponse:
    """First what the reader can confirm, then what others have to, then what two agreed on and has not come yet."""
    rows, mine = seen_by(request.member), DeedConfirmationRule(request.member)
    able = {deed.pk for deed in rows if mine.allows(deed)}
    groups = [
        (_("Waits for your yes"), [deed for deed in rows if deed.pk in able]),
        (_("Waits for somebody else"), [deed for deed in rows if deed.pk not in able and not deed.is_agreed]),
        (_("Two agreed"), [deed for deed in rows if deed.is_agreed]),
    ]
    named = [(title, [(deed, format_deed_subject(deed)) for deed in some]) for title, some in groups if some]
    return render(request, "network/deeds/deeds.html", {"groups": named})


@require_GET
@staff_page
def deed(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What will happen, in words, and what the reader can do about it."""
    return shown(request, found(request, pk), "network/deeds/deed.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@second_factor_page
def deed_second(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The second person's yes, after her second step once more."""
    row = found(request, pk)
    if not may_confirm_deed(request.member, row):
        return redirect("network:deed", pk=row.pk)
    asks = row.kind == DeedKind.GIVE_BACK
    form = IdentityCheckForm(get_posted_data(request)) if asks else None
    if request.method == "POST" and (form is None or form.is_valid()):
        heard = IdentityCheck(form.cleaned_data["heard"]) if form else IdentityCheck.OTHER
        try:
            done = actions.confirm_deed(by=request.member, deed=row, heard=heard)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("network:deeds")
        messages.success(request, _("Done.") if done else _("You two agreed. Below stands when it takes force."))
        return redirect("network:deeds")
    return shown(request, row, "network/deeds/second.html", form=form)


@require_POST
@staff_page
def deed_stop(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Taken back or refused."""
    try:
        actions.stop_deed(by=request.member, deed=found(request, pk))
        messages.success(request, _("It will not be done."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("network:deeds")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@second_factor_page
def deed_code(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A half of the code, for one of the two who agreed. Shown in the answer to the button only."""
    row, code = found(request, pk), ""
    if request.method == "POST":
        try:
            code = actions.issue_half_code(by=request.member, deed=row)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("network:deed", pk=row.pk)
    return shown(request, row, "network/deeds/code.html", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def give_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A member has lost her way in: one of two who know her proposes that she gets it back."""
    rows = Member.objects.in_care_of(request.member).exclude(pk=request.member.pk).select_related("country")
    person = get_object_or_404(rows, pk=pk)
    form = AccountReturnForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_deed(by=request.member, kind=DeedKind.GIVE_BACK, member=person, details=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect_after_proposal(request)
    return render(request, "network/deeds/give_back.html", {"person": person, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@open_page
def come_in_again(request: HttpRequest) -> HttpResponse:
    """With two halves of a code, read to the owner of the account by two people. Every pair that opens nothing gets the
    same answer."""
    form = RegainAccountForm(get_posted_data(request))
    if passes_code_gate(form, request, "halves"):
        halves = form.cleaned_data["first"], form.cleaned_data["second"]
        if actions.regain_account(by=None, halves=halves, password=form.cleaned_data["password"]):
            messages.success(request, _("Your new password is set. Sign in with it now."))
            return redirect("account_login")
        form.add_error("first", _("These two codes do not open anything. Look at each letter, or ask for new ones"))
    return render(request, "network/deeds/come_in_again.html", {"form": form})


def found(request: MemberRequest, pk: UUID) -> Deed:
    rows = Deed.objects.visible_to(request.member)
    return get_object_or_404(rows.select_related("member__country", "country", "proposed_by", "second__by"), pk=pk)


def shown(request: MemberRequest, deed: Deed, template: str, **more: object) -> HttpResponse:
    she = request.member.pk
    context = {
        "deed": deed,
        "about": format_deed_subject(deed),
        "words": CONSEQUENCES[deed.kind],
        "particulars": list_deed_details(deed),
        "may_second": may_confirm_deed(request.member, deed),
        "may_stop": may_stop_deed(request.member, deed),
        "is_mine": deed.proposed_by_id == she,
        "reads_code": deed.kind == DeedKind.GIVE_BACK
        and deed.is_in_force
        and she in {deed.proposed_by_id, deed.second.by_id},
        **more,
    }
    return render(request, template, context)


def redirect_after_proposal(request: HttpRequest) -> HttpResponse:
    """After a proposal: where it waits."""
    messages.success(request, _("It is proposed. It happens when a second person has confirmed it."))
    return redirect("network:deeds")
