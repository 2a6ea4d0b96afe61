"""What installed portals know of modules and films that releases before 0.2 loaded: see the toolkit's own file."""

from typing import Any

from django.db import models

from modules.models import Module, Video
from toolkit.domain.spelling import normalize_value
from toolkit.uploads import digest_data

COLUMNS = (
    *("slug", "title", "summary", "description", "reader", "introduction", "authors", "machine_translated"),
    *("for_review", "minutes", "level", "crime", "disciplines", "topics", "countries"),
    *("country", "institution", "adapted_by"),
)
VIDEO_COLUMNS = {"key", "seconds", "is_public", "recording", "texts"}
TEXT_COLUMNS = ("language", "title", "summary", "transcript", "captions", "chapters", "questions", "machine_translated")


def list_legacy_digests(row: models.Model) -> set[str]:
    """To the letter as those releases made them: modules in two ways, one after the other."""
    if isinstance(row, Video):
        return {digest_data(describe_video_row(row))}
    told = describe_module_row(row)  # type: ignore[arg-type]
    return {digest_data(normalize_value(told)), digest_data(told)}


def describe_module_row(row: Module) -> dict[str, Any]:
    told = {name: row._meta.get_field(name).value_to_string(row) for name in (*COLUMNS, "live")}
    decisions = [[str(one.part), one.decision, one.ours, one.why] for one in row.changes.all()]
    decisions.sort(key=lambda decision: str(decision[0]))
    return {**told, "parts": row.parts.get_prep_value(), "changes": decisions}


def describe_video_row(row: Video) -> dict[str, Any]:
    texts = [{name: getattr(text, name) for name in TEXT_COLUMNS} for text in row.texts.order_by("language")]
    file = row.recording.file.name if row.recording else ""
    return {"key": row.key, "seconds": row.seconds, "public": row.is_public, "file": file, "texts": texts}
