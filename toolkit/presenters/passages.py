"""The passages of pages and of entries of the library, read from their stored blocks: nothing is looked up."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from toolkit.domain.kit import may_be_said
from toolkit.domain.passages import Passage
from toolkit.models import (
    ArticlePage,
    BlankFormPage,
    BodyPage,
    CasePage,
    ChecklistPage,
    HomePage,
    Instrument,
    LearningPage,
    PathPage,
    PracticePage,
    Provision,
    SectionPage,
    SentencesPage,
    ShortPage,
    SignsPage,
    Term,
    ToolPage,
)
from toolkit.models.checklists import section_letter

UNSETTLED = ("not_tested", "open_points")
KIT_FOOT = (*UNSETTLED, "provisions")
# What readers see of a row, in the order in which they see it.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    HomePage: ("title", "summary", "ways", "parts"),
    SectionPage: ("title", "summary", "body", *UNSETTLED),
    ToolPage: ("title", "summary", "reader", "body"),
    ChecklistPage: ("title", "summary", "sections"),
    SignsPage: ("title", "summary", "reader", "intro", "signs", "rule", "missed", *KIT_FOOT),
    SentencesPage: ("title", "summary", "reader", "warning", "parts", "instead", "behaviour", *KIT_FOOT),
    PathPage: ("title", "summary", "reader", "warning", "one_walk_each", "screens", "never", *KIT_FOOT),
    BlankFormPage: (
        *("title", "summary", "reader", "warning", "keeper", "retention", "never", "note", "parts"),
        *KIT_FOOT,
    ),
    CasePage: ("title", "summary", "reader", "text", "steps", "rights", "questions", "thought", "missed", *KIT_FOOT),
    ShortPage: ("title", "summary", "reader", "body", *KIT_FOOT),
    LearningPage: ("title", "summary", "reader", "steps", *KIT_FOOT),
    Provision: ("title", "text", "limits", "reading"),
    Instrument: ("title", "summary"),
    Term: ("name", "short", "text", "confuse"),
}
# Every kind of page that has passages: those above, and those written in blocks alone.
PAGES: tuple[type[Page], ...] = (*(kind for kind in FIELDS if issubclass(kind, Page)), ArticlePage, PracticePage)
# A field that needs a word before it: what it is does not show from its place.
TOLD_FIELDS = {
    "reading",
    "limits",
    "confuse",
    "keeper",
    "retention",
    "never",
    "rule",
    "missed",
    "thought",
    "not_tested",
}
TOLD = {
    *("may", "also", "next", "why", "reason", "evidence", "action", "wrong", "say", "note", "thought", "do", "dont"),
    *("hint", "outcome", "who"),
}
# Headings by name; "title" of what stands in running text is one level lower.
HEADINGS = {"heading": "h2", "sign": "h3", "question": "h3", "ask": "h3", "label": "h3"}
# What other apps show: their kinds of rows, each with what reads its passages (modules/apps.py).
OF_OTHERS: dict[type[Model], Callable[[Any], list[Passage]]] = {}
UNSEEN = {"short", "decided", "about", "instead_of"}  # shown elsewhere, or to editors alone
IN_BODY = "body"
FICTIONAL = _("Fictional")


def list_passages(row: Any) -> list[Passage]:
    """Of a page, a provision, an instrument, a term, or a thing of another app, in the order of its own page. Raises
    LookupError for a kind of thing that has none."""
    read = OF_OTHERS.get(type(row))
    return read(row) if read else list(PassageReader(row).read())


def has_passages(row: Any) -> bool:
    return isinstance(row, (*PAGES, *FIELDS, *OF_OTHERS))


class PassageReader:
    """Reads one row. Questions, screens and sections are numbered on the way as their page numbers them."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.letter = ""
        self.count = 0

    def read(self) -> Iterator[Passage]:
        for name in self.find_fields():
            field = self.row._meta.get_field(name)
            if isinstance(field, StreamField):
                yield from self.read_stream(getattr(self.row, name), name)
            elif words := getattr(self.row, name):
                label = str(field.verbose_name) if name in TOLD_FIELDS else ""
                yield Passage(
                    path=name,
                    words=words,
                    is_rich=isinstance(field, RichTextField),
                    tag="h1" if name in {"title", "name"} else "p",
                    label=label,
                )

    def find_fields(self) -> tuple[str, ...]:
        kind = type(self.row)
        if kind in FIELDS:
            return FIELDS[kind]
        if issubclass(kind, BodyPage):
            return ("title", "summary", IN_BODY)
        raise LookupError(f"{kind.__name__} has no passages.")

    def read_stream(self, stream: Any, name: str) -> Iterator[Passage]:
        if name == "provisions":
            cited = tuple(int(raw["value"]) for raw in stream.raw_data if raw["value"])
            if cited:
                yield Passage(path=name, cites=cited, label=str(_("Rests on")))
            return
        yield from self.read_children(stream.stream_block, stream.raw_data, name)

    def read_children(self, block: Any, rows: Any, path: str) -> Iterator[Passage]:
        """The blocks of a stream, each under its id."""
        self.count = 0 if path.count(".") == 0 else self.count
        for place, raw in enumerate(rows or []):
            if (child := block.child_blocks.get(raw["type"])) is not None:
                if path == "sections":
                    self.letter = section_letter(place)
                yield from self.read_value(child, raw["value"], f"{path}.{raw.get('id') or place}", raw["type"])

    def read_value(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        for kind, read in READERS:
            if isinstance(block, kind):
                yield from read(self, block, value, path, name)
                return

    def read_text(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        if value:
            is_rich = isinstance(block, blocks.RichTextBlock)
            label = str(block.label) if name in TOLD else ""
            yield Passage(path=path, words=value, is_rich=is_rich, tag=find_tag(path, name), label=label)

    def read_struct(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        """A sentence that waits for its place is shown nowhere; what was decided is not open any more."""
        if name == "open_point" and value.get("decided"):
            return
        is_spoken = "to_interpreter" in block.child_blocks
        if is_spoken and not may_be_said(value):
            return
        first, code = True, self.number(block, value)
        for child, kind in block.child_blocks.items():
            if child in UNSEEN:
                continue
            for passage in self.read_value(kind, value.get(child), f"{path}.{child}", child):
                yield mark_first(passage, code, is_spoken and child == "text", name) if first else passage
                first = False

    def number(self, block: Any, value: Mapping[str, Any]) -> str:
        """How people call this one; "" where nobody does."""
        if "evidence" in block.child_blocks or {"ask", "options"} <= block.child_blocks.keys():
            self.count += 1
            return f"{self.letter}{self.count}"
        return str(value.get("key") or "").upper() if "to_interpreter" in block.child_blocks else ""

    def read_list(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        if name in {"provisions", "pages", "onward"}:
            yield from self.read_cited(value, path, name)
            return
        for place, raw in enumerate(value or []):
            is_new_form = isinstance(raw, dict) and raw.get("type") == "item"
            own, item = (raw.get("id") or place, raw["value"]) if is_new_form else (place, raw)
            yield from self.read_value(block.child_block, item, f"{path}.{own}", name)

    def read_cited(self, value: Any, path: str, name: str) -> Iterator[Passage]:
        pks = tuple(int(raw["value"] if isinstance(raw, dict) else raw) for raw in value or [] if raw)
        if name == "provisions" and pks:
            yield Passage(path=path, cites=pks, label=str(_("Rests on")))

    def read_nested(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        yield from self.read_children(block, value, path)

    def read_table(self, block: Any, value: Any, path: str, name: str) -> Iterator[Passage]:
        for place, column in enumerate((value or {}).get("columns", [])):
            if column.get("heading"):
                yield Passage(path=f"{path}.head.{place}", words=column["heading"], tag="b")
        for line, row in enumerate((value or {}).get("rows", [])):
            for place, cell in enumerate(row["values"]):
                if cell:
                    yield Passage(path=f"{path}.{line}.{place}", words=str(cell), tag="p" if place else "b")


def find_tag(path: str, name: str) -> str:
    """A question is a heading in a checklist alone, a label where it is a field's and not an answer's."""
    if name == "title":
        return "h3" if path.startswith(IN_BODY) or ".items." in path else "h2"
    if ".options." in path or (name == "question" and not path.startswith("sections")):
        return "p"
    return HEADINGS.get(name, "p")


def mark_first(passage: Passage, code: str, is_spoken: bool, name: str) -> Passage:
    label = str(FICTIONAL) if name == "scenario" else passage.label
    return replace(passage, code=code, is_spoken=is_spoken, label=label)


Read = Callable[[PassageReader, Any, Any, str, str], Iterator[Passage]]
# The first that fits reads a block; what fits none holds no words: keys, choices, numbers, files.
READERS: list[tuple[type[Any] | tuple[type[Any], ...], Read]] = [
    ((blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock), PassageReader.read_text),
    (blocks.BaseStructBlock, PassageReader.read_struct),
    (blocks.ListBlock, PassageReader.read_list),
    (blocks.BaseStreamBlock, PassageReader.read_nested),
    (TypedTableBlock, PassageReader.read_table),
]
