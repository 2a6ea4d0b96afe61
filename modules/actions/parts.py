"""From a content file's parts to the raw data of a module's StreamField."""

from collections.abc import Iterable, Mapping
from typing import Any

from modules.domain.citing import convert_from_csl
from toolkit.uploads import make_stable_id, render_rich_text

Raw = dict[str, Any]
# A file's list -> the kind of part, in the order of a module.
LISTS = {
    "outcomes": "outcome",
    "issues": "issue",
    "exercises": "exercise",
    "plans": "plan",
    "readings": "reading",
    "questions": "question",
    "practice": "practice",
    "slides": "slides",
    "cases": "case",
    "films": "film",
    "guidance": "guidance",
}


def make_part_id(slug: str, key: str) -> str:
    """The id of a part: the same on every machine and in every language."""
    return make_stable_id("module/part", slug, key)


def apply_overrides(source: Any, own: Any) -> Any:
    """`source` with what `own` says instead: by key where items have one, by position where they are records."""
    if isinstance(source, dict) and isinstance(own, dict):
        return {**source, **{name: apply_overrides(source.get(name), value) for name, value in own.items()}}
    if isinstance(source, list) and isinstance(own, list) and own and all(isinstance(row, dict) for row in own):
        if all("key" in row for row in own):
            mine = {row["key"]: row for row in own}
            return [apply_overrides(row, mine[row["key"]]) if row.get("key") in mine else row for row in source]
        return [apply_overrides(row, own[place]) if place < len(own) else row for place, row in enumerate(source)]
    return source if own is None else own


class PartWriter:
    """Writes the parts of one module. `videos` finds a video's primary key by its key."""

    def __init__(self, slug: str, library: Any, videos: Mapping[str, int]) -> None:
        self.slug = slug
        self.library = library
        self.videos = videos

    def parts(self, data: Mapping[str, Any]) -> list[Raw]:
        """Raises KeyError for a field that is missing, LookupError for a reference to nothing."""
        return [self.part(kind, row) for name, kind in LISTS.items() for row in data.get(name) or []]

    def part(self, kind: str, row: Any) -> Raw:
        if isinstance(row, str):  # a film is named by its key only
            row = {"key": row}
        return {"type": kind, "id": make_part_id(self.slug, row["key"]), "value": self.value(kind, row)}

    def value(self, kind: str, row: Mapping[str, Any]) -> Raw:
        write = getattr(self, f"write_{kind}")
        return {"key": row["key"], **write(row)}

    def listed(self, row: Mapping[str, Any], name: str, values: Iterable[Any] | None = None) -> list[Raw]:
        """The list `name`, or `values` in its place; the ids come from place and key, so that a merge knows them."""
        given = row.get(name) if values is None else values
        return [
            {"type": "item", "value": value, "id": make_stable_id("module/item", self.slug, row["key"], name, str(n))}
            for n, value in enumerate(given or [])
        ]

    def rich(self, markdown: str | None) -> str:
        return render_rich_text(markdown or "", self.library.link)

    def write_outcome(self, row: Mapping[str, Any]) -> Raw:
        return {"text": row["text"]}

    def write_issue(self, row: Mapping[str, Any]) -> Raw:
        cited = [self.library.provision(key).pk for key in row.get("provisions") or []]
        return {
            "title": row["title"],
            "summary": row["summary"],
            "text": self.rich(row["text"]),
            "references": self.listed(row, "references"),
            "provisions": self.listed(row, "provisions", cited),
        }

    def write_exercise(self, row: Mapping[str, Any]) -> Raw:
        smallest, largest = row["group"]
        lists = {name: self.listed(row, name) for name in ("material", "steps", "debrief", "outcomes")}
        told = {name: row.get(name) or "" for name in ("title", "purpose", "adapt")}
        return {**told, "minutes": row["minutes"], "smallest": smallest, "largest": largest, **lists}

    def write_plan(self, row: Mapping[str, Any]) -> Raw:
        rows = [
            {
                "minutes": one["minutes"],
                "title": one["title"],
                "text": one.get("text") or "",
                "part": one.get("part") or "",
            }
            for one in row["rows"]
        ]
        return {"title": row["title"], "minutes": row["minutes"], "rows": self.listed(row, "rows", rows)}

    def write_reading(self, row: Mapping[str, Any]) -> Raw:
        told = {"level": row.get("level", "core"), "access": row.get("access", "open"), "note": row.get("note") or ""}
        return {**convert_from_csl(row["csl"]), **told, "checked": bool(row.get("checked"))}

    def write_question(self, row: Mapping[str, Any]) -> Raw:
        return {
            **{name: row[name] for name in ("text", "form", "level")},
            "minutes": row.get("minutes") or 0,
            "options": self.options(row),
            "marking": row.get("marking") or "",
        }

    def options(self, row: Mapping[str, Any]) -> list[Raw]:
        options = [
            {"text": str(one["text"]), "right": bool(one.get("right")), "feedback": one.get("feedback") or ""}
            for one in row.get("options") or []
        ]
        return self.listed(row, "options", options)

    def write_practice(self, row: Mapping[str, Any]) -> Raw:
        return {"text": row["text"], "form": row["form"], "options": self.options(row)}

    def write_slides(self, row: Mapping[str, Any]) -> Raw:
        slides = [
            {
                "title": one["title"],
                "points": self.listed(row, f"slides/{n}/points", one.get("points") or []),
                "notes": one.get("notes") or "",
            }
            for n, one in enumerate(row["slides"])
        ]
        return {"title": row["title"], "slides": self.listed(row, "slides", slides)}

    def write_case(self, row: Mapping[str, Any]) -> Raw:
        return {"title": row["title"], "text": self.rich(row["text"]), "questions": self.listed(row, "questions")}

    def write_film(self, row: Mapping[str, Any]) -> Raw:
        """Raises LookupError for a video that is not there."""
        if row["key"] not in self.videos:
            raise LookupError(f"There is no video {row['key']}.")
        return {"video": self.videos[row["key"]]}

    def write_guidance(self, row: Mapping[str, Any]) -> Raw:
        return {"title": row["title"], "text": self.rich(row["text"])}
