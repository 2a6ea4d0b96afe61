"""What a director is shown: overdue actions, rounds and law of one team, or several teams beside each other."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.presenters.rounds import build_team_picture, build_teams_picture, find_shared_checklists, read_titles
from assessments.views.team_access import fetch_participation, team_page
from toolkit.domain.answers import ANSWERS


@require_safe
@team_page
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All rounds of all checklists, with what is overdue today."""
    assessment = fetch_participation(request, pk).assessment
    context = {
        "assessment": assessment,
        "here": "picture",
        "picture": build_team_picture(assessment, timezone.localdate()),
        "marks": [*ANSWERS, ""],
    }
    return render(request, "assessments/team/picture.html", context)


@require_safe
@team_page
def side_by_side(request: HttpRequest) -> HttpResponse:
    """The reader's own teams, for the checklist that she chooses. Raises Http404 for one that they do not share."""
    shared = find_shared_checklists(request.user)
    titles = read_titles(shared)
    context: dict[str, Any] = {"titles": titles, "marks": [*ANSWERS, ""]}
    if titles:
        names = {str(key): key for key in shared}
        key = names.get(request.GET.get("checklist") or str(titles[0][0]))
        if key is None:
            raise Http404
        context |= {"picture": build_teams_picture(request.user, shared[key]), "chosen": key}
    return render(request, "assessments/team/side_by_side.html", context)
