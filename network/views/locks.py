"""Locking my account, and what staff do about locked ones."""

from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views import CLEAR
from network.actions.locks import approve_unlock, lock_account, withdraw_approval
from network.forms.locks import LockForm, UnlockForm
from network.models import Lock, LockReason, Member, UnlockReason
from network.views.doors import SpaceRequest, member_page, open_page, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def lock(request: SpaceRequest) -> HttpResponse:
    """One button, no question: she may have seconds."""
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
def lock_member(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """A focal point locks somebody's account, for instance because she called."""
    person = get_object_or_404(Member.objects.in_care_of(request.member).active().exclude(pk=request.member.pk), pk=pk)
    form = LockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lock_account(by=request.member, member=person, reason=LockReason(form.cleaned_data["reason"]))
        return redirect("network:locks")
    return render(request, "network/locks/lock_member.html", {"person": person, "form": form})


@require_GET
@staff_page
def locks(request: SpaceRequest) -> HttpResponse:
    """Accounts that are locked now; the oldest first."""
    rows = Lock.objects.visible_to(request.member).select_related("member__country")
    rows = rows.prefetch_related("approvals")
    return render(request, "network/locks/locks.html", {"locks": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def unlock(request: SpaceRequest, pk: UUID) -> HttpResponse:
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
    context = {"lock": found, "approvals": found.approvals.all(), "mine": mine, "form": form}
    return render(request, "network/locks/unlock.html", context)


@require_POST
@staff_page
def unlock_doubt(request: SpaceRequest, pk: UUID) -> HttpResponse:
    """She takes her yes back."""
    withdraw_approval(by=request.member, lock=get_object_or_404(Lock.objects.visible_to(request.member), pk=pk))
    return redirect("network:locks")
