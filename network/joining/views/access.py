"""Who comes as an applicant: a long code and a session stand for her, since she has no account."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.limits import Limit, consume_limit
from network.models import Application
from network.views.access import View, open_page

HOUR = 60 * 60
# Of one client. No ceiling for all: strangers would use it up, and 92 bits need none.
DIGITS = Limit(30, HOUR)
# In the session: which application this browser is about, and when it was last used.
APPLICANT = "applicant"
IDLE = 15 * 60


class ApplicantRequest(HttpRequest):
    """A request from an applicant who came with her code, or is about to get one."""

    application: Application


def applicant_page(view: View) -> View:
    """For an applicant who typed her long code here less than 15 minutes ago; everybody else is asked for it."""

    @open_page
    @wraps(view)
    def page(request: ApplicantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        application = applicant_of(request)
        if application is None:
            return redirect("network:come_back")
        request.application = application
        return view(request, *args, **kwargs)

    return page


def applicant_of(request: HttpRequest) -> Application | None:
    known = request.session.get(APPLICANT)
    if not known:
        return None
    application = Application.objects.filter(pk=known["id"]).select_related("country", "member__user").first()
    if application is None or time.time() - known["seen"] > IDLE:
        forget_applicant(request)
        return None
    request.session[APPLICANT] = {**known, "seen": int(time.time())}
    return application


def remember_applicant(request: HttpRequest, application: Application) -> None:
    request.session.cycle_key()
    request.session.set_expiry(0)  # gone with the browser
    request.session[APPLICANT] = {"id": str(application.pk), "seen": int(time.time())}


def forget_applicant(request: HttpRequest) -> None:
    request.session.pop(APPLICANT, None)
    request.session.cycle_key()


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "network/joining/too_many.html", status=429)


def limit_posts(purpose: str, each: Limit) -> Callable[[View], View]:
    """Counts what one applicant posts, before anything is looked up or written."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: ApplicantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not consume_limit(f"network.{purpose}", str(request.application.pk), each):
                return too_many(request)
            return view(request, *args, **kwargs)

        return page

    return decorate


def wrong_digits() -> str:
    return _("This code is wrong or too old. Type the newest one, or ask for another")
