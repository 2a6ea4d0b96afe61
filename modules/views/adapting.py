"""Adaptations, under Wagtail: begin one, decide part by part, merge what the parent changed. All of it is a draft."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from modules.actions import adapting as actions
from modules.domain.adapting import AdaptedPart
from modules.domain.merging import (
    DiffMark,
    FieldState,
    MergeField,
    MergeSide,
    Path,
    diff_words,
    find_changed_fields,
    format_readable,
)
from modules.forms.adapting import BeginAdaptationForm, DecisionForm, get_part_block, make_part_stream
from modules.forms.checking import find_plans_missing_parts, find_untranslated_decisions, map_part_kinds
from modules.models import Decision, Module
from modules.models.adapting import list_drafted_changes
from modules.permissions import may_edit
from modules.presenters.outline_writer import get_part_name

View = Callable[..., HttpResponse]
PER_PAGE = 30
VERBS = {
    Decision.EDIT: _lazy("Change a part"),
    Decision.REPLACE: _lazy("Replace a part"),
    Decision.DROP: _lazy("Leave a part out"),
}


class StaffRequest(HttpRequest):
    """A request from inside Wagtail's admin."""

    user: User


def editor_page(view: View) -> View:
    """For those who may change modules, 403 for others; Wagtail has asked already whether they may enter the admin."""

    @wraps(view)
    def page(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_edit(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return page


class AdaptationRow(NamedTuple):
    """An adaptation in the list; `stale`: how many of its parts wait for a merge."""

    module: Module
    decided: int
    stale: int


@require_safe
@editor_page
def adaptations(request: StaffRequest) -> HttpResponse:
    """Every adaptation, with what waits to be merged; and the modules that one may begin from."""
    adapted = Module.objects.filter(parent__isnull=False)
    adapted = adapted.select_related("parent__locale", "locale", "latest_revision").prefetch_related("changes")
    page = Paginator(adapted.order_by("title", "pk"), PER_PAGE).get_page(request.GET.get("p"))
    rows = [row_of(module) for module in page]
    modules = Module.objects.published().without_text().select_related("locale").order_by("title", "pk")
    context = {"rows": rows, "page": page, "modules": modules, "page_title": _("Adaptations")}
    return render(request, "modules/staff/adaptations.html", context)


def row_of(module: Module) -> AdaptationRow:
    changes, parent = list_drafted_changes(module), module.parent_now()
    now = {raw["id"]: raw["value"] for raw in parent.resolved_parts()} if parent else {}
    return AdaptationRow(module, len(changes), sum(change.is_stale(now.get(str(change.part))) for change in changes))


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def begin(request: StaffRequest, pk: int) -> HttpResponse:
    parent = get_object_or_404(Module.objects.published().select_related("locale"), pk=pk)
    form = BeginAdaptationForm(request.POST or None, initial={"title": parent.title})
    if form.is_valid():
        try:
            module = actions.begin_adaptation(by=request.user, parent=parent, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The adaptation exists as a draft. Every part follows the original for now."))
            return redirect("adaptations:parts", module.pk)
    context = {"form": form, "parent": parent, "page_title": _("Adapt a module"), "page_subtitle": parent.title}
    return render(request, "modules/staff/begin.html", context, status=422 if form.errors else 200)


class PartLine(NamedTuple):
    """A part of the parent in the list of an adaptation."""

    part: AdaptedPart
    kind: str
    name: str
    stamp: str


@require_safe
@editor_page
def parts(request: StaffRequest, pk: int) -> HttpResponse:
    """What the adaptation does with each part of its parent."""
    draft = drafted(pk)
    found = actions.list_adapted_parts(draft)
    lines = [line_of(part) for part in found]
    shown = [{"type": part.kind, "value": part.value} for part in found if part.value] + list(draft.parts.raw_data)
    context = {
        "module": draft,
        "lines": lines,
        "stale": sum(part.is_stale for part in found),
        "warnings": [*find_plans_missing_parts(shown, draft.changes.all()), *find_untranslated_decisions(draft)],
        "own": [(get_part_block(raw["type"]).label, get_part_name(raw["value"])) for raw in draft.parts.raw_data],
        "page_title": _("Parts of the adaptation"),
        "page_subtitle": draft.title,
    }
    return render(request, "modules/staff/parts.html", context)


def line_of(part: AdaptedPart) -> PartLine:
    value = part.now if part.now is not None else part.change and (part.change.ours or part.change.base)
    return PartLine(
        part, str(get_part_block(part.kind).label), get_part_name(value or {}), actions.compute_part_stamp(part)
    )


def drafted(pk: int) -> Module:
    """The draft of an adaptation; 404 for a module that is none."""
    return actions.get_latest_draft(get_object_or_404(Module.objects.filter(parent__isnull=False), pk=pk))


def part_in(draft: Module, part: UUID) -> AdaptedPart:
    found = actions.find_adapted_part(draft, part)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def decide(request: StaffRequest, pk: int, part: UUID, decision: str) -> HttpResponse:
    """Change, replace or leave out one part. What was typed stays in the form, also where somebody was faster.

    Raises Http404 for a decision that is none, and for a part that neither parent nor adaptation has."""
    if decision not in Decision.values:
        raise Http404
    draft, chosen = drafted(pk), Decision(decision)
    found = part_in(draft, part)
    if found.is_stale or found.now is None:
        return redirect("adaptations:merge", pk, part)
    initial = {"seen": actions.compute_part_stamp(found), **initial_of(found, chosen)}
    known = map_part_kinds(draft.resolved_parts())
    form = DecisionForm(request.POST or None, kind=found.kind, decision=chosen, known=known, initial=initial)
    if form.is_valid() and decided(form, request.user, draft, found, chosen):
        messages.success(request, _("Saved in the draft. Readers see it once the adaptation is published."))
        return redirect("adaptations:parts", pk)
    context = {
        "module": draft,
        "form": form,
        "line": line_of(found),
        "now": format_readable(found.now),
        "page_title": VERBS[chosen],
        "page_subtitle": line_of(found).name,
    }
    return render(request, "modules/staff/decide.html", context, status=422 if form.errors else 200)


def initial_of(found: AdaptedPart, chosen: Decision) -> dict[str, Any]:
    """What the form begins with: our version where we have one, else the parent's; nothing for a replacement."""
    if chosen == Decision.DROP:
        return {"why": found.change.why if found.change else ""}
    change, value, why = found.change, found.now, ""
    if change and not change.leaves_out:
        value, why = change.ours, change.why
    elif chosen == Decision.REPLACE:
        value = {"key": found.now.get("key", "")}
    stored = {"type": found.kind, "id": found.part, "value": value}
    return {"ours": make_part_stream(found.kind).to_python([stored]), "why": why}


def decided(form: DecisionForm, by: User, draft: Module, found: AdaptedPart, chosen: Decision) -> bool:
    values = {"decision": chosen, "ours": form.ours(), "why": form.cleaned_data["why"]}
    try:
        actions.decide_part(by=by, module=draft, part=UUID(found.part), seen=form.cleaned_data["seen"], **values)
    except ValidationError as error:
        # The next try is made knowing what is there now.
        form.data = {**form.data.dict(), "seen": actions.compute_part_stamp(found)}  # type: ignore[attr-defined]
        form.add_error(None, error)
        return False
    return True


@require_POST
@editor_page
def follow(request: StaffRequest, pk: int, part: UUID) -> HttpResponse:
    """Back to the parent's part."""
    return done(
        request, pk, lambda draft, seen: actions.follow_parent_part(by=request.user, module=draft, part=part, seen=seen)
    )


@require_POST
@editor_page
def adopt(request: StaffRequest, pk: int, part: UUID) -> HttpResponse:
    """Keeps as our own what the parent took out."""
    return done(
        request, pk, lambda draft, seen: actions.adopt_part(by=request.user, module=draft, part=part, seen=seen)
    )


def done(request: StaffRequest, pk: int, act: Callable[[Module, str], None]) -> HttpResponse:
    try:
        act(drafted(pk), request.POST.get("seen", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved in the draft. Readers see it once the adaptation is published."))
    return redirect("adaptations:parts", pk)


class ComparedField(NamedTuple):
    """A field of the merge view: its name, the parent's then, and what each side made of it, word by word."""

    field: MergeField
    label: str
    base: str
    theirs: SafeString
    ours: SafeString
    choice: str
    missing: bool


@require_http_methods(["GET", "HEAD", "POST"])
@editor_page
def merge(request: StaffRequest, pk: int, part: UUID) -> HttpResponse:
    """Parent then, parent now, ours; a choice for each field that differs."""
    draft = drafted(pk)
    found = part_in(draft, part)
    if found.change is None or not found.is_stale:
        return redirect("adaptations:parts", pk)
    choices = {name[7:]: str(value) for name, value in request.POST.items() if name.startswith("choice-")}
    compared = list(compare(found, choices, asked=request.method == "POST"))
    faults = [_("Choose for each field that both changed.")] if any(one.missing for one in compared) else []
    if request.method == "POST" and not faults:
        try:
            actions.merge_parent_changes(
                by=request.user, module=draft, part=part, choices=choices, seen=request.POST.get("seen", "")
            )
        except ValidationError as error:
            faults = error.messages
        else:
            messages.success(request, _("Merged in the draft. Look at the part once more, then publish."))
            return redirect("adaptations:parts", pk)
    context = {
        "module": draft,
        "line": line_of(found),
        "compared": compared,
        "faults": faults,
        "page_title": _("Merge"),
        "page_subtitle": line_of(found).name,
    }
    return render(request, "modules/staff/merge.html", context, status=422 if faults else 200)


def compare(found: AdaptedPart, choices: dict[str, str], *, asked: bool) -> Iterable[ComparedField]:
    change = found.change
    assert change is not None
    if found.now is None or change.leaves_out:
        return
    for field in find_changed_fields(change.base, found.now, change.ours):
        if field.state not in (FieldState.THEIRS, FieldState.CONFLICT):
            continue  # nothing to decide: only we changed it, or both in the same way
        usual = MergeSide.THEIRS if field.state == FieldState.THEIRS else ""
        choice = choices.get(field.key, usual)
        then = format_readable(field.base)
        yield ComparedField(
            field,
            label_of(found.kind, field.path),
            then,
            marked(then, format_readable(field.theirs)),
            marked(then, format_readable(field.ours)),
            choice if choice in set(MergeSide) else "",
            asked and choice not in set(MergeSide),
        )


def marked(before: str, after: str) -> SafeString:
    """What was struck out and put in, as HTML."""
    tags = {DiffMark.SAME: "{}", DiffMark.OUT: "<del>{}</del>", DiffMark.IN: "<ins>{}</ins>"}
    return format_html_join("", "{}", ((format_html(tags[mark], text),) for mark, text in diff_words(before, after)))


def label_of(kind: str, path: Path) -> str:
    """The editor's name of a field."""
    blocks = getattr(get_part_block(kind), "child_blocks", {})
    return str(blocks[path[0]].label) if path and path[0] in blocks else str(get_part_block(kind).label)
