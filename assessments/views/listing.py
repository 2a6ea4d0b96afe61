"""The assessments somebody takes part in: find one, begin one, rename one."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views import private_page
from assessments.actions import beginning
from assessments.forms.teams import AssessmentFilterForm, BeginAssessmentForm, DescribeForm
from assessments.models import Assessment, Participation, Phase, Round
from assessments.permissions import may_manage, may_take_part
from assessments.views.team_access import fetch_participation, forbid_unless, team_page
from toolkit.models import ChecklistPage, Version

A_PAGE = 25


@require_safe
@private_page
def mine(request: HttpRequest) -> HttpResponse:
    """Every header leads here: whoever takes part in no team reads what it is, and how to get an account."""
    return list_own(request) if may_take_part(request.user) else show_door(request)


def show_door(request: HttpRequest) -> HttpResponse:
    """The same for visitors and guarded accounts: a page of their own would tell whoever looks on."""
    return render(request, "assessments/team/door.html", {"next": request.get_full_path()})


@team_page
def list_own(request: HttpRequest) -> HttpResponse:
    rows = Assessment.objects.visible_to(request.user)
    used = rows.order_by("country").exclude(country="").values_list("country", flat=True).distinct()
    form = AssessmentFilterForm(request.GET, used=list(used))
    chosen = form.chosen()
    pages = Paginator(filtered(rows, chosen), A_PAGE).get_page(request.GET.get("page"))
    parts = Participation.objects.filter(assessment__in=[row.pk for row in pages])
    own = parts.filter(user=request.user)  # type: ignore[misc]  # signed in
    roles = {part.assessment_id: part.get_role_display() for part in own}
    listed = [described(row, roles.get(row.pk, "")) for row in pages]
    context = {"form": form, "chosen": chosen, "pages": pages, "rows": listed}
    return render(request, "assessments/team/mine.html", context)


def filtered(rows: Any, chosen: dict[str, str]) -> Any:
    exact = {name: chosen[name] for name in ("country", "phase", "state") if name in chosen}
    found = rows.with_round().filter(**exact)
    return found.filter(title__icontains=chosen["q"]) if "q" in chosen else found


def described(row: Any, role: str) -> dict[str, Any]:
    phase, state = dict(Phase.choices).get(row.phase, ""), dict(Round.State.choices).get(row.state, "")
    return {"assessment": row, "phase": phase, "state": state, "number": row.number, "role": role}


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def new(request: HttpRequest) -> HttpResponse:
    """Whoever takes part in no team reads what it is and how to get an account; POST asks her to sign in."""
    return begin(request) if may_take_part(request.user) or request.method == "POST" else show_door(request)


@team_page
def begin(request: HttpRequest) -> HttpResponse:
    versions = {str(version.pk): version for version in choosable()}
    choices = [(key, version.page.title) for key, version in versions.items()]
    first = {"name": request.user.get_full_name(), "versions": request.GET.getlist("checklist")}  # type: ignore[union-attr]
    form = BeginAssessmentForm(request.POST if request.method == "POST" else None, choices=choices, initial=first)
    if form.is_valid():
        facts = {**form.cleaned_data, "versions": [versions[key] for key in form.cleaned_data["versions"]]}
        return redirect("assessments:assessment", beginning.begin_assessment(by=request.user, **facts).pk)  # type: ignore[arg-type]
    context = {"form": form, "in_english": foreign(versions.values())}
    return render(request, "assessments/team/new.html", context, status=400 if form.errors else 200)


def choosable() -> list[Version]:
    """The latest version of each published checklist in the reader's language, else in English."""
    pages = ChecklistPage.objects.live().public().filter(locale__language_code__in={get_language(), "en"})
    newest: dict[int, Version] = {}
    rows = Version.objects.filter(page__in=pages.values("pk"), revision__isnull=False).order_by("number")
    for version in rows.select_related("page__locale"):
        newest[version.page_id] = version
    own = {v.page.translation_key for v in newest.values() if v.page.locale.language_code == get_language()}
    found = [
        version
        for version in newest.values()
        if version.page.locale.language_code == get_language() or version.page.translation_key not in own
    ]
    return sorted(found, key=lambda version: version.page.path)


def foreign(versions: Any) -> bool:
    return any(version.page.locale.language_code != get_language() for version in versions)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def describe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another title or country: for owners."""
    part = fetch_participation(request, pk)
    forbid_unless(may_manage(part))
    held = part.assessment
    before = {"title": held.title, "country": str(held.country), "two_sign": held.two_sign}
    form = DescribeForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        beginning.change_description(part.assessment, by=part, **form.cleaned_data)
        return redirect("assessments:assessment", pk)
    context = {"assessment": part.assessment, "part": part, "form": form}
    return render(request, "assessments/team/describe.html", context, status=400 if form.errors else 200)
