"""What a director is shown: overdue actions, rounds and law of one team."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.presenters.rounds import build_team_picture
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
