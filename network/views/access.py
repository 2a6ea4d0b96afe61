"""Who gets in. A page that somebody may not see does not exist for her: visitor, stranger and locked member get the
same answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.sealing import NoKeys
from accounts.views import private_page
from network.models import Member
from network.permissions import may_coordinate, may_see_directory, may_vet

View = Callable[..., Any]  # whatever a view answers


class MemberRequest(HttpRequest):
    """A request whose sender is a member."""

    member: Member


def member_page(view: View) -> View:
    """For members. A visitor is asked to sign in; an account that is no member's gets 404."""
    return guarded(view, lambda member: True)


def full_member_page(view: View) -> View:
    """For members past probation."""
    return guarded(view, may_see_directory)


def staff_page(view: View) -> View:
    """For focal points and coordinators."""
    return guarded(view, may_vet)


def coordinator_page(view: View) -> View:
    return guarded(view, may_coordinate)


def open_page(view: View) -> View:
    """For everybody, as private as the rest: never stored, never indexed."""
    return private_page(view)


def guarded(view: View, may: Callable[[Member], bool]) -> View:
    @private_page
    @wraps(view)
    def page(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = Member.objects.of(request.user)
        if member is None or not may(member):
            raise Http404
        request.member = member
        try:
            return view(request, *args, **kwargs)
        except NoKeys:  # her country's keys were destroyed: what she wrote cannot be kept
            return render(request, "network/data/no_keys.html", status=503)

    return page


def get_posted_data(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: nothing yet, or what was sent, even where that is empty."""
    return request.POST if request.method == "POST" else None
