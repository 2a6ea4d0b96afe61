"""From yes to the first sign-in: the second proof, the password, and the number that is shown once."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.entry_numbers import format_entry_number
from network.joining.actions.digits import show_digits
from network.joining.actions.entering import complete_entry, prove_entry
from network.joining.forms import DigitsForm, PasswordForm
from network.joining.views.access import (
    DIGITS,
    ApplicantRequest,
    applicant_page,
    forget_applicant,
    limit_posts,
    wrong_digits,
)
from network.models import MailPreference
from network.models.joining import ApplicationState


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_page
@limit_posts("digits", DIGITS)
def enter(request: ApplicantRequest) -> HttpResponse:
    """The applicant's second proof, beside the long code: digits from her mail, or ones she reads to a coordinator."""
    mine = request.application
    if mine.may_enter:
        return redirect("network:enter_password")
    if mine.state != ApplicationState.APPROVED:
        return redirect("network:application")
    if mine.mail == MailPreference.NEVER:
        digits = show_digits(by=mine) if request.method == "POST" else ""
        return render(request, "network/joining/enter_by_voice.html", {"digits": digits})
    filled = DigitsForm(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        if prove_entry(by=mine, digits=filled.cleaned_data["digits"]):
            return redirect("network:enter_password")
        filled.add_error("digits", wrong_digits())
    return render(request, "network/joining/enter_by_mail.html", {"form": filled})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@applicant_page
def password(request: ApplicantRequest) -> HttpResponse:
    """The applicant's password; then she is in, and the second step is set up before anything else."""
    mine = request.application
    if not mine.may_enter or mine.member is None:
        return redirect("network:enter")
    filled = PasswordForm(mine.member.user, request.POST or None)
    if request.method == "POST" and filled.is_valid():
        entered = complete_entry(by=mine, password=filled.cleaned_data["password"])
        if entered is None:
            return redirect("network:enter")
        forget_applicant(request)
        user, number = entered
        onward = sign_in(request, user)
        # The only time that her number is shown: it lies in no session, and this page cannot be had again.
        context = {"number": number and format_entry_number(number), "onward": getattr(onward, "url", "")}
        return render(request, "network/joining/handle.html", context)
    return render(request, "network/joining/password.html", {"form": filled})


def sign_in(request: HttpRequest, user: Any) -> HttpResponse:
    """As if the new member had come through the sign-in page, so that the same rules hold for this session. Returns
    where it leads."""
    response = perform_password_login(request, {"email": user.email}, Login(user=user, email=user.email))
    request.session.set_expiry(0)
    return response
