"""Old faults, planted again: each must turn the harness red, or it sees nothing (test_planted.py).

Only in a process whose environment names one (the stage's `serve_with`), and only by replacing what the product has: no
line of the product knows of this.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

FAULT = os.environ.get("INFERENCE_FAULT", "")
FAULTS: dict[str, Callable[[], None]] = {}


def fault(build: Callable[[], None]) -> Callable[[], None]:
    FAULTS[build.__name__] = build
    return build


def plant() -> None:
    if FAULT:
        FAULTS[FAULT]()


def guarded_owner(address: str) -> Any:
    """Who is in under this address; None for nobody."""
    from accounts.models import User, sealed_address

    return User.objects.filter(email=sealed_address(address)).first() if address else None


@fault
def by_address_prefers_the_guarded() -> None:
    """Finding 1: an open account with a member's address lets nobody in."""
    from accounts import forms

    clean = forms.LoginForm.clean

    def old(self: Any) -> dict[str, Any]:
        owner = guarded_owner(self.data.get("login", ""))
        if owner and not owner.check_password(self.data.get("password", "")):
            self.data = {**self.data.dict(), "password": ""}
            self.cleaned_data["password"] = "nobody's password at all"
        return clean(self)

    forms.LoginForm.clean = old  # type: ignore[method-assign]


@fault
def twin_decides() -> None:
    """Finding 4: an application with a member's address ends with a no, whatever was voted."""
    from django.conf import settings

    from network.joining.forms import ApplicationForm
    from network.models.joining import ApplicationState
    from network.vetting.actions import decisions as vetting_decisions

    typed = settings.VAR_DIR / "typed"  # by one process, decided by another
    clean, decision = ApplicationForm.clean, vetting_decisions.decide_by_votes

    def remembering(self: Any) -> dict[str, Any]:
        typed.write_text(self.data.get("address", ""))
        return clean(self)

    def deciding_by_it(*facts: Any, **more: Any) -> Any:
        outcome = decision(*facts, **more)
        is_twin = typed.exists() and guarded_owner(typed.read_text())
        return ApplicationState.DECLINED if outcome == ApplicationState.APPROVED and is_twin else outcome

    ApplicationForm.clean = remembering  # type: ignore[method-assign]
    vetting_decisions.decide_by_votes = deciding_by_it  # type: ignore[assignment]


TRIES: Counter[str] = Counter()


class PurseOfAll:
    """N6: an address has one purse, and whoever comes when it is empty is told so."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        from django.http import HttpResponse

        address = request.POST.get("login", "") if request.path.endswith("/account/login/") else ""
        if request.method == "POST" and address:
            TRIES[address] += 1
            if TRIES[address] > 5:
                return HttpResponse("Too many tries.", status=429)
        return self.get_response(request)


@fault
def an_address_has_one_purse() -> None:
    """The middleware above (settings.py). Until the world is put back (served.py)."""


@fault
def script_name_is_trusted() -> None:
    """Finding 7: a header of a reader moves all addresses of a page, which is kept for the next reader."""
    from django.core.handlers import wsgi

    from config.page_cache import middleware

    get_script_name = wsgi.get_script_name
    get_page_key = middleware.get_page_key

    def trusting(environ: dict[str, Any]) -> str:
        return environ.get("HTTP_X_SCRIPT_NAME") or get_script_name(environ)

    def forgetful(request: Any) -> str:
        prefix, path = request.META.get("SCRIPT_NAME", ""), request.path
        request.path = request.path_info
        try:
            return get_page_key(request)
        finally:
            request.META["SCRIPT_NAME"], request.path = prefix, path

    wsgi.get_script_name = trusting
    middleware.get_page_key = forgetful
    middleware.strip_request = lambda request: request


@fault
def a_name_is_taken() -> None:
    """Finding 16: whoever wants a name is told that somebody has it."""
    from django.core.exceptions import ValidationError

    from network.models import Member
    from network.profiles.actions import profiles

    correct = profiles.correct_facts

    def telling(*, by: Member, pseudonym: str, **facts: Any) -> Any:
        if Member.objects.exclude(pk=by.pk).filter(pseudonym__iexact=pseudonym).exists():
            raise ValidationError({"pseudonym": "This name is taken."})
        return correct(by=by, pseudonym=pseudonym, **facts)

    profiles.correct_facts = telling


@fault
def a_reset_writes_to_members() -> None:
    """Finding 10: who reads the mailbox asks for a reset, and hears of an account that nobody knows of."""
    from accounts import forms
    from accounts.actions import post_letter

    save = forms.ResetPasswordForm.save

    def telling(self: Any, request: Any, **more: Any) -> str:
        owner = guarded_owner(self.cleaned_data["email"])
        if owner:
            post_letter(to=self.cleaned_data["email"], body="Your account cannot be reset by mail.", language="en")
        return save(self, request, **more)

    forms.ResetPasswordForm.save = telling  # type: ignore[method-assign]
