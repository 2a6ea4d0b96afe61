"""The action plan: read, filter, change, take along."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import client_key
from assessments.actions.planning import change_action, move_action, plan_answer, plan_missing, set_reminders
from assessments.forms.planning import LATE, ActionForm, ActionStateForm, PlanFilterForm
from assessments.models import Action, Participation
from assessments.permissions import may_move, may_plan
from assessments.presenters.plan import (
    PlannedAction,
    build_timeline,
    find_unplanned_answers,
    list_actions,
    list_latest_sheets,
    list_planned_actions,
    list_team,
)
from assessments.presenters.rounds import build_team_picture
from assessments.presenters.sheets import read_sheet_questions
from assessments.views.downloads import read_paper_options
from assessments.views.team_access import (
    fetch_entry,
    fetch_participation,
    forbid_unless,
    get_own_participation,
    team_page,
)
from exports.actions import request_export
from toolkit.printouts.scripts import format_day

POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@team_page
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All actions, as a table and as a timeline."""
    part = fetch_participation(request, pk)
    form = PlanFilterForm(request.GET, team=list_team(part.assessment))
    rows = list_planned_actions(part.assessment, wished(list_actions(part.assessment), form))
    may = may_plan(part)
    context = {
        "assessment": part.assessment,
        "here": "plan",
        "part": part,
        "form": form,
        "filtered": any(form.get_choice(name) for name in ("who", "state")),
        "rows": rows,
        "timeline": build_timeline(rows, timezone.localdate()),
        "may": may,
        "missing": len(find_unplanned_answers(part.assessment)) if may else 0,
        "sheets": list_latest_sheets(part.assessment),  # asked for where there is no action
    }
    return render(request, "assessments/team/plan.html", context)


def wished(actions: Any, form: PlanFilterForm) -> Any:
    who, state = form.get_choice("who"), form.get_choice("state")
    if who:
        actions = actions.filter(who=None) if who == "none" else actions.filter(who__mark=who)
    if state == LATE:
        return actions.going().filter(until__lt=timezone.localdate())
    return actions.filter(state=state) if state else actions


@require_POST
@team_page
def fill(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An action for every answer that is not yes."""
    part = fetch_participation(request, pk)
    forbid_unless(may_plan(part))
    made = plan_missing(by=part)
    messages.info(request, ngettext("One action was made.", "%(n)d actions were made.", made) % {"n": made})
    return redirect("assessments:plan", pk)


@require_POST
@team_page
def add(request: HttpRequest, sheet_id: UUID, item: UUID) -> HttpResponse:
    """An action for one answer; where there is one already, that one."""
    part, entry = fetch_entry(request, sheet_id, item)
    forbid_unless(may_plan(part))
    return redirect("assessments:action", plan_answer(by=part, entry=entry).pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def action(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One action. Whoever is to do it, and plans nothing, says how far it is."""
    row = Action.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    part = get_own_participation(row)
    form = form_for(request, part, row)
    if request.method == "POST":
        forbid_unless(may_move(part, row))
        if form.is_valid():
            save = change_action if isinstance(form, ActionForm) else move_action
            save(by=part, action=row, **form.cleaned_data)
            return redirect("assessments:plan", part.assessment_id)
    context = {"assessment": row.round.assessment, "here": "plan", "row": row, "form": form, "may": may_move(part, row)}
    status = 400 if form.errors else 200
    return render(request, "assessments/team/plan_action.html", {**context, **asked_at(row)}, status=status)


def form_for(request: HttpRequest, part: Participation, row: Action) -> ActionStateForm:
    sent = request.POST if request.method == "POST" else None
    if not may_plan(part):
        return ActionStateForm(sent, initial={"state": row.state})
    # A participant who left keeps what she was given until somebody gives it to another.
    team = list_team(part.assessment)
    if row.who and row.who.left:
        team.append((row.who, row.who.name.open()))
    who = str(row.who.mark) if row.who else ""
    now = {"what": row.what.open(), "who": who, "until": row.until, "state": row.state}
    return ActionForm(sent, initial=now, team=team)


def asked_at(row: Action) -> dict[str, Any]:
    """The question that the action answers to, as its round asked it."""
    questions, title, language = read_sheet_questions(row.entry.sheet)
    return {
        "asked": questions.get(row.entry.item),
        "entry": row.entry,
        "what": row.what.open(),
        "who": row.who.name.open() if row.who else "",
        "checklist_title": title,
        "language": language,
    }


@require_POST
@team_page
def reminders(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the participant is reminded by mail."""
    part = fetch_participation(request, pk)
    wanted = request.POST.get("wanted") == "yes"
    set_reminders(by=part, wanted=wanted)
    messages.info(request, _("You will be reminded.") if wanted else _("You will not be reminded."))
    return redirect("assessments:plan", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def take(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """The plan as a spreadsheet, its picture for the director as slides, the participant's own days for a calendar, or
    all of it as a PDF by way of the queue. Raises Http404 for any other `what`."""
    part = fetch_participation(request, pk)
    if what == "pdf" and request.method == "POST":
        return on_paper(request, part)
    if what == "pptx":
        return make_slides(part)
    if what not in {"xlsx", "ics"}:
        raise Http404
    from assessments.packages import plans

    rows = list_planned_actions(part.assessment, list_actions(part.assessment))
    if what == "xlsx":
        return make_file_response(plans.write_plan_xlsx(rows), EXCEL, "plan.xlsx")
    mine = [row for row in rows if row.action.who_id == part.pk and row.is_open]
    return make_file_response(plans.write_plan_calendar(mine), "text/calendar; charset=utf-8", "days.ics")


def make_slides(part: Participation) -> HttpResponse:
    from assessments.packages.slides import write_picture_slides

    today = timezone.localdate()
    picture = build_team_picture(part.assessment, today)
    day = format_day(today, get_language() or "en")
    content = write_picture_slides(part.assessment.title, picture, day, urlsplit(settings.BASE_URL).netloc)
    return make_file_response(content, POWERPOINT, "picture.pptx")


def make_file_response(content: bytes, kind: str, name: str) -> HttpResponse:
    """A download. A checklist's address, which names some files, may be in any script."""
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)


def on_paper(request: HttpRequest, part: Participation) -> HttpResponse:
    from assessments import printouts

    rows: list[PlannedAction] = list_planned_actions(part.assessment, list_actions(part.assessment))
    paper = printouts.build_plan_printout(part.assessment, rows, read_paper_options(request), timezone.localdate())
    return redirect(request_export(paper, by=request.user, client=client_key(request)))
