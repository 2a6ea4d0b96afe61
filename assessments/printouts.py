"""Answers on paper: private to whoever asks, gone within the hour.

Nothing of them is in a file name, a queue or a log: the export's row holds the document until it is rendered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assessments.domain.answers import Answers
from assessments.models import Assessment, Sheet
from assessments.presenters.plan import PlannedAction
from assessments.presenters.results import build_result
from assessments.presenters.rounds import build_team_picture
from exports.domain.kinds import PrintoutKind, primary_key
from exports.printouts import Printout
from toolkit.models import ChecklistPage, Version
from toolkit.presenters.translation_marks import find_translation_mark
from toolkit.printouts import checklists
from toolkit.printouts.pdf_documents import PdfDocument
from toolkit.printouts.scripts import format_day, get_script
from toolkit.printouts.sources import (
    PageEdition,
    format_version_note,
    get_editions,
    get_site_address,
    make_page_address,
)

# All are private. What shows a team's work is filed under its assessment; a visitor's own under the checklist.
FORM = PrintoutKind(
    kind="assessments.form",
    shows={Assessment: primary_key},
    file_name="my-{slug}-checklist-{language}-{mark}{form}",
    fillable=True,
    private=True,
)
ANSWERS = PrintoutKind(
    kind="assessments.answers",
    shows={Assessment: primary_key},
    file_name="{slug}-answers-{language}-{mark}-paper",
    private=True,
)
PLAN = PrintoutKind(
    kind="assessments.plan",
    shows={Assessment: primary_key},
    file_name="action-plan-team-{language}-{mark}-paper",
    private=True,
)
PRINTOUTS = [FORM, ANSWERS, PLAN]  # for settings.FILE_KINDS


def build_filled_form(
    page: ChecklistPage, answers: Answers, options: Mapping[str, str], edition: PageEdition | None = None
) -> Printout:
    """The form with the answers in its fields, to go on with. Answers to questions that are gone stay outside: the
    JSON and the spreadsheet have them. `edition` is the version that `page` is, where that is not the newest."""
    kept = {
        item: (answer.mark, {"n": answer.note, "e": answer.evidence, "p": answer.action})
        for item, answer in answers.answers.items()
    }
    form = {**options, "form": "fillable"}
    return checklists.build_checklist_printout(page, edition or get_editions([page])[page.pk], form, kept, FORM)


def build_answers_printout(
    page: ChecklistPage, answers: Answers, options: Mapping[str, str], edition: PageEdition | None = None
) -> Printout:
    """Answers, result and what they raise, as ordinary text; with the answers as data inside, to be read back."""
    language = page.locale.language_code
    edition = edition or get_editions([page])[page.pk]
    with override(language):
        return PdfDocument(
            kind=ANSWERS,
            subject=str(page.pk),
            language=language,
            translation=find_translation_mark(page),
            options=options,
            template="pdf/answers.html",
            title=_("Answers: %(title)s") % {"title": page.title},
            summary=page.search_description or page.summary,
            slug=page.slug,
            mark=edition.mark,
            page_url=make_page_address(page, language),
            note=format_version_note(edition, language),
            edition_date=edition.published,
            context={
                "page": page,
                "result": build_result(page, answers),
                "strangers": list(answers.list_obsolete_answers(page.item_ids())),
                "write": get_script(language).number,
                "day": format_day(edition.published, language),
            },
            manifest={"answers": answers.to_data(), "checklists": [edition.manifest(page)]},
        ).to_printout()


def build_team_answers(sheet: Sheet, page: ChecklistPage, found: Answers, options: Mapping[str, str]) -> Printout:
    """The same of a team's sheet, on the version that it is pinned to."""
    return of_team(build_answers_printout(page, found, options, edition_of(sheet.version)), sheet)


def build_team_form(sheet: Sheet, page: ChecklistPage, found: Answers, options: Mapping[str, str]) -> Printout:
    return of_team(build_filled_form(page, found, options, edition_of(sheet.version)), sheet)


def of_team(printout: Printout, sheet: Sheet) -> Printout:
    """Belongs to its assessment, so that deleting that finds it; leads back to where it was asked for."""
    back = reverse("assessments:sheet_files", args=[sheet.pk])
    return replace(printout, subject=str(sheet.round.assessment_id), page_url=back)


def edition_of(version: Version) -> PageEdition:
    return PageEdition(version.number, version.revision_id, timezone.localdate(version.published_at))


def build_plan_printout(
    assessment: Assessment, rows: Sequence[PlannedAction], options: Mapping[str, str], today: date
) -> Printout:
    """The picture for the director and the action plan as of a day, in the reader's language."""
    language = get_language() or "en"
    picture = build_team_picture(assessment, today)
    printout = PdfDocument(
        kind=PLAN,
        subject=str(assessment.pk),
        language=language,
        options=options,
        template="pdf/plan.html",
        title=_("Action plan"),
        summary="",
        mark=today.isoformat(),
        page_url=f"{get_site_address()}/",
        note=_("As of %(day)s") % {"day": format_day(today, language)},
        edition_date=today,
        context={
            "assessment": assessment,
            "late": [on_paper(row, language) for row in picture.late],
            "checklists": picture.checklists,
            "rows": [on_paper(row, language) for row in rows],
        },
        manifest={"plan": [row.as_data() for row in rows]},
    ).to_printout()
    return replace(printout, page_url=reverse("assessments:plan", args=[assessment.pk]))


def on_paper(row: PlannedAction, language: str) -> dict[str, Any]:
    return {"row": row, "until": format_day(row.action.until, language) if row.action.until else ""}
