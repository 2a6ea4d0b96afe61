"""Modules with a few parts, and what lecturers and editors do with them."""

import json
import uuid
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from accounts.models import User
from modules.actions import adapting
from modules.models import Decision, LecturerRequest, Module, PartChange, Standing, TaughtClass
from modules.presenters.passages import list_all_passages
from tests import factories
from tests.toolkit.translated import put_mark, put_marks

SECRET = "ZQ7-marking-note"
RIGHT = "ZQ7-right-because"


def stable(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, key))


def part(kind: str, key: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": stable(key), "value": {"key": key, **value}}


def listed(*values: Any) -> list[dict[str, Any]]:
    return [{"type": "item", "id": stable(f"{place}-{value}"), "value": value} for place, value in enumerate(values)]


def exercise(key: str, minutes: int = 20, **value: Any) -> dict[str, Any]:
    usual = {"title": f"Exercise {key}", "minutes": minutes, "smallest": 4, "largest": 40, "purpose": f"To see {key}"}
    lists = {"material": [], "steps": listed("Read", "Talk"), "debrief": [], "outcomes": listed("outcome-name")}
    return part("exercise", key, **{**usual, "adapt": "", **lists, **value})


def parts() -> list[dict[str, Any]]:
    """One or two of most kinds, with marking notes that could leak."""
    options = listed(
        {"text": "Yes", "right": True, "feedback": RIGHT}, {"text": "No", "right": False, "feedback": "Look again"}
    )
    return [
        part("outcome", "outcome-name", text="Name the two crimes"),
        part("outcome", "outcome-judge", text="Judge a case"),
        part("issue", "issue-law", title="The law", summary="Two crimes", text="<p>Two laws.</p>", references=[], provisions=[]),
        part("issue", "issue-gender", title="Gender", summary="Who is hurt", text="<p>Look.</p>", references=[], provisions=[]),
        exercise("exercise-cards", 25),
        exercise("exercise-court", 30, outcomes=listed("outcome-judge")),
        part("case", "case-farm", title="The farm", text="<p>Fictional.</p>", questions=listed("Who decides?")),
        part("question", "question-one", text="Is it a crime?", form="one", level="understand", minutes=2, options=options, marking=SECRET),
    ]  # fmt: skip


def module(slug: str = "rights-test", stored: list[dict[str, Any]] | None = None, **fields: Any) -> Module:
    """A published module. It has no revision yet, as after loading."""
    language = fields.pop("language", "en")
    usual = {"title": f"Module {slug}", "summary": "In short.", "live": True, "version": 1}
    stored = parts() if stored is None else stored
    row = Module(slug=slug, locale=Locale.objects.get(language_code=language), **{**usual, **fields})
    row.parts = json.dumps(stored)
    row.save()
    return row


def translate_module(row: Module, code: str = "prs", *, gaps: tuple[str, ...] = ()) -> Module:
    """A published translation in which every passage begins with MARK, but for the `gaps`: English words that stay."""
    factories.locale(code)
    words = {passage.words for passage in list_all_passages(row)}
    stored = put_marks(list(row.parts.raw_data), words, gaps)
    told = {name: put_mark(getattr(row, name), gaps) for name in ("title", "summary", "reader", "introduction")}
    return module(row.slug, stored, language=code, translation_key=row.translation_key, **told)


def change_part(row: Module, key: str, **value: Any) -> None:
    """The parent publishes something else in one of its parts."""
    row = Module.objects.get(pk=row.pk)
    stored = [
        {**raw, "value": {**raw["value"], **value}} if raw["id"] == stable(key) else raw for raw in row.parts.raw_data
    ]
    row.parts = json.dumps(stored)
    row.version += 1
    row.save()


def drop_part(row: Module, key: str) -> None:
    row = Module.objects.get(pk=row.pk)
    row.parts = json.dumps([raw for raw in row.parts.raw_data if raw["id"] != stable(key)])
    row.save()


def adaptation(parent: Module, by: User, **fields: Any) -> Module:
    usual = {"title": "For Pakistan", "country": "PK", "institution": "", "adapted_by": "A team"}
    return adapting.begin_adaptation(by=by, parent=parent, **{**usual, **fields})


def change(
    row: Module, by: User, key: str, decision: Decision = Decision.EDIT, why: str = "Locally true", **ours: Any
) -> PartChange:
    """An editor decides about a part, changing these fields of it."""
    found = adapting.find_adapted_part(adapting.get_latest_draft(Module.objects.get(pk=row.pk)), uuid.UUID(stable(key)))
    assert found is not None
    value = {**(found.now or {}), **ours}
    stamp = adapting.compute_part_stamp(found)
    return adapting.decide_part(
        by=by, module=row, part=uuid.UUID(stable(key)), decision=decision, ours=value, why=why, seen=stamp
    )


def request_of(user: User, **fields: Any) -> LecturerRequest:
    usual = {"institution": "ZQ7 University", "role": "Lecturer", "country": "PK", "proof": "ZQ7-proof"}
    return LecturerRequest.objects.create(user=user, **{**usual, "standing": Standing.WAITING, **fields})


def taught(owner: User, row: Module, **fields: Any) -> TaughtClass:
    usual = {"taught_on": timezone.localdate(), "institution": "ZQ7 University", "country": "PK", "women": 12}
    return TaughtClass.objects.create(owner=owner, module=row, version=row.version, **{**usual, **fields})
