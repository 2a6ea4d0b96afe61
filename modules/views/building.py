"""The class builder: wishes, a proposal, the lecturer's own order, a pack to print. Works without an account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_key
from exports.actions import request_export
from modules.actions import planning as actions
from modules.domain.outlines import Outline
from modules.domain.planning import (
    ClassBuilderPlan,
    describe_lines,
    find_served_outcomes,
    make_class_plan,
    propose_plan,
)
from modules.forms.building import ClassPackForm, ClassWishesForm, PlanLinesForm, SavePlanForm
from modules.models import Module, PlannedClass
from modules.packages.class_slides import build_class_slides
from modules.permissions import may_report, may_see_marking
from modules.presenters.outline_writer import build_outline
from modules.printouts import build_class_pack
from modules.views.access import fetch_module, get_post_data, list_readable_languages, teacher_page
from modules.views.teaching import SignedInRequest

EDITED = "class being edited"
# Every other plan is another file: nobody prints this many classes in an hour.


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def build(request: HttpRequest, slug: str) -> HttpResponse:
    """What the class should be like. By POST: the proposal, in the place of an earlier plan."""
    module = fetch_module(request, slug)
    outline, plan = build_outline(module), actions.load_session_plan(request.session, module)
    form = ClassWishesForm(
        get_post_data(request),
        outline=outline,
        languages=list_readable_languages(request, module),
        initial=wished(plan),
    )
    if form.is_valid():
        wishes = form.wishes()
        actions.store_session_plan(
            request.session, module, propose_plan(in_language(request, module, wishes.language), wishes)
        )
        request.session.pop(EDITED, None)
        return redirect("modules:plan", module.slug)
    context = {"module": module, "outline": outline, "form": form, "plan": plan}
    return render(request, "modules/building/build.html", context, status=422 if form.errors else 200)


def wished(plan: ClassBuilderPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    wishes = plan.wishes
    known = {"minutes": wishes.minutes, "students": wishes.students or None, "outcomes": list(wishes.outcomes)}
    return known | ({"language": wishes.language} if wishes.language else {})


def in_language(request: HttpRequest, module: Module, language: str) -> Outline:
    """The module's outline in the language of the class, as far as readers have it."""
    return build_outline(fetch_in_language(request, module, language))


def fetch_in_language(request: HttpRequest, module: Module, language: str) -> Module:
    if not language or language == module.locale.language_code:
        return module
    return fetch_module(request, module.slug, language)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan, line by line, with what may be done to it."""
    module = fetch_module(request, slug)
    now = actions.load_session_plan(request.session, module)
    if now is None:
        return redirect("modules:build", module.slug)
    outline = in_language(request, module, now.wishes.language)
    form = PlanLinesForm(get_post_data(request), outline=outline, plan=now)
    if form.is_valid():
        actions.store_session_plan(request.session, module, form.changed())
        return redirect("modules:plan", module.slug)
    return plan_page(request, module, outline, now, form=form)


def plan_page(
    request: HttpRequest, module: Module, outline: Outline, now: ClassBuilderPlan, **forms: Any
) -> HttpResponse:
    form = forms.setdefault("form", PlanLinesForm(outline=outline, plan=now))
    forms.setdefault("saving", SavePlanForm(initial={"title": module.title}))
    forms.setdefault("taking", ClassPackForm())
    done = find_served_outcomes(outline, now)
    fields = ((form[f"minutes-{n}"], form[f"swap-{n}"] if line.part else None) for n, line in enumerate(now.lines))
    context = {
        "module": module,
        "outline": outline,
        "plan": now,
        "over": -now.left,
        "rows": [(line, row, *pair) for (line, row), pair in zip(describe_lines(outline, now), fields, strict=True)],
        "unserved": [one for one in outline.outcomes if one.id in now.wishes.outcomes and one.id not in done],
        "may_save": may_report(request.user),
        "may_print": may_print(request, outline),
        **forms,
    }
    bad = any(one.errors for one in forms.values())
    return render(request, "modules/building/plan.html", context, status=422 if bad else 200)


def may_print(request: HttpRequest, outline: Outline) -> bool:
    """A draft for local review may be looked at, and tried; only who reviews it takes something of it into a class."""
    return not outline.draft or may_see_marking(request.user)


@require_POST
@teacher_page
def save_class(request: SignedInRequest, slug: str) -> HttpResponse:
    """Keeps the plan in the account; again under the same name while it is the one that was opened."""
    module = fetch_module(request, slug)
    now = actions.load_session_plan(request.session, module)
    if now is None:
        return redirect("modules:build", module.slug)
    form = SavePlanForm(request.POST)
    if form.is_valid() and (row := saved(form, request, module, now)):
        request.session[EDITED] = str(row.pk)
        messages.success(request, _("Saved."))
        return redirect("modules:classes")
    return plan_page(request, module, in_language(request, module, now.wishes.language), now, saving=form)


def saved(form: SavePlanForm, request: SignedInRequest, module: Module, now: ClassBuilderPlan) -> PlannedClass | None:
    opened = request.session.get(EDITED)
    row = PlannedClass.objects.visible_to(request.user).filter(pk=opened).first() if opened else None
    title = form.cleaned_data["title"]
    replaces = row.pk if row and row.title == title and row.module_id == module.pk else None
    try:
        return actions.save_class_plan(by=request.user, module=module, plan=now, title=title, replaces=replaces)
    except ValidationError as error:
        form.add_error("title", error)
        return None


@require_POST
def print_class(request: HttpRequest, slug: str) -> HttpResponse:
    """The class pack as a PDF, or its slides to edit. It says nothing about who planned it: the same plan is one file
    for everybody. Of a draft there is none (404) but for a lecturer, as of every package (package_downloads.py)."""
    module = fetch_module(request, slug)
    now = actions.load_session_plan(request.session, module)
    if now is None:
        return redirect("modules:build", module.slug)
    own = fetch_in_language(request, module, now.wishes.language)
    outline = build_outline(own)
    if not may_print(request, outline):
        raise Http404
    form = ClassPackForm(request.POST)
    if not form.is_valid():
        return plan_page(request, module, outline, now, taking=form)
    built = make_class_plan(outline, now, outline.title, form.cleaned_data["begins"])
    slides = form.cleaned_data["file"] == "slides"
    pack = build_class_slides(outline, built) if slides else build_class_pack(outline, built, module=own)
    return redirect(request_export(pack, by=request.user, client=client_key(request)))


@require_safe
@teacher_page
def classes(request: SignedInRequest) -> HttpResponse:
    """The plans kept in one's account."""
    rows = PlannedClass.objects.visible_to(request.user).select_related("module__locale")
    return render(request, "modules/building/classes.html", {"rows": rows})


@require_POST
@teacher_page
def open_class(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Takes a kept plan up again. A module that is no longer published says so."""
    row = own(request, pk)
    module = fetch_module(request, row.module.slug)
    actions.store_session_plan(request.session, module, row.as_plan)
    request.session[EDITED] = str(row.pk)
    return redirect("modules:plan", module.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_page
def delete_class(request: SignedInRequest, pk: UUID) -> HttpResponse:
    row = own(request, pk)
    if request.method == "POST":
        actions.delete_class_plan(by=request.user, planned=row)
        messages.success(request, _("Deleted."))
        return redirect("modules:classes")
    return render(request, "modules/building/class_delete.html", {"row": row})


def own(request: SignedInRequest, pk: UUID) -> PlannedClass:
    return get_object_or_404(PlannedClass.objects.visible_to(request.user).select_related("module"), pk=pk)
