"""A full copy of an assessment, put together by the worker (exports/packages.py says how)."""

import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import packages, printouts
from assessments.models import Assessment, Evidence, Sheet, files
from assessments.models.planning import actions_of, plan_of
from assessments.models.sheets import answers_of
from assessments.packages.copies import as_data, path_of
from assessments.packages.plans import as_xlsx as plan_as_xlsx
from exports.packages import PackError
from exports.printouts import Printout

OPTIONS = {"form": "paper", "size": "a4"}
Part = tuple[str, bytes]


def pack_copy(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """A ZIP of everything: as JSON, each sheet as PDF, XLSX and JSON, the plan, the evidence as it was kept.

    `payload` names the assessment and the head of its history: with every change it is another file.
    """
    asked = json.loads(payload)
    assessment = Assessment.objects.filter(pk=asked["assessment"]).first()
    if assessment is None:  # deleted since
        raise PackError("refused")
    with override(asked["language"]), zipfile.ZipFile(file, "w") as archive:  # type: ignore[call-overload]
        for number, (name, content) in enumerate(parts(assessment), 1):
            put(archive, name, content)
            step(number)


def parts(assessment: Assessment) -> Iterator[Part]:
    """Name and content, one after the other: never more than one file in memory."""
    yield "READ ME.txt", read_me().encode()
    data = as_data(assessment)
    yield "assessment.json", json.dumps(data, ensure_ascii=False, indent=1).encode()
    yield "plan.xlsx", plan_as_xlsx(plan_of(assessment, actions_of(assessment)))
    sheets = Sheet.objects.filter(round__assessment=assessment).select_related("round", "version__revision")
    for sheet in sheets.order_by("round__number", "place", "pk"):
        yield from sheet_parts(sheet)
    yield from evidence_parts(assessment, data)


def sheet_parts(sheet: Sheet) -> Iterator[Part]:
    page = sheet.page()
    answers = answers_of(sheet, page)
    stem = f"answers/round-{sheet.round.number}/{page.slug}"
    yield f"{stem}.json", answers.to_json().encode()
    yield f"{stem}.xlsx", packages.as_xlsx(page, answers)
    yield f"{stem}.pdf", on_paper(printouts.team_answers(sheet, page, answers, OPTIONS))


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
            yield path_of(row, in_round, code), files.read(row)
        except (FileNotFoundError, InvalidTag):  # told beside its place, so that nobody takes the copy for complete
            yield f"{path_of(row, in_round, code)}.missing.txt", _("This file is lost or damaged.").encode()


def on_paper(printout: Printout) -> bytes:
    from exports import pdf

    source = pdf.Source(
        printout.html,
        printout.manifest,
        printout.language,
        printout.fillable,
        printout.links,
        printout.assets,
    )
    return pdf.render(source, seconds=30)


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
    )
