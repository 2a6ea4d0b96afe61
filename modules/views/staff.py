"""What staff do about lecturers, under Wagtail: decide requests, read sums and feedback."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from modules.actions import lecturers as deciding
from modules.actions.teaching import close_feedback
from modules.forms.lecturers import RequestAnswerForm, list_part_names
from modules.models import Feedback, LecturerRequest, Module, Standing, TaughtClass
from modules.permissions import may_see_totals, may_verify
from modules.presenters.outline_writer import build_outline
from modules.selectors.counting import TeachingRow, TeachingTable, count_table_rows, count_totals
from modules.views.adapting import StaffRequest, View, editor_page
from toolkit.packages.workbooks import XLSX, Worksheet, write_workbook

PER_PAGE = 30
BAR = 240  # units of the chart's own measure


def require_staff_permission(may: Any) -> Any:
    """For those of whom `may` is true, 403 for others; Wagtail has asked already whether they may enter the admin."""

    def door(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return page

    return door


@require_safe
@require_staff_permission(may_verify)
def lecturers(request: StaffRequest) -> HttpResponse:
    """Who waits, longest first, and who is verified."""
    verified = LecturerRequest.objects.filter(standing=Standing.VERIFIED).order_by("-since", "pk")
    context = {
        "waiting": LecturerRequest.objects.waiting().select_related("user"),
        "page": Paginator(verified.select_related("user"), PER_PAGE).get_page(request.GET.get("p")),
        "page_title": _("Lecturers"),
    }
    return render(request, "modules/staff/lecturers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_staff_permission(may_verify)
def lecturer(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One request: verify it, or decline or end it with a sentence. Nobody on the staff decides her own."""
    row = get_object_or_404(LecturerRequest.objects.select_related("user"), pk=pk)
    says = request.POST.get("do", "")
    form = RequestAnswerForm(request.POST if says in ("decline", "end") else None)
    if request.method == "POST" and (says == "verify" or form.is_valid()) and decided(request, row, says, form):
        return redirect("adaptations:lecturers")
    context = {"row": row, "form": form, "proof": row.proof.open() if row.proof else "", "page_title": _("A lecturer")}
    context["is_own"] = row.user_id == request.user.pk
    return render(request, "modules/staff/lecturer.html", context, status=422 if form.errors else 200)


def decided(request: StaffRequest, row: LecturerRequest, says: str, form: RequestAnswerForm) -> bool:
    try:
        if says == "verify":
            deciding.verify_lecturer(by=request.user, request=row)
        elif says == "decline":
            deciding.decline_request(by=request.user, request=row, answer=form.cleaned_data["answer"])
        else:
            deciding.end_verification(by=request.user, request=row, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return True  # somebody was faster: back to the list
    messages.success(request, _("Done. A mail says that something waits in the account."))
    return True


def numbers_head() -> list[str]:
    return [_("Classes"), _("Women"), _("Men"), _("Another gender"), _("Gender not given")]


@require_safe
@require_staff_permission(may_see_totals)
def teaching(request: StaffRequest) -> HttpResponse:
    """How many classes and students there were, and what lecturers wrote, without saying who."""
    boards = [(table, chart(count_table_rows(table))) for table in TeachingTable]
    said_more = TaughtClass.objects.exclude(worked="", changed="").order_by("-taught_on", "pk")
    words = said_more.values("module__title", "taught_on", "worked", "changed")
    context = {
        "boards": boards,
        "totals": list(zip(numbers_head(), count_totals() or (), strict=False)),
        "head": numbers_head(),
        "words": Paginator(words, PER_PAGE).get_page(request.GET.get("p")),
        "page_title": _("Classes taught"),
    }
    return render(request, "modules/staff/teaching.html", context)


def chart(rows: list[TeachingRow]) -> list[tuple[TeachingRow, int]]:
    """Each row with the length of its bar: classes, against the largest; none where their number is hidden."""
    most = max((row.classes or 0 for row in rows), default=0) or 1
    return [(row, round((row.classes or 0) * BAR / most)) for row in rows]


@require_safe
@require_staff_permission(may_see_totals)
def workbook(request: StaffRequest) -> HttpResponse:
    """What the page shows, and no more."""
    note = [_("Numbers are rounded to 5. Hidden: could point at somebody.")]
    sheets = [
        Worksheet(
            str(table.label),
            [
                ["", *numbers_head()],
                *([row.label, *(said(one) for one in row.numbers)] for row in count_table_rows(table)),
                note,
            ],
        )
        for table in TeachingTable
    ]
    body = write_workbook(sheets, right_to_left=get_language_bidi())
    name = {"Content-Disposition": 'attachment; filename="classes-taught.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=name)


def said(number: int | None) -> int | str:
    return _("hidden") if number is None else number


@require_safe
@editor_page
def feedback(request: StaffRequest) -> HttpResponse:
    """What lecturers say to the editors, the oldest first, beside the part it is about."""
    rows = Feedback.objects.open().select_related("module__locale", "module__parent__locale")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    names: dict[int, dict[str, str]] = {}
    for row in page:
        names.setdefault(row.module_id, named_parts(row.module))
    shown = [(row, names[row.module_id].get(str(row.part), "")) for row in page]
    return render(request, "modules/staff/feedback.html", {"rows": shown, "page": page, "page_title": _("Feedback")})


def named_parts(module: Module) -> dict[str, str]:
    return dict(list_part_names(build_outline(module)))


@require_POST
@editor_page
def feedback_done(request: StaffRequest, pk: UUID) -> HttpResponse:
    close_feedback(by=request.user, feedback=get_object_or_404(Feedback.objects.open(), pk=pk))
    messages.success(request, _("Done. It is erased in 30 days."))
    return redirect("adaptations:feedback")
