"""A full copy of an assessment, put together by the worker (exports/packages.py says how)."""

import json
import logging
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import packages, printouts
from assessments.models import Assessment, Evidence, Sheet
from assessments.packages.copies import make_evidence_path, serialize_assessment
from assessments.packages.plans import write_plan_xlsx as plan_as_xlsx
from assessments.presenters.plan import list_actions, list_planned_actions
from assessments.presenters.sheets import load_sheet_answers
from assessments.storage import evidence as files
from exports.domain.kinds import PackageKind, primary_key
from exports.packages import PackError
from exports.printouts import Printout
from toolkit.models import ChecklistPage

logger = logging.getLogger(__name__)


# Seconds that PDFs may take: one, and all together. The archive has 150 (actions/copying.py), and what is slow must
# not cost the rest.
FOR_ONE, FOR_ALL = 25, 100
OPTIONS = {"form": "paper", "size": "a4"}
Part = tuple[str, bytes]


def pack_copy(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """A ZIP of everything: as JSON, each sheet as PDF, XLSX and JSON, the plan, the evidence as it was kept.

    `payload` names the assessment and the head of its history: with every change it is another file.
    Raises PackError where the assessment is deleted meanwhile.
    """
    asked = json.loads(payload)
    assessment = Assessment.objects.filter(pk=asked["assessment"]).first()
    if assessment is None:  # deleted since
        raise PackError("refused")
    with override(asked["language"]), zipfile.ZipFile(file, "w") as archive:
        for number, (name, content) in enumerate(parts(assessment), 1):
            put(archive, name, content)
            step(number)


COPY = PackageKind(kind="assessments.copy", pack=pack_copy, shows={Assessment: primary_key})


def parts(assessment: Assessment) -> Iterator[Part]:
    """Name and content, one after the other: never more than one file in memory."""
    yield "READ ME.txt", read_me().encode()
    data = serialize_assessment(assessment)
    yield "assessment.json", json.dumps(data, ensure_ascii=False, indent=1).encode()
    yield "plan.xlsx", plan_as_xlsx(list_planned_actions(assessment, list_actions(assessment)))
    rows = Sheet.objects.filter(round__assessment=assessment).select_related("round", "version__revision")
    sheets = list(rows.order_by("round__number", "place", "pk"))
    for sheet in sheets:
        yield from sheet_parts(sheet)
    yield from evidence_parts(assessment, data)
    yield from paper_parts(sheets)  # last: all they say stands in the other files as well


def sheet_parts(sheet: Sheet) -> Iterator[Part]:
    page = sheet.page()
    answers = load_sheet_answers(sheet, page)
    yield f"{stem_of(sheet, page)}.json", answers.to_json().encode()
    yield f"{stem_of(sheet, page)}.xlsx", packages.write_answers_xlsx(page, answers)


def paper_parts(sheets: list[Sheet]) -> Iterator[Part]:
    """Each sheet as PDF, or a word in its place that it could not be made."""
    end = time.monotonic() + FOR_ALL
    for sheet in sheets:
        page = sheet.page()
        name = f"{stem_of(sheet, page)}.pdf"
        seconds = min(FOR_ONE, int(end - time.monotonic()))
        content = None
        if seconds > 0:
            content = render_printout(
                printouts.build_team_answers(sheet, page, load_sheet_answers(sheet, page), OPTIONS), seconds
            )
        yield (name, content) if content else (f"{name}.missing.txt", not_made().encode())


def stem_of(sheet: Sheet, page: ChecklistPage) -> str:
    return f"answers/round-{sheet.round.number}/{page.slug}"


def not_made() -> str:
    return _("This PDF could not be made. The JSON and XLSX files beside it hold the same answers.")


def evidence_parts(assessment: Assessment, data: dict[str, Any]) -> Iterator[Part]:
    codes = {
        (row["number"], sheet["checklist"], entry["item"]): entry["code"]
        for row in data["rounds"]
        for sheet in row["sheets"]
        for entry in sheet["entries"]
    }
    rows = Evidence.objects.filter(entry__sheet__round__assessment=assessment)
    for row in rows.select_related("entry__sheet__round").iterator():
        in_round, sheet = row.entry.sheet.round, row.entry.sheet
        code = codes.get((in_round.number, str(sheet.checklist), row.entry.item), "")
        try:
            yield make_evidence_path(row, in_round, code), files.read_evidence(row)
        except (FileNotFoundError, InvalidTag):  # told beside its place, so that nobody takes the copy for complete
            yield f"{make_evidence_path(row, in_round, code)}.missing.txt", _("This file is lost or damaged.").encode()


def render_printout(printout: Printout, seconds: int) -> bytes | None:
    """The PDF; None where it cannot be made, or not in so many seconds."""
    from exports import pdf

    source = pdf.Source(
        printout.html,
        printout.manifest,
        printout.language,
        printout.fillable,
        printout.links,
        printout.assets,
    )
    try:
        return pdf.render_document(source, seconds=seconds)
    except pdf.RenderError as error:
        logger.warning("A PDF of a full copy was not made: %s", error.code)
        return None


def put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """With a fixed date: when the copy was made is nobody's business, and the same content is the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith((".json", ".txt")) else zipfile.ZIP_STORED
    archive.writestr(entry, content)


def read_me() -> str:
    return _(
        "assessment.json holds everything: answers, comments, actions and the history with its hashes.\n"
        "answers/ holds each checklist of each round, to read (PDF) and to bring back (JSON, XLSX).\n"
        "evidence/ holds the files that were added, as they were kept.\n"
        "Keep this archive where only your team can open it.\n"
    ) + _("What could not be made or found has a .missing.txt in its place.\n")
