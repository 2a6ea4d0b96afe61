"""For superusers: who gave whom which right, and a new beginning for somebody who lost her second step."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from accounts.actions import reset_second_step
from accounts.models import RightsChange, User
from accounts.permissions import has_fresh_proof, has_second_factor

PER_PAGE = 50


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The log of rights, the newest first. Raises PermissionDenied for all but superusers."""
    if not request.user.is_superuser:  # Wagtail's admin lets nobody else in
        raise PermissionDenied
    page = Paginator(RightsChange.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Who may do what"),
        "header_icon": "key",
        "page": page,
        "lines": list(told(page.object_list)),
    }
    return render(request, "wagtailadmin/rights.html", context)


def told(lines: Iterable[RightsChange]) -> Iterator[tuple[RightsChange, str, str]]:
    """Each line with the addresses of both, as long as their accounts are there."""
    lines = list(lines)
    names = {name for line in lines for name in (line.by, line.about) if name}
    known = dict(User.objects.open().filter(username__in=names).values_list("username", "email"))
    for line in lines:
        yield line, known.get(line.by, line.by) or _("The server"), known.get(line.about, line.about)


@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, for a fresh proof too: whoever does this opens a way into somebody's account.

    Raises PermissionDenied for all but superusers, Http404 for a guarded account and for the superuser's own.
    """
    by: User = request.user  # type: ignore[assignment]
    if not by.is_superuser:
        raise PermissionDenied
    user = get_object_or_404(User.objects.open(), pk=pk)
    if user == by:
        raise Http404
    if not has_second_factor(user):
        messages.info(request, _("%(who)s has no second step.") % {"who": user})
        return redirect("wagtailusers_users:index")
    if not has_fresh_proof(request):
        return redirect_to_login(request.get_full_path(), reverse("account_reauthenticate"))
    if request.method == "POST":
        reset_second_step(user, by=by)
        messages.success(request, _("%(who)s must set up a second step when signing in next.") % {"who": user})
        return redirect("wagtailusers_users:edit", user.pk)
    context = {"page_title": _("Take the second step away"), "header_icon": "key", "person": user}
    return render(request, "wagtailadmin/second_step.html", context)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("reports/rights/", rights, name="rights"),
        path("users/<int:pk>/second-step/", second_step, name="take_second_step"),
    ]


class ForSuperusers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@hooks.register("register_reports_menu_item")
def to_rights() -> MenuItem:
    return ForSuperusers(gettext_lazy("Who may do what"), reverse("rights"), name="rights", icon_name="key", order=20)


@hooks.register("register_user_listing_buttons")
def to_second_step(user: User, request_user: Any) -> Iterator[Button]:
    if request_user.is_superuser and user != request_user:
        address = reverse("take_second_step", args=[user.pk])
        yield Button(gettext_lazy("Take the second step away"), address, icon_name="key", priority=50)
