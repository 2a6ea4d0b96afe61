"""What a lecturer tells: a class she held, and words to the editors."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from modules.actions import teaching as actions
from modules.forms.lecturers import FeedbackForm, TaughtClassForm
from modules.models import Module, TaughtClass
from modules.presenters.outline_writer import build_outline
from modules.views.access import fetch_module, get_post_data, teacher_page

FIELDS = list(TaughtClassForm.base_fields)
PER_PAGE = 100


class SignedInRequest(HttpRequest):
    """A request whose sender is known (teacher_page)."""

    user: User


@require_safe
@teacher_page
def taught_list(request: SignedInRequest) -> HttpResponse:
    """The classes one has told about, the latest first."""
    rows = TaughtClass.objects.visible_to(request.user).select_related("module__locale")[:PER_PAGE]
    return render(request, "modules/teaching/taught_list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_page
def taught(request: SignedInRequest, slug: str) -> HttpResponse:
    """I taught this."""
    module = fetch_module(request, slug)
    form = TaughtClassForm(get_post_data(request), initial=usual_of(request.user))
    if form.is_valid():
        actions.report_class(by=request.user, module=module, **form.cleaned_data)
        messages.success(request, _("Thank you. Staff see rounded sums, and what you wrote without your name."))
        return redirect("modules:taught_list")
    return form_page(request, module, form)


def usual_of(user: User) -> dict[str, Any]:
    """Where the lecturer taught last: most people teach at one place."""
    last = TaughtClass.objects.visible_to(user).first()
    return {"institution": last.institution, "country": str(last.country)} if last else {}


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_page
def taught_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = own(request, pk)
    form = TaughtClassForm(get_post_data(request), initial={name: getattr(row, name) for name in FIELDS})
    if form.is_valid():
        actions.change_class(by=request.user, taught=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("modules:taught_list")
    return form_page(request, row.module, form, row)


def form_page(
    request: SignedInRequest, module: Module, form: TaughtClassForm, row: TaughtClass | None = None
) -> HttpResponse:
    context = {"module": module, "form": form, "row": row}
    return render(request, "modules/teaching/taught.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_page
def taught_delete(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = own(request, pk)
    if request.method == "POST":
        actions.delete_class_report(by=request.user, taught=row)
        messages.success(request, _("Deleted."))
        return redirect("modules:taught_list")
    return render(request, "modules/teaching/taught_delete.html", {"row": row, "module": row.module})


def own(request: SignedInRequest, pk: UUID) -> TaughtClass:
    return get_object_or_404(TaughtClass.objects.visible_to(request.user).select_related("module__locale"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_page
def feedback(request: SignedInRequest, slug: str) -> HttpResponse:
    """To the editors, about the part named by ?part=, or another one."""
    module = fetch_module(request, slug)
    form = FeedbackForm(
        get_post_data(request), outline=build_outline(module), initial={"part": request.GET.get("part", "")}
    )
    if form.is_valid():
        part = form.cleaned_data["part"]
        words = form.cleaned_data["words"]
        actions.give_feedback(by=request.user, module=module, part=UUID(part) if part else None, words=words)
        messages.success(request, _("Thank you. The editors read it without your name."))
        return redirect("modules:feedback", module.slug)
    context = {"module": module, "form": form}
    return render(request, "modules/teaching/feedback.html", context, status=422 if form.errors else 200)
