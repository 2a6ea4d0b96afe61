"""Locking my account, and what staff do about locked ones."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views import CLEAR
from network.deeds.actions.locking import lock_account
from network.deeds.actions.locks import (
    approve_unlock,
    confirm_lock,
    find_unlock_approvers,
    needs_home_approver,
    withdraw_approval,
)
from network.deeds.forms.locks import LockForm, UnlockForm
from network.deeds.views.deeds import redirect_after_proposal
from network.models import Lock, LockReason, Member, UnlockReason
from network.permissions import may_confirm_lock
from network.views.access import MemberRequest, member_page, open_page, staff_page
from network.views.reauthentication import second_factor_page

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def lock(request: MemberRequest) -> HttpResponse:
    """One button, no question: the member may have seconds."""
    if request.method != "POST":
        return render(request, "network/locks/lock.html")
    lock_account(by=request.member, member=request.member, reason=LockReason.HERSELF)
    logout(request)
    response = redirect("network:locked")
    response["Clear-Site-Data"] = CLEAR
    return response


@require_GET
@open_page
def locked(request: HttpRequest) -> HttpResponse:
    """The same words for everybody who comes here: they say nothing about who reads them."""
    return render(request, "network/locks/locked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def lock_member(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One of the staff locks a member's account, for instance because that member called."""
    rows = Member.objects.in_care_of(request.member).lockable().exclude(pk=request.member.pk)
    person = get_object_or_404(rows, pk=pk)
    form = LockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = lock_account(by=request.member, member=person, reason=LockReason(form.cleaned_data["reason"]))
            return redirect("network:locks") if done else redirect_after_proposal(request)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "network/locks/lock_member.html", {"person": person, "form": form})


@require_GET
@staff_page
def locks(request: MemberRequest) -> HttpResponse:
    """Accounts that are locked now, the oldest first; last those that were locked with their whole country."""
    rows = Lock.objects.visible_to(request.member).select_related("member__country").prefetch_related("approvals")
    rows = rows.order_by(Case(When(reason=LockReason.COUNTRY, then=1), default=0), "locked_on", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/locks/locks.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
@second_factor_page
def unlock(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One of the two yeses."""
    found = get_object_or_404(Lock.objects.visible_to(request.member).select_related("member__country"), pk=pk)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            approve_unlock(by=request.member, lock=found, reason=UnlockReason(form.cleaned_data["reason"]))
            return redirect("network:locks")
        except ValidationError as error:
            form.add_error(None, error)
    mine = found.approvals.filter(staff=request.member).exists()
    able = find_unlock_approvers(found)
    context = {
        "lock": found,
        "approvals": found.approvals.all(),
        "mine": mine,
        "form": form,
        "may_open": request.member.pk in {person.pk for person in able},
        "needs_home": needs_home_approver(able),
        "may_confirm": found.waits_for_a_look and may_confirm_lock(request.member, found),
    }
    return render(request, "network/locks/unlock.html", context)


@require_POST
@staff_page
def lock_confirm(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A second person looked."""
    try:
        confirm_lock(by=request.member, lock=get_object_or_404(Lock.objects.visible_to(request.member), pk=pk))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("network:locks")


@require_POST
@staff_page
def unlock_doubt(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One of the staff takes her yes back."""
    withdraw_approval(by=request.member, lock=get_object_or_404(Lock.objects.visible_to(request.member), pk=pk))
    return redirect("network:locks")
