"""Pages that ask for a fresh proof first. Used inside one of views/access.py.

Nothing posted is kept while a member proves herself (allauth would put it into the session): she comes back to the
page.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.permissions import has_fresh_proof
from network.views.access import View

WITHIN = 5 * 60  # seconds
READING = 15 * 60


def fresh_page(view: View) -> View:
    """The member's password or second factor, shown in the last five minutes."""
    return asking(view, second_factor=False)


def fresh_form_page(view: View) -> View:
    """Asks as `fresh_page` does when a form is opened, and takes what is sent: nothing typed is lost."""
    fresh = fresh_page(view)

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.method == "POST" else fresh(request, *args, **kwargs)

    return page


def second_factor_page(view: View) -> View:
    """The member's second factor, shown in the last five minutes: a password that somebody overheard is not enough."""
    return asking(view, second_factor=True)


def recent_second_factor_page(page_name: str) -> Callable[[View], View]:
    """The member's second factor, shown in the last quarter of an hour: long enough to read requests one after the
    other, too short for whoever finds the session open. What is sent later leads back to the page named, which asks."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if has_fresh_proof(request, second_factor=True, within=READING):
                return view(request, *args, **kwargs)
            back = reverse(page_name, args=args, kwargs=kwargs)
            return redirect(f"{reverse(factor_page(request))}?{urlencode({'next': back})}")

        return page

    return decorate


def asking(view: View, *, second_factor: bool) -> View:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_fresh_proof(request, second_factor=second_factor, within=WITHIN):
            return view(request, *args, **kwargs)
        name = factor_page(request) if second_factor else "account_reauthenticate"
        return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")

    return page


def factor_page(request: HttpRequest) -> str:
    """Where the member shows it: a code, or a passkey where she has nothing else."""
    codes = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP)
    return "mfa_reauthenticate" if codes.exists() else "mfa_reauthenticate_webauthn"
