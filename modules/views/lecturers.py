"""Becoming a verified lecturer, and what only verified lecturers see."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.views import private_page
from modules.actions import lecturers as actions
from modules.forms.lecturers import LecturerRequestForm
from modules.models import LecturerRequest, Module, Standing
from modules.permissions import may_report, may_see_marking
from modules.presenters.outline_writer import build_outline
from modules.views.access import fetch_module, get_post_data, lecturer_page, teacher_page


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def lecturer(request: HttpRequest) -> HttpResponse:
    """Where one's own request stands, and the form. A visitor reads how to get here; POST asks her to sign in."""
    if request.user.is_authenticated or request.method == "POST":
        return own_request(request)
    return render(request, "modules/teaching/welcome.html", {"may_register": settings.SELF_REGISTRATION})


@teacher_page
def own_request(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    row = LecturerRequest.objects.of(user).first()
    form = LecturerRequestForm(get_post_data(request), initial=initial_of(row))
    if form.is_valid() and asked(form, user):
        messages.success(request, _("Your request is with the coordinators. You read here what they decide."))
        return redirect("modules:lecturer")
    context = {
        "form": None if row and row.standing == Standing.VERIFIED else form,
        "row": row,
        "modules": marked(request) if may_see_marking(user) else [],
    }
    return render(request, "modules/teaching/lecturer.html", context, status=422 if form.errors else 200)


def marked(request: HttpRequest) -> list[Module]:
    """One row a module: its marking page is the same in every language that it has."""
    rows = Module.objects.visible_to(request.user).without_text().select_related("locale").order_by("title", "pk")
    own = {row.slug: row for row in rows if row.locale.language_code == get_language()}
    return [row for row in rows if own.setdefault(row.slug, row) is row]


def initial_of(row: LecturerRequest | None) -> dict[str, str]:
    if row is None:
        return {}
    known = {name: str(getattr(row, name)) for name in ("institution", "role", "country")}
    return {**known, "proof": row.proof.open() if row.proof else ""}


def asked(form: LecturerRequestForm, user: User) -> bool:
    try:
        actions.request_verification(by=user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
@teacher_page
def lecturer_withdraw(request: HttpRequest) -> HttpResponse:
    actions.withdraw_own_request(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Withdrawn. What you sent us is erased within 30 days."))
    return redirect("modules:lecturer")


@require_safe
@lecturer_page
def marking(request: HttpRequest, slug: str) -> HttpResponse:
    """Right answers and marking notes of one module."""
    module = fetch_module(request, slug)
    context = {
        "module": module,
        "outline": build_outline(module, for_lecturers=True),
        "may_report": may_report(request.user),
    }
    return render(request, "modules/teaching/marking.html", context)
