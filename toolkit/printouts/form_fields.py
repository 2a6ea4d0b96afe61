"""A model form's fields as paper has them: what can be ticked or written, each with a name of its own in the file."""

from dataclasses import dataclass, field
from typing import Any

from toolkit.models import BlankFormPage

HEIGHTS = {1: 8, 2: 12}  # millimetres by lines; more lines: six each


@dataclass(frozen=True)
class Control:
    """One place to write or tick. `title` is all that a voice reads of it; `value` is that of a box."""

    name: str
    title: str
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class PrintedField:
    kind: str
    label: str
    hint: str
    why: str
    text: str = ""
    height: int = 8
    control: Control | None = None
    boxes: list[Control] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[Control]]] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        return self.kind in {"text", "date", "code"}


def build_form_parts(page: BlankFormPage) -> list[dict[str, Any]]:
    return [
        {
            "title": part.value["title"],
            "fields": [build_printed_field(item, part.value["key"]) for item in part.value["fields"]],
        }
        for part in page.parts
    ]


def build_printed_field(value: Any, part: str) -> PrintedField:
    name, label = f"{part}_{value['key']}", value["label"]
    lines = value["lines"] or 1
    boxes = [
        Control(name if value["kind"] == "choice" else f"{name}_{place}", f"{label} – {option}", option, str(place))
        for place, option in enumerate(value["options"], 1)
    ]
    return PrintedField(
        kind=value["kind"],
        label=label,
        hint=value["hint"],
        why=value["why"],
        text=value["text"],
        height=HEIGHTS.get(lines, lines * 6),
        control=Control(name, label),
        boxes=boxes,
        columns=list(value["columns"]),
        rows=build_rows(value, name, label) if value["kind"] == "table" else [],
    )


def build_rows(value: Any, name: str, label: str) -> list[tuple[str, list[Control]]]:
    """Each row's first cell where it is given, and a place to write for every other one."""
    columns = list(value["columns"])
    heads = [*value["points"], *[""] * (value["rows"] or 0)]
    rows = []
    for number, head in enumerate(heads, 1):
        first = 1 if head else 0
        cells = [
            Control(f"{name}_{number}_{place}", f"{label} – {head or number} – {column}")
            for place, column in enumerate(columns[first:], 1)
        ]
        rows.append((head, cells))
    return rows
