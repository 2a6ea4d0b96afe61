"""All of an assessment as plain data: what its team wrote, who did what and when, with the history's hashes."""

from typing import Any

from assessments.models import Assessment, AuditEntry, Comment, Entry, Evidence, Participation, Round, Sheet
from assessments.presenters.plan import list_actions, list_planned_actions
from assessments.presenters.sheets import QuestionTexts

FORMAT = "rights-gender-assessment"


def serialize_assessment(assessment: Assessment) -> dict[str, Any]:
    """Complete, but for addresses and links of invitations: those are other people's. Evidence is named by its path
    in the archive."""
    texts = QuestionTexts(assessment)
    entries = rows_of(assessment)
    return {
        "format": FORMAT,
        "id": str(assessment.pk),
        "title": assessment.title,
        "country": str(assessment.country),
        "created": assessment.created.isoformat(),
        "team": [person(part) for part in assessment.participations.all()],
        "rounds": [round_data(row, texts, entries) for row in assessment.rounds.select_related("frozen_by")],
        "plan": [row.as_data() for row in list_planned_actions(assessment, list_actions(assessment))],
        "history": [step(row) for row in assessment.steps.order_by("number").iterator()],
    }


def rows_of(assessment: Assessment) -> dict[Any, list[Entry]]:
    """All entries by sheet, with their comments and files, in four queries."""
    rows = Entry.objects.filter(sheet__round__assessment=assessment).select_related("by")
    found: dict[Any, list[Entry]] = {}
    for row in rows.prefetch_related("comments__by", "comments__resolved_by", "files__by"):
        found.setdefault(row.sheet_id, []).append(row)
    return found


def person(part: Participation) -> dict[str, Any]:
    return {
        "mark": str(part.mark),
        "name": part.name.open(),
        "role": part.role,
        "joined": part.joined.isoformat(),
        "left": part.left.isoformat() if part.left else None,
    }


def round_data(row: Round, texts: QuestionTexts, entries: dict[Any, list[Entry]]) -> dict[str, Any]:
    return {
        "number": row.number,
        "phase": row.phase,
        "state": row.state,
        "starts": row.starts.isoformat() if row.starts else None,
        "ends": row.ends.isoformat() if row.ends else None,
        "asked": row.asked.open(),
        "signed": row.frozen_at.isoformat() if row.frozen_at else None,
        "signed_by": mark(row.frozen_by),
        "signed_after": row.frozen_head,
        "sheets": [sheet_data(sheet, row, texts, entries) for sheet in texts.sheets_of(row).values()],
    }


def sheet_data(sheet: Sheet, row: Round, texts: QuestionTexts, entries: dict[Any, list[Entry]]) -> dict[str, Any]:
    questions, title, language = texts.read(sheet)
    places = {item: place for place, item in enumerate(questions)}
    mine = sorted(entries.get(sheet.pk, []), key=lambda entry: (places.get(entry.item, len(places)), entry.item))
    return {
        "checklist": str(sheet.checklist),
        "title": title,
        "language": language,
        "version": sheet.version.number,
        "entries": [entry_data(entry, row, questions) for entry in mine],
    }


def entry_data(entry: Entry, row: Round, questions: dict[str, Any]) -> dict[str, Any]:
    asked, answer = questions.get(entry.item), entry.answer()
    return {
        "item": entry.item,
        "code": asked.code if asked else "",
        "question": asked.question if asked else "",
        "mark": answer.mark,
        "note": answer.note,
        "evidence": answer.evidence,
        "action": answer.action,
        "by": mark(entry.by),
        "at": entry.at.isoformat() if entry.at else None,
        "comments": [comment(one) for one in entry.comments.all()],
        "files": [file_data(one, row, asked.code if asked else "") for one in entry.files.all()],
    }


def comment(row: Comment) -> dict[str, Any]:
    return {
        "text": row.text.open(),
        "by": mark(row.by),
        "at": row.at.isoformat(),
        "closed_by": mark(row.resolved_by),
        "closed_at": row.resolved_at.isoformat() if row.resolved_at else None,
    }


def file_data(row: Evidence, in_round: Round, code: str) -> dict[str, Any]:
    return {
        "name": row.name.open(),
        "path": make_evidence_path(row, in_round, code),
        "kind": row.kind,
        "size": row.size,
        "by": mark(row.by),
        "at": row.at.isoformat(),
    }


def make_evidence_path(row: Evidence, in_round: Round, code: str) -> str:
    """Where it lies in the archive. Names hold no separators (uploads/evidence.py); the id keeps equal ones apart."""
    return f"evidence/round-{in_round.number}/{code or 'gone'}-{row.pk.hex[:8]}-{row.name.open()}"


def step(row: AuditEntry) -> dict[str, Any]:
    """As it is chained: `digest` is the SHA-256 of `content`, letter by letter."""
    return {
        "number": row.number,
        "at": row.at.isoformat(),
        "actor": str(row.actor) if row.actor else None,
        "action": row.action,
        "about": row.about,
        "content": row.written(),
        "digest": row.digest,
        "before": row.before,
        "hash": row.hash,
    }


def mark(part: Participation | None) -> str | None:
    return str(part.mark) if part else None
