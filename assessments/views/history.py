"""The history of an assessment: shown, filtered, and as a file with the hashes of its chain."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from assessments.models import Action, AuditAction, AuditEntry, Entry, Participation, Phase, Role, TeamNames
from assessments.views.team_access import fetch_participation, team_page

A_PAGE = 50
UUID_LIKE = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What stands in the content of steps, for people.
WORDS: dict[str, Any] = {
    "text": _("Comment"),
    "title": _("Title"),
    "country": _("Country"),
    "round": _("Round"),
    "phase": _("Phase"),
    "checklists": _("Checklists"),
    "answers": _("Answers"),
    "asked": _("What should change"),
    "reason": _("Why it is opened again"),
    "two_sign": _("Two people sign off"),
    "head": _("Hash"),
    "role": _("Role"),
    "before": _("Before"),
    "after": _("After"),
    "name": _("File"),
    "size": _("Bytes"),
    "what": _("What"),
    "who": _("Who"),
    "until": _("Until"),
    "state": _("State"),
    "opened": _("Opened again"),
    "new": _("New questions"),
    "gone": _("Questions no longer asked"),
    "taken": _("Answers taken over"),
}
VALUES: dict[str, Any] = dict(
    [*Role.choices, *Phase.choices, *Action.State.choices, ("True", _("Yes")), ("False", _("No"))]
)
FILES = {"json": "application/json", "xlsx": EXCEL}


@require_safe
@team_page
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The latest first; with `about`, what happened to one answer."""
    part = fetch_participation(request, pk)
    steps, about = AuditEntry.objects.filter(assessment=part.assessment).order_by("-number"), entry_in(request, part)
    if about:
        steps = steps.filter(about=str(about.pk))
    pages = Paginator(steps, A_PAGE).get_page(request.GET.get("page"))
    names = TeamNames(part.assessment)
    questions = questions_of({step.about for step in pages} | ({str(about.pk)} if about else set()))
    context = {
        "assessment": part.assessment,
        "part": part,
        "pages": pages,
        "steps": [told(step, names, questions) for step in pages],
        "about": about,
        "question": questions.get(str(about.pk)) if about else None,
        "here": "history",
    }
    return render(request, "assessments/team/history.html", context)


def entry_in(request: HttpRequest, part: Participation) -> Entry | None:
    """The answer that the address asks for. Raises Http404 for one of another assessment."""
    wanted = request.GET.get("about", "")
    if not wanted:
        return None
    try:
        found = Entry.objects.filter(pk=UUID(wanted), sheet__round__assessment=part.assessment).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def questions_of(ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Entry -> its sheet and question, for the entries among `ids`. A version is read once."""
    entries = Entry.objects.filter(pk__in=[one for one in ids if UUID_LIKE.fullmatch(one)])
    items: dict[int, dict[str, Any]] = {}
    found = {}
    for entry in entries.select_related("sheet__version", "sheet__round"):
        version = entry.sheet.version_id
        if version not in items:
            items[version] = {item.id: item for item in entry.sheet.page().items()}
        found[str(entry.pk)] = {"sheet": entry.sheet, "item": items[version].get(entry.item), "id": entry.item}
    return found


def facts_of(says: dict[str, Any], names: TeamNames) -> Iterator[tuple[Any, str]]:
    """What a step says, line by line: (what it is called, the words)."""
    for name, value in says.items():
        if name == "item":
            continue  # the step's link says which question
        label = WORDS.get(name, name)
        if isinstance(value, dict):
            for inner, words in facts_of(value, names):
                yield f"{label}: {inner}", words
        elif name == "who":
            yield label, names.of(UUID(value)) if value else ""
        elif value != []:
            values = value if isinstance(value, list) else [value]
            yield label, "\n".join(str(VALUES.get(str(one), one)) for one in values)


def told(step: AuditEntry, names: TeamNames, questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A step in words."""
    says = step.read_content()
    try:
        did: Any = AuditAction(step.action).label
    except ValueError:
        did = step.action
    return {
        "row": step,
        "who": names.of(step.actor),
        "did": did,
        "says": says,
        "facts": list(facts_of(says, names)),
        "question": questions.get(step.about),
    }


@require_safe
@team_page
def take(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """All of it, opened, with the hashes by which it can be checked. 404 for any other `what` than FILES has."""
    from assessments.packages import history_files

    part = fetch_participation(request, pk)
    if what not in FILES:
        raise Http404
    names = TeamNames(part.assessment)
    steps = part.assessment.steps.order_by("number")
    write = history_files.write_history_json if what == "json" else history_files.write_history_xlsx
    response = HttpResponse(write(part.assessment, steps, names), content_type=FILES[what])
    response["Content-Disposition"] = f'attachment; filename="history.{what}"'
    return response
