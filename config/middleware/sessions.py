"""How long a user stays signed in, and what she must show first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignIn
from accounts.models.sessions import SESSION_KEY, SHORT_KEY, TOUCHED_EVERY
from accounts.permissions import has_second_factor, must_use_second_factor, showed_second_factor
from accounts.views import CLEAR

# Of a user without danger. That her device is known stays (accounts/sessions/devices.py), unless she leaves by "Exit
# this page"; and storage may hold a checklist that she is filling in: her session's end does not take it.
CLEAR_BUT_DEVICE, CLEAR_ONLY_OURS = '"cache", "storage"', '"cache"'


class SignInMiddleware:
    """Ends sessions on time, on the server: 15 minutes without a click for guarded people, 4 hours for everybody.

    `request.sign_in` is the row behind this session, None for visitors. A reader without a cookie costs nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.sign_in = ended = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and USER_KEY in request.session:
            request.sign_in, ended = look_up(request)
            if request.sign_in is None:
                request.session.flush()
                request.user = AnonymousUser()
            elif is_a_click(request):
                touch(request.sign_in)
        response = self.get_response(request)
        if hasattr(request, "signed_out"):
            is_open = request.signed_out and not request.signed_out.is_guarded
            response.headers.setdefault("Clear-Site-Data", CLEAR_BUT_DEVICE if is_open else CLEAR)
        elif ended:
            response["Clear-Site-Data"] = CLEAR if ended.is_short else CLEAR_ONLY_OURS
            say_that_it_ended(response)
        return response


def look_up(request: HttpRequest) -> tuple[SignIn | None, SignIn | None]:
    """(the sign-in behind this session, None), or (None, what has ended). A session without a row is nobody's."""
    key, user_id = request.session.get(SESSION_KEY), request.session[USER_KEY]
    row = SignIn.objects.filter(pk=key, user_id=user_id).first() if key else None
    if row is None:
        return None, SignIn(is_short=request.session.get(SHORT_KEY, True))
    if row.is_over:
        row.delete()
        return None, row
    return row, None


def is_a_click(request: HttpRequest) -> bool:
    """Not what a page asks for by itself: how long is left, how far a file is, who else edits this page."""
    if request.path_info.startswith(f"{reverse('wagtailadmin_home')}editing-sessions/"):
        return False
    by_itself = request.method in {"GET", "HEAD"} and (
        "HX-Request" in request.headers or request.path_info.endswith("/account/stay/")
    )
    return not by_itself


def touch(sign_in: SignIn) -> None:
    now = timezone.now()
    if now - sign_in.last_used >= TOUCHED_EVERY or now < sign_in.last_used - timedelta(minutes=1):
        sign_in.last_used = now
        SignIn.objects.filter(pk=sign_in.pk).update(last_used=now)


def say_that_it_ended(response: HttpResponse) -> None:
    """Where the answer leads to the sign-in page anyway, that page says why."""
    target = urlsplit(response.headers.get("Location", ""))
    if target.path == reverse("account_login"):
        query = "&".join(filter(None, [target.query, urlencode({"ended": 1})]))
        response["Location"] = f"{target.path}?{query}"


def back_to_the_door(request: HttpRequest) -> HttpResponse:
    """A session that began with a password alone, by whatever door, although there is a second step: it ends."""
    logout(request)
    return redirect_to_login(request.get_full_path())


class SecondFactorMiddleware:
    """Who needs a second step and has none sets one up before anything else; who has one must have shown it."""

    ALLOWED = {
        "account_reauthenticate",
        "account_login",
        "account_logout",
        "accounts:exit",
        "accounts:safer",
        "accounts:stay",
        "accounts:code_picture",
        "wagtailadmin_logout",
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        # An account that was locked meanwhile is nobody here: its browser is led on like a visitor's.
        if request.sign_in is None or name in self.ALLOWED or not request.user.is_authenticated:
            return None
        behind_the_scenes = request.path_info.startswith(reverse("wagtailadmin_home"))
        needed = request.session.get("second_factor", True) or (
            behind_the_scenes and must_use_second_factor(request.user)
        )
        if not needed or request.session.get("second_factor_is_there"):
            return None
        if not has_second_factor(request.user):
            return None if name.startswith("mfa_") else redirect("mfa_index")
        if not showed_second_factor(request):
            return back_to_the_door(request)
        request.session["second_factor_is_there"] = True  # the sessions end when it is taken away
        return None
