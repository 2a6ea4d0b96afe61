"""The history as a file: for people as a spreadsheet, for programs as JSON, in both with the hashes of the chain."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from assessments.models import Assessment, AuditAction, AuditEntry, TeamNames
from toolkit.packages.workbooks import prepare_for_paper

FORMAT = "rights-gender-history"
LONGEST_CELL = 32_000  # Excel's own limit is 32,767
WIDTHS = [7, 18, 15, 19, 21, 28, 26, 26]


def write_history_json(assessment: Assessment, steps: Iterable[AuditEntry], names: TeamNames) -> bytes:
    """How a hash is made stands in the file, so that anybody can check it: see `recipe`."""
    rows = [
        {
            "number": step.number,
            "at": step.at.isoformat(),
            "actor": str(step.actor) if step.actor else "None",
            "who": names.of(step.actor),
            "action": step.action,
            "about": step.about,
            "content": step.written(),
            "digest": step.digest,
            "before": step.before,
            "hash": step.hash,
        }
        for step in steps
    ]
    data = {
        "format": FORMAT,
        "assessment": str(assessment.pk),
        "title": assessment.title,
        "recipe": "digest = SHA-256(content); hash = SHA-256(JSON list of assessment, number, at, actor, action, "
        "about, digest, before, each as text)",
        "steps": rows,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def write_history_xlsx(assessment: Assessment, steps: Iterable[AuditEntry], names: TeamNames) -> bytes:
    """One row a step. Text is text: no cell is a formula."""
    import xlsxwriter

    stream = BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, safe) as book:
        sheet = book.add_worksheet("History")
        if get_language_bidi():
            sheet.right_to_left()
        head = book.add_format({"bold": True})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        words = [
            _("Number"),
            _("When (UTC)"),
            _("Who"),
            _("What"),
            _("About"),
            _("Content"),
            _("Hash before"),
            _("Hash"),
        ]
        for column, word in enumerate(words):
            sheet.write_string(0, column, word, head)
            sheet.set_column(column, column, WIDTHS[column], text)
        for number, step in enumerate(steps, 1):
            for column, value in enumerate(cells(step, names)):
                sheet.write_string(number, column, value[:LONGEST_CELL], text)
        sheet.freeze_panes(1, 0)
        prepare_for_paper(sheet, wide=True)
    return stream.getvalue()


def cells(step: AuditEntry, names: TeamNames) -> list[str]:
    words: dict[Any, Any] = dict(AuditAction.choices)
    did = str(words.get(step.action, step.action))
    when = f"{step.at:%Y-%m-%d %H:%M:%S}"
    content = step.written()
    return [str(step.number), when, names.of(step.actor), did, step.about, content, step.before, step.hash]
