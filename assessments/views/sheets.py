"""A team's checklists: where a round stands, the questions with who answered what, and saving."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions.answering import SaveOutcome, save_answer
from assessments.actions.reviewing import waits_for_second
from assessments.domain.answers import NOT_YET, Answer
from assessments.forms.answering import SubmittedAnswer, make_form_base, read_submitted_answer, shorten_item_ids
from assessments.forms.teams import CommentForm, ReturnForm
from assessments.models import Entry, Participation, Round, Sheet, TeamNames
from assessments.permissions import (
    may_answer,
    may_comment,
    may_manage,
    may_plan,
    may_reopen,
    may_review,
    may_send,
    may_write,
)
from assessments.presenters.upgrading import find_newer_version
from assessments.views.team_access import fetch_entry, fetch_participation, fetch_sheet, forbid_unless, team_page
from toolkit.models import ChecklistSection
from toolkit.selectors.tools import find_tools_behind

SHOWS = ("all", "open", "notyes")


@require_safe
@team_page
def assessment(request: HttpRequest, pk: UUID, number: int | None = None) -> HttpResponse:
    """One round, the latest unless another is asked for: its checklists, how far they are, and what comes next.

    Raises Http404 for a number that no round has."""
    part = fetch_participation(request, pk)
    rounds = list(part.assessment.rounds.all())
    found = [row for row in rounds if number in (None, row.number)]
    if not found:
        raise Http404
    names = TeamNames(part.assessment)
    return render(request, "assessments/team/assessment.html", build_round_context(part, found[-1], rounds, names))


def build_round_context(part: Participation, shown: Round, rounds: list[Round], names: TeamNames) -> dict[str, Any]:
    shown.assessment = part.assessment
    sheets = count_answers(shown)
    return {
        "assessment": part.assessment,
        "part": part,
        "round": shown,
        "rounds": rounds,
        "is_latest": shown == rounds[-1],
        "sheets": sheets,
        "tools": find_tools_behind(sheet.version.page_id for sheet in sheets),
        "signer": names.of(shown.frozen_by_id) if shown.is_frozen else "",
        "asked": shown.asked.open(),
        "manages": may_manage(part),
        "may_send": may_send(part, shown),
        "may_review": may_review(part, shown),
        "may_reopen": may_reopen(part, shown),
        "first": names.of(shown.first_by_id) if waits_for_second(shown) else "",
        "is_first": waits_for_second(shown) and shown.first_by_id == part.pk,
        "form": ReturnForm(),
        "here": "checklists",
    }


def count_answers(shown: Round) -> Any:
    """The round's sheets, each with how many questions it has, are answered, are not yes, have an open comment."""
    return counted(shown.sheets.select_related("version__page"))


def counted(sheets: QuerySet[Sheet]) -> Any:
    """Each with how many questions it has, are answered, are not yes, have an open comment."""
    not_yes = Q(entries__mark__in=NOT_YET)
    waiting = Q(entries__comments__isnull=False, entries__comments__resolved_at=None)
    return sheets.annotate(
        all=Count("entries", distinct=True),
        done=Count("entries", filter=~Q(entries__mark=""), distinct=True),
        missing=Count("entries", filter=not_yes, distinct=True),
        waiting=Count("entries__comments", filter=waiting, distinct=True),
    )


@dataclass
class SheetRow:
    """A question of a sheet as it is shown: the answer as it stands, or as a participant typed it where it could not
    be saved.

    `key` follows the names of its fields. `theirs` is there after a conflict: what was saved meanwhile.
    """

    entry: Entry
    key: str
    answer: Answer
    base: str
    who: str = ""
    trouble: str = ""
    theirs: Answer | None = None

    @classmethod
    def of(cls, entry: Entry, key: str = "", mine: SubmittedAnswer | None = None, trouble: str = "") -> "SheetRow":
        answer = mine.answer if mine else entry.answer()
        return cls(entry, key, answer, make_form_base(entry), trouble=trouble)


def build_sheet_rows(sheet: Sheet, names: TeamNames) -> dict[str, SheetRow]:
    """Question id -> row, in one query however many there are."""
    waiting = Count("comments", filter=Q(comments__resolved_at=None), distinct=True)
    entries = sheet.entries.annotate(waiting=waiting, spoken=Count("comments", distinct=True))
    found = list(entries.annotate(attached=Count("files", distinct=True)))
    keys = shorten_item_ids(entry.item for entry in found)
    rows = {entry.item: SheetRow.of(entry, keys[entry.item]) for entry in found}
    for row in rows.values():
        row.who = names.of(row.entry.by_id)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The questions. By POST, the whole form of a browser without JavaScript: what was changed in it is saved."""
    part, row = fetch_sheet(request, sheet_id)
    if request.method == "POST":
        forbid_unless(may_write(part))
        return save_all(request, part, row)
    names = TeamNames(part.assessment)
    return render_sheet_page(request, part, row, build_sheet_rows(row, names))


def render_sheet_page(
    request: HttpRequest, part: Participation, row: Sheet, rows: dict[str, SheetRow], status: int = 200
) -> HttpResponse:
    page = row.page()
    show = request.GET.get("show", "all")
    lettered = page.lettered_sections()
    asked = [item.id for section in lettered for item in section.items]
    marks = [rows[item].entry.mark for item in asked if item in rows]
    context = {
        "assessment": part.assessment,
        "part": part,
        "round": row.round,
        "sheet": row,
        "checklist": page,
        "language": page.locale.language_code,
        "lettered": kept_in(lettered, rows, show if show in SHOWS else "all"),
        "rows": rows,
        "strangers": [one for item, one in rows.items() if item not in asked and one.answer],
        "show": show if show in SHOWS else "all",
        "shows": [("all", _("All")), ("open", _("Open")), ("notyes", _("Not yes"))],
        "done": sum(bool(mark) for mark in marks),
        "count": len(asked),
        "may_answer": may_answer(part, row.round),
        "newer": find_newer_version(row) if may_answer(part, row.round) else None,
        "asked": row.round.asked.open(),
        "here": "checklists",
    }
    return render(request, "assessments/team/sheet.html", context, status=status)


def kept_in(lettered: list[ChecklistSection], rows: dict[str, SheetRow], show: str) -> list[ChecklistSection]:
    """The sections with the questions that fit, without those in which none does."""
    if show == "all":
        return lettered
    wanted = {""} if show == "open" else set(NOT_YET)
    fitting = [
        replace(
            section, items=[item for item in section.items if item.id in rows and rows[item.id].answer.mark in wanted]
        )
        for section in lettered
    ]
    return [section for section in fitting if section.items]


def save_all(request: HttpRequest, part: Participation, row: Sheet) -> HttpResponse:
    """Every answer that was changed in the form, each for itself. What could not be saved is shown, with its reason."""
    entries = list(row.entries.all())
    keys, clashes, troubles = shorten_item_ids(entry.item for entry in entries), [], []
    for entry in entries:
        mine = read_submitted_answer(entry.item, request.POST, keys[entry.item])
        if mine is None or not mine.is_touched or mine.keep == "theirs":
            continue
        became = saved(entry, part, mine, keys[entry.item])
        if became.theirs is not None:
            clashes.append(became)
        elif became.trouble:
            troubles.append(became)
    if not clashes and not troubles:
        pressed = [item for item, key in keys.items() if key == request.POST.get("item")]
        return redirect(back_to(row, request.POST.get("show", ""), pressed[0] if pressed else ""))
    names = TeamNames(part.assessment)
    for one in clashes:
        one.who = names.of(one.entry.by_id)
    context = {
        **questions_of(row),
        "assessment": part.assessment,
        "part": part,
        "clashes": clashes,
        "troubles": troubles,
    }
    return render(request, "assessments/team/conflict.html", context, status=409 if clashes else 400)


def back_to(row: Sheet, show: str, item: str) -> str:
    shown = f"?show={show}" if show in SHOWS[1:] else ""
    return f"{reverse('assessments:sheet', args=[row.pk])}{shown}{f'#item-{item}' if item else ''}"


def saved(entry: Entry, part: Participation, mine: SubmittedAnswer, key: str) -> SheetRow:
    """Tries to save; the row that is shown then. After a conflict it holds both texts."""
    if mine.trouble:
        return SheetRow.of(entry, key, mine, mine.trouble)
    done = save_answer(entry, by=part, answer=mine.answer, saves=mine.saves)
    if done.outcome is SaveOutcome.CONFLICT:
        row = SheetRow.of(done.entry, key, mine)
        row.theirs = done.entry.answer()
        return row
    if done.outcome is SaveOutcome.FROZEN:
        return SheetRow.of(done.entry, key, mine, _("This round was signed off meanwhile. Your text was not saved."))
    return SheetRow.of(done.entry, key)


def questions_of(row: Sheet) -> dict[str, Any]:
    page = row.page()
    return {
        "sheet": row,
        "round": row.round,
        "checklist": page,
        "language": page.locale.language_code,
        "questions": {item.id: item for item in page.items()},
        "here": "checklists",
    }


@require_POST
@team_page
def save(request: HttpRequest, sheet_id: UUID, item: UUID) -> HttpResponse:
    """One answer, sent by team.js, which gets the answer's part of the page back: 200 saved, 409 somebody else saved
    meanwhile (both texts come), 422 not saved for the reason given."""
    part, entry = fetch_entry(request, sheet_id, item)
    forbid_unless(may_write(part))
    key = request.POST.get("key", "")
    mine = read_submitted_answer(entry.item, request.POST)
    row = SheetRow.of(entry, key) if mine is None or mine.keep == "theirs" else saved(entry, part, mine, key)
    by_me = row.entry.by_id == part.pk
    row.who = part.called if by_me else TeamNames(part.assessment).of(row.entry.by_id) if row.entry.by_id else ""
    status = 409 if row.theirs is not None else 422 if row.trouble else 200
    template = "assessments/team/clash.html" if row.theirs is not None else "assessments/team/answer.html"
    return render(request, template, {"row": row, "alone": True}, status=status)


@require_safe
@team_page
def item(request: HttpRequest, sheet_id: UUID, item: UUID) -> HttpResponse:
    """One question with what was said about its answer."""
    part, entry = fetch_entry(request, sheet_id, item)
    return render_item_page(request, part, entry, CommentForm())


def render_item_page(
    request: HttpRequest, part: Participation, entry: Entry, form: CommentForm, status: int = 200
) -> HttpResponse:
    names, row, shown_row = TeamNames(part.assessment), entry.sheet, SheetRow.of(entry)
    shown_row.who = names.of(entry.by_id)
    comments = [
        {"row": one, "text": one.text.open(), "who": names.of(one.by_id), "closed_by": names.of(one.resolved_by_id)}
        for one in entry.comments.all()
    ]
    context = {
        **questions_of(row),
        "assessment": part.assessment,
        "part": part,
        "row": shown_row,
        "entry": entry,
        "comments": comments,
        "may_comment": may_comment(part, row.round),
        "may_plan": may_plan(part) and entry.mark in NOT_YET,
        "form": form,
    }
    context["question"] = context["questions"].get(entry.item)
    return render(request, "assessments/team/item.html", context, status=status)
