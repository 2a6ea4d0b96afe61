"""Pages about one's own account, beside those of allauth: where I am signed in, the way out, staying signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from allauth.account import views as allauth
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import end_other_sign_ins, end_sign_in
from accounts.models import SignIn
from accounts.models.sessions import WARNED
from accounts.permissions import (
    BEGAN_WITHOUT,
    has_second_factor,
    may_register,
    must_use_second_factor,
    typed_password_again,
)
from accounts.sessions.devices import remember_device

View = Callable[..., HttpResponseBase]

# On leaving: what this browser kept of us. History is not ours to clear.
CLEAR = '"cache", "cookies", "storage"'


def private_page(view: View) -> View:
    """For every page about one person: no cache keeps it, no search engine lists it, no other site hears of it.

    Referrer-Policy stays "same-origin" (settings.py says why): to other sites that is no referrer at all.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        if user := getattr(request, "device_of", None):
            remember_device(response, user)
        return response

    return page


def is_same_site(request: HttpRequest) -> bool:
    """Whether a form comes from a page of ours, as the browser says: pages that caches keep can carry no token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    here = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    origin = request.headers.get("Origin")
    if origin:
        return origin in here
    return any(request.headers.get("Referer", "").startswith(f"{place}/") for place in here)


def require_fresh_password(view: View) -> View:
    """For what opens the account later, or closes it for its owner: a second step that is added, taken away, written
    down. Not in the session that sets up the first one, right after the password."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        is_first = user.is_authenticated and (request.session.get(BEGAN_WITHOUT) or not has_second_factor(user))
        if not user.is_authenticated or is_first or typed_password_again(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")

    return page


@require_safe
@private_page
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What there is to look after: password, second step, sessions."""
    context = {
        "has_second_factor": has_second_factor(request.user),
        "must_use_second_factor": must_use_second_factor(request.user),
    }
    return render(request, "accounts/home.html", context)


@require_safe
@private_page
def leave(request: HttpRequest) -> HttpResponse:
    """Exit this page: signs out, lets the browser forget us, goes to a site that says nothing. By plain GET, so that
    it works as a link: another site that points here can do no more than sign somebody out."""
    logout(request)
    return redirect_to_exit_site()


def redirect_to_exit_site() -> HttpResponse:
    """Needs nothing but the settings: config/health/outages.py answers with it where the session cannot be ended."""
    response = HttpResponseRedirect(settings.EXIT_ADDRESS)
    response["Clear-Site-Data"] = CLEAR
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@private_page
def safer(request: HttpRequest) -> HttpResponse:
    """What "Exit this page" can do and what it cannot."""
    return render(request, "accounts/safer.html")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def stay(request: HttpRequest) -> HttpResponse:
    """GET: how long this session lasts, in seconds, without counting as use. POST: it goes on (the middleware has
    noted the use already); a form without JavaScript goes back to where it came from."""
    sign_in: SignIn | None = request.sign_in  # type: ignore[attr-defined]
    if request.method == "POST" and "fetch" not in request.headers.get("X-Requested-With", ""):
        return redirect("accounts:home")
    if sign_in is None:
        return JsonResponse({"left": 0})
    left = sign_in.seconds_left
    return JsonResponse({"left": left, "warn": int(WARNED.total_seconds()), "more": sign_in.can_be_extended})


@require_safe
@private_page
@login_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    mine = SignIn.objects.of(request.user)
    return render(request, "accounts/sign_ins.html", {"sign_ins": [one for one in mine if not one.is_over]})


@require_POST
@private_page
@login_required
def end_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    end_sign_in(get_object_or_404(SignIn.objects.of(request.user), pk=pk), by=request.user)
    return redirect("accounts:sign_ins")


@require_POST
@private_page
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    end_other_sign_ins(request.user, but=request.sign_in, by=request.user)  # type: ignore[attr-defined]
    return redirect("accounts:sign_ins")


@require_safe
@private_page
@login_required
def code_picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the secret that is being set up in this session; 404 once it is in use."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    code = segno.make(get_adapter().build_totp_url(request.user, secret), micro=False)
    response = HttpResponse(content_type="image/svg+xml")
    code.save(response, kind="svg", scale=5, border=4, light="#fff")  # type: ignore[arg-type]  # takes what has write()
    return response


@private_page
def login(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The door. A user who is inside already goes home, never to `next`: what sent her here would send her again."""
    if request.user.is_authenticated:
        return redirect(get_account_adapter().get_login_redirect_url(request))
    return allauth.login(request, *args, **kwargs)


@private_page
def signup(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Registering oneself; raises Http404 where this visitor may not."""
    if not may_register(request):
        raise Http404
    return allauth.signup(request, *args, **kwargs)


@private_page
def confirm_email(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Where a visitor who registers types the code from the mail."""
    if request.user.is_authenticated:
        return redirect("accounts:home")
    return ConfirmEmail(request, *args, **kwargs)


ConfirmEmail = allauth.ConfirmEmailVerificationCodeView.as_view()
