"""Two rounds beside each other."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.domain.comparing import AnswerChange, Comparison, compare_questions, group_by_section
from assessments.models import Round
from assessments.presenters.sheets import QuestionTexts, read_marks
from assessments.views.team_access import fetch_participation, team_page


@require_safe
@team_page
def compare_rounds(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last two rounds, or the two that the reader chooses."""
    part = fetch_participation(request, pk)
    rounds = list(part.assessment.rounds.order_by("number"))
    context: dict[str, Any] = {"assessment": part.assessment, "here": "compare", "rounds": rounds}
    if len(rounds) > 1:
        before = chosen(rounds, request.GET.get("before", ""), rounds[-2])
        after = chosen(rounds, request.GET.get("after", ""), rounds[-1])
        context |= {
            "before": before,
            "after": after,
            "checklists": compared(QuestionTexts(part.assessment), before, after),
        }
        context["changes"] = AnswerChange
    return render(request, "assessments/team/compare.html", context)


def chosen(rounds: list[Round], number: str, default: Round) -> Round:
    return next((row for row in rounds if str(row.number) == number), default)


def compared(texts: QuestionTexts, before: Round, after: Round) -> list[dict[str, Any]]:
    """Each checklist of either round: all its questions, by section, and those that fell or improved."""
    then, now = texts.sheets_of(before), texts.sheets_of(after)
    marks = read_marks([*then.values(), *now.values()])
    found = []
    for key, sheet in {**then, **now}.items():
        asked = [texts.asked(sheets[key], marks) if key in sheets else [] for sheets in (then, now)]
        lines = compare_questions(*asked)
        _questions, title, language = texts.read(sheet)
        found.append({"language": language, "whole": Comparison(title, lines), "sections": group_by_section(lines)})
    return found
