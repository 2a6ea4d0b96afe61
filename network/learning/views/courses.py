"""Where coordinators write series."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.learning.actions import courses
from network.learning.forms import LessonForm, MaterialForm, SeriesForm
from network.learning.views.learning import format_duration
from network.models import Lesson, Material, Series
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, coordinator_page, get_posted_data
from network.views.pages import render_confirm_page, render_form_page

STEP = 10  # between two sessions, so that a third fits in


@require_GET
@coordinator_page
def courses_list(request: MemberRequest) -> HttpResponse:
    """Every series, drafts too."""
    found = Series.objects.visible_to(request.member).annotate(lesson_count=Count("lessons")).order_by("order", "pk")
    rows = [{"series": series, "title": unseal_or_explain(series.title)} for series in found]
    return render(request, "network/learning/courses.html", {"rows": rows})


@require_GET
@coordinator_page
def course(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One series with its sessions, and what can be done to it."""
    row = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    lessons = [
        {"lesson": lesson, "title": unseal_or_explain(lesson.title), "time": format_duration(lesson.minutes)}
        for lesson in row.lessons.annotate(material_count=Count("materials")).order_by("order", "pk")
    ]
    context = {
        "series": row,
        "title": unseal_or_explain(row.title),
        "summary": unseal_or_explain(row.summary),
        "lessons": lessons,
    }
    return render(request, "network/learning/course.html", context)


@require_http_methods(["GET", "POST"])
@coordinator_page
def course_new(request: MemberRequest) -> HttpResponse:
    form = SeriesForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        row = courses.write_series(by=request.member, facts=form.cleaned_data)
        return redirect("network:course", pk=row.pk)
    return render_form_page(request, form, _("New series"), reverse("network:courses"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def course_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    form = SeriesForm(get_posted_data(request), initial=known(row, SeriesForm))
    if request.method == "POST" and form.is_valid():
        courses.write_series(by=request.member, facts=form.cleaned_data, series=row)
        return redirect("network:course", pk=pk)
    return render_form_page(request, form, _("Change the series"), reverse("network:course", args=[pk]))


@require_POST
@coordinator_page
def course_publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    courses.publish_series(by=request.member, series=row, is_published="withdraw" not in request.POST)
    return redirect("network:course", pk=pk)


@require_http_methods(["GET", "POST"])
@coordinator_page
def course_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks once: everybody's notes go with it."""
    row = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    back = reverse("network:course", args=[pk])
    if request.method == "POST":
        if not courses.remove_series(by=request.member, series=row):
            messages.warning(request, _("This series came with the portal. You can take it back, but not remove it."))
            return redirect(back)
        return redirect("network:courses")
    words = _("The series is erased for everybody, with its materials and with what members noted on it.")
    return render_confirm_page(request, _("Remove this series?"), back, name=unseal_or_explain(row.title), words=words)


@require_http_methods(["GET", "POST"])
@coordinator_page
def lesson_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    series = get_object_or_404(Series.objects.visible_to(request.member), pk=pk)
    last = series.lessons.order_by("-order").values_list("order", flat=True).first() or 0
    form = LessonForm(get_posted_data(request), initial={"order": min(last + STEP, 999), "minutes": 40})
    if request.method == "POST" and form.is_valid():
        row = courses.write_lesson(by=request.member, series=series, facts=form.cleaned_data)
        return redirect("network:lesson_write", pk=row.pk)
    return render_form_page(request, form, _("New session"), reverse("network:course", args=[pk]))


@require_http_methods(["GET", "POST"])
@coordinator_page
def lesson_write(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The text of a session; below it its materials, and whether members see it."""
    row = get_object_or_404(Lesson.objects.visible_to(request.member).select_related("series"), pk=pk)
    form = LessonForm(get_posted_data(request), initial=known(row, LessonForm))
    if request.method == "POST" and form.is_valid():
        courses.write_lesson(by=request.member, series=row.series, facts=form.cleaned_data, lesson=row)
        messages.success(request, _("Kept."))
        return redirect("network:lesson_write", pk=pk)
    context = {
        "form": form,
        "lesson": row,
        "title": unseal_or_explain(row.title),
        "back": reverse("network:course", args=[row.series_id]),
        "materials": [{"material": one, "label": unseal_or_explain(one.label)} for one in row.materials.all()],
    }
    return render(request, "network/learning/lesson_write.html", context)


@require_POST
@coordinator_page
def lesson_publish(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Lesson.objects.visible_to(request.member).select_related("series"), pk=pk)
    courses.publish_lesson(by=request.member, lesson=row, is_published="withdraw" not in request.POST)
    return redirect("network:course", pk=row.series_id)


@require_http_methods(["GET", "POST"])
@coordinator_page
def lesson_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Lesson.objects.visible_to(request.member).select_related("series"), pk=pk)
    back = reverse("network:course", args=[row.series_id])
    if request.method == "POST":
        courses.remove_lesson(by=request.member, lesson=row)
        return redirect(back)
    words = _("The session is erased for everybody, with its materials and with what members noted on it.")
    return render_confirm_page(request, _("Remove this session?"), back, name=unseal_or_explain(row.title), words=words)


@require_http_methods(["GET", "POST"])
@coordinator_page
def material_new(request: MemberRequest, pk: UUID) -> HttpResponse:
    lesson = get_object_or_404(Lesson.objects.visible_to(request.member).select_related("series"), pk=pk)
    form = MaterialForm(get_posted_data(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        courses.add_material(
            by=request.member, lesson=lesson, label=facts["label"], path=facts["path"], content=facts["file"]
        )
        return redirect("network:lesson_write", pk=pk)
    return render_form_page(request, form, _("Add something to read"), reverse("network:lesson_write", args=[pk]))


@require_POST
@coordinator_page
def material_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    found = Material.objects.visible_to(request.member).select_related("lesson__series")
    row = get_object_or_404(found, pk=pk)
    courses.remove_material(by=request.member, material=row)
    return redirect("network:lesson_write", pk=row.lesson_id)


def known(row: Any, form: Any) -> dict[str, Any]:
    """What a form shows of a row; sealed texts opened."""
    values = {name: getattr(row, name) for name in form.base_fields}
    return {name: unseal_or_explain(value) if hasattr(value, "open") else value for name, value in values.items()}
