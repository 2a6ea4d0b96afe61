"""Series to follow: read without a trace, or follow and keep notes."""

from base64 import b64decode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.limits import Limit, consume_limit
from exports import pdf
from network.learning.actions.learning import enrol_member, has_finished_series, leave_series, save_progress
from network.learning.forms import CertificateForm, ProgressForm
from network.learning.printouts import build_certificate as certificate_source
from network.learning.printouts import format_lesson_text
from network.models import Enrolment, Lesson, Material, MaterialFile, Member, Progress, Series
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, get_posted_data, member_page

# A certificate costs two seconds of a processor; nobody needs more of them.
CERTIFICATES = Limit(8, 3600, 5)
RENDER_SECONDS = 15


@require_GET
@member_page
def series_list(request: MemberRequest) -> HttpResponse:
    """What there is, in the reader's language first, and how far she is with what she follows."""
    shown = Q(lessons__is_published=True)
    found = Series.objects.open_to_all().order_by("order", "pk")  # counting would drop the usual order
    found = found.annotate(lesson_count=Count("lessons", filter=shown), minutes=Sum("lessons__minutes", filter=shown))
    mine = {row.series_id: row for row in Enrolment.objects.visible_to(request.member).annotate(done_count=done())}
    rows = [{**described(row, mine.get(row.pk)), "time": format_duration(row.minutes or 0)} for row in found]
    rows.sort(key=lambda row: row["series"].language != get_language())
    return render(request, "network/learning/series_list.html", {"rows": rows})


def done() -> Count:
    return Count("progress", filter=Q(progress__is_done=True, progress__lesson__is_published=True))


def format_duration(minutes: int) -> str:
    """As one would say it: in minutes up to an hour and a half, then in hours."""
    if minutes <= 90:
        return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("about %(n)d hour", "about %(n)d hours", hours) % {"n": hours}


def described(series: Series, enrolment: Enrolment | None = None) -> dict[str, Any]:
    return {
        "series": series,
        "title": unseal_or_explain(series.title),
        "summary": unseal_or_explain(series.summary),
        "enrolment": enrolment,
    }


@require_GET
@member_page
def series(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The sessions of a series, and which of them the member has done."""
    row = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    enrolment = Enrolment.objects.visible_to(request.member).filter(series=row).first()
    finished = set(enrolment.progress.filter(is_done=True).values_list("lesson", flat=True)) if enrolment else set()
    lessons: list[dict[str, Any]] = [
        {
            "lesson": lesson,
            "title": unseal_or_explain(lesson.title),
            "time": format_duration(lesson.minutes),
            "is_done": lesson.pk in finished,
        }
        for lesson in row.lessons.open_to_all()
    ]
    context = {
        **described(row, enrolment),
        "lessons": lessons,
        "done_count": sum(lesson["is_done"] for lesson in lessons),
        "next": next((lesson for lesson in lessons if not lesson["is_done"]), None),
        "time": format_duration(sum(lesson["lesson"].minutes for lesson in lessons)),
    }
    return render(request, "network/learning/series.html", context)


@require_POST
@member_page
def series_follow(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Series.objects.open_to_all(), pk=pk)
    enrol_member(by=request.member, series=row)
    messages.success(request, _("You follow this series. How far you are and what you note is kept for you alone."))
    return redirect("network:series", pk=row.pk)


@require_http_methods(["GET", "POST"])
@member_page
def series_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks once, because notes are erased."""
    enrolment = own_enrolment(request.member, pk)
    if request.method == "POST":
        leave_series(by=request.member, enrolment=enrolment)
        messages.success(request, _("You follow the series no longer. Your notes on it are erased."))
        return redirect("network:series", pk=pk)
    return render(request, "network/learning/leave.html", described(enrolment.series, enrolment))


def own_enrolment(member: Member, series: UUID, **more: Any) -> Enrolment:
    mine = Enrolment.objects.visible_to(member).select_related("series", "member")
    return get_object_or_404(mine, series=series, series__in=Series.objects.visible_to(member), **more)


@require_http_methods(["GET", "POST"])
@member_page
def lesson(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One session to read. A member who follows the series takes notes for herself and says that she has done it."""
    row = get_object_or_404(Lesson.objects.visible_to(request.member).select_related("series"), pk=pk)
    mine = Enrolment.objects.visible_to(request.member).select_related("member")
    enrolment = mine.filter(series=row.series_id).first()
    form = None
    if enrolment is not None:
        kept = Progress.objects.filter(enrolment=enrolment, lesson=row).first()
        known = {"note": unseal_or_explain(kept.note), "is_done": kept.is_done} if kept else {}
        form = ProgressForm(get_posted_data(request), initial=known)
        if request.method == "POST" and form.is_valid():
            save_progress(by=request.member, enrolment=enrolment, lesson=row, **form.cleaned_data)
            messages.success(request, _("Kept."))
            finished = form.cleaned_data["is_done"]
            return redirect("network:series", pk=row.series_id) if finished else redirect("network:lesson", pk=pk)
    context = {**lesson_context(row), "enrolment": enrolment, "form": form}
    return render(request, "network/learning/lesson.html", context)


def lesson_context(row: Lesson) -> dict[str, Any]:
    """The text, what belongs to it, and the sessions before and after."""
    others = [{"pk": other.pk, "title": unseal_or_explain(other.title)} for other in row.series.lessons.open_to_all()]
    place = next((n for n, other in enumerate(others) if other["pk"] == row.pk), None)
    return {
        "lesson": row,
        "series": row.series,
        "series_title": unseal_or_explain(row.series.title),
        "title": unseal_or_explain(row.title),
        "summary": unseal_or_explain(row.summary),
        "body": format_lesson_text(unseal_or_explain(row.body)),
        "time": format_duration(row.minutes),
        "number": place + 1 if place is not None else None,
        "count": len(others),
        "before": others[place - 1] if place else None,
        "after": others[place + 1] if place is not None and place + 1 < len(others) else None,
        "materials": [{"material": one, "label": unseal_or_explain(one.label)} for one in row.materials.all()],
    }


@require_GET
@member_page
def material(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A PDF to take away, under a name that says nothing on the device it is kept on."""
    found = MaterialFile.objects.filter(material__in=Material.objects.visible_to(request.member))
    row = get_object_or_404(found, pk=pk)
    return paper(b64decode(row.base64.open()), "reading.pdf")


def paper(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@sensitive_post_parameters("name")
@sensitive_variables("form", "name", "source")
@require_http_methods(["GET", "POST"])
@member_page
def certificate(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Made and handed over in this one request: no row, no file, no task ever holds the name on it."""
    enrolment = own_enrolment(request.member, pk, finished_month__isnull=False)
    form = CertificateForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"] or request.member.pseudonym
        source = certificate_source(enrolment, name)
        if not consume_limit("certificate", str(request.member.pk), CERTIFICATES):
            form.add_error(None, _("You have made five files in this hour. Please try again in an hour."))
        else:
            try:
                return paper(pdf.render_document(source, seconds=RENDER_SECONDS), "certificate.pdf")
            except pdf.RenderError:
                form.add_error(None, _("The file could not be made. Please try again, or use another name."))
    context = {
        **described(enrolment.series, enrolment),
        "form": form,
        "back": reverse("network:series", args=[pk]),
        "is_complete": has_finished_series(enrolment),
    }
    return render(request, "network/learning/certificate.html", context)
