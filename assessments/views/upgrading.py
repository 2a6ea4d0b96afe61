"""A sheet takes a newer version of its checklist: old text, new text, the team's answer."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.actions.upgrading import preview_upgrade, upgrade_sheet
from assessments.permissions import may_answer
from assessments.presenters.sheets import read_sheet_questions
from assessments.presenters.upgrading import QuestionChange, find_newer_version
from assessments.views.team_access import fetch_sheet, forbid_unless, team_page


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def upgrade(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Shows what a newer version changes; by POST takes it."""
    part, sheet = fetch_sheet(request, sheet_id)
    may = may_answer(part, sheet.round)
    to = find_newer_version(sheet)
    if request.method == "POST":
        forbid_unless(may)
        seen = request.POST.get("to") == str(to.number if to else "")
        if to and seen and upgrade_sheet(by=part, sheet=sheet, to=to, fits=fitting(request.POST.getlist("fits"))):
            messages.success(request, _("This sheet now has version %(n)s of the checklist.") % {"n": to.number})
            return redirect("assessments:sheet", sheet.pk)
        messages.warning(request, _("The checklist or an answer changed meanwhile. Look at it again below."))
        return redirect("assessments:upgrade", sheet.pk)
    _questions, title, language = read_sheet_questions(sheet)
    lines = preview_upgrade(sheet, to) if to else []
    context = {
        "assessment": part.assessment,
        "round": sheet.round,
        "here": "checklists",
        "sheet": sheet,
        "to": to,
        "may": may,
        "checklist_title": title,
        "language": language,
        "groups": [
            (change, [turn for turn in lines if turn.change == change])
            for change in QuestionChange
            if change != QuestionChange.SAME
        ],
        "same": sum(turn.change == QuestionChange.SAME for turn in lines),
    }
    return render(request, "assessments/team/upgrade.html", context)


def fitting(ticked: Iterable[str]) -> dict[str, int]:
    """Item -> the counter of its answer as it was shown. What no form of ours sends is passed over."""
    pairs = (text.partition(":") for text in ticked)
    return {item: int(saves) for item, _colon, saves in pairs if saves.isdecimal() and len(saves) < 10}
