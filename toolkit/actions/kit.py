"""From the files of the working kit (content/en/kit/) to the fields of its pages."""

import json
from collections.abc import Callable
from typing import Any

from wagtail.models import Page

from toolkit.actions.blocks import BlockWriter, Raw
from toolkit.actions.library import DeletedByEditorError
from toolkit.models import (
    BlankFormPage,
    CasePage,
    KitPage,
    LearningPage,
    PathPage,
    SectionPage,
    SentencesPage,
    ShortPage,
    SignsPage,
)
from toolkit.models.path_pages import list_sentence_keys
from toolkit.uploads import make_stable_id

# Folder of the files, the place of their pages below home, and their kind. Each kind may name those before it.
KIT_FOLDERS: list[tuple[str, str, type[Page]]] = [
    ("kit", "kit/", SectionPage),
    ("kit/words", "kit/", SentencesPage),
    ("kit/signs", "kit/signs/", SignsPage),
    ("kit/signs/notes", "kit/signs/", ShortPage),
    ("kit/short", "kit/", ShortPage),
    ("kit/forms", "kit/forms/", BlankFormPage),
    ("kit/cases", "kit/cases/", CasePage),
    ("kit/paths", "kit/", PathPage),
    ("kit/learning", "kit/learning/", LearningPage),
]
EVERYWHERE = {"audiences": ["practitioner"], "crimes": ["tip", "som"]}


def find_kit_path(place: str, slug: str) -> str:
    """The shelf of the kit stands in the place that all else in it stands below."""
    return slug if f"{slug}/" == place else f"{place}{slug}"


def read_kit_facets(data: Raw) -> Raw:
    """A file that names one crime is about that one; what says nothing is for practitioners, on both crimes."""
    named = {"crimes": [data["crime"]]} if data.get("crime") else {}
    return {**EVERYWHERE, **named, **data}


def pick(row: Raw, *names: str) -> Raw:
    return {name: row[name] for name in names}


class KitWriter(BlockWriter):
    """Writes the fields of one page. A block's id comes from its key, so that it may move."""

    def fill(self, page: Any, data: Raw) -> None:
        if isinstance(page, KitPage):
            page.provisions = json.dumps(self.list_provisions(data.get("provisions", [])))
            tools = data.get("tools") or [data[name] for name in ["tool"] if name in data]
            page.tools = [self.library.page(f"tools/{slug}").specific for slug in tools]
        page.open_points = json.dumps([self.keyed("open_point", self.open_point(row)) for row in data.get("open", [])])
        FILL[type(page)](self, page, data)

    def keyed(self, kind: str, value: Raw) -> Raw:
        key = str(value.get("key") or value.get("number"))
        return {"type": kind, "value": value, "id": make_stable_id(self.place, kind, key)}

    def list_provisions(self, keys: list[str]) -> list[Raw]:
        return [self.child("provision", self.library.provision(key).pk, "provision", key) for key in keys]

    def lines(self, kind: str, lines: list[Any], name: str) -> list[Raw]:
        return [self.child(kind, line, name, str(place)) for place, line in enumerate(lines)]

    def list_pages(self, paths: list[str], place: str) -> list[Raw]:
        return self.listed([self.library.page(path).pk for path in paths], place)

    def open_point(self, row: Raw) -> Raw:
        about = [str(key).lower() for key in row.get("nodes") or row.get("phrases") or row.get("signs") or []]
        value = {"number": row["number"], "question": row["question"].strip(), "who": row["who"]}
        return {**value, "decided": "", "about": self.listed(about, f"open/{row['number']}")}

    def fill_section(self, page: Any, data: Raw) -> None:
        page.body = json.dumps(self.stream(data.get("body", [])))

    def fill_signs(self, page: Any, data: Raw) -> None:
        page.intro = self.rich(data.get("intro", ""))
        page.signs = json.dumps([self.keyed("sign", sign) for sign in data["signs"]])

    def fill_short(self, page: Any, data: Raw) -> None:
        written = [{"text": data["text"]}]
        page.body = json.dumps(self.stream(written))
        related = [self.library.page(path).pk for path in data.get("related", [])]
        page.related = json.dumps(self.lines("page", related, "related"))

    def fill_sentences(self, page: Any, data: Raw) -> None:
        page.parts = json.dumps([self.keyed("part", self.part(part, data["phrases"])) for part in data["parts"]])
        instead = [
            {**pick(row, "key", "why", "say"), "wrong": row["not"], "instead_of": row.get("instead_of", "")}
            for row in data["do_not_say"]
        ]
        page.instead = json.dumps([self.keyed("row", row) for row in instead])
        page.behaviour = json.dumps(self.lines("line", data["behaviour"]["lines"], "behaviour"))
        words = data["translators"]["words"]
        page.words = json.dumps([self.keyed("word", self.warned_word(row)) for row in words])
        page.translators = self.rich(data["translators"]["text"])
        page.card = json.dumps(self.lines("key", data["ten_sentences"]["phrases"], "card"))

    def warned_word(self, row: Raw) -> Raw:
        sentences = self.listed(row["phrases"], f"{row['key']}/sentences")
        return {**pick(row, "key", "danger", "wanted"), "word": row["english"], "sentences": sentences}

    def part(self, part: Raw, phrases: list[Raw]) -> Raw:
        items = [
            self.keyed(
                "item",
                {
                    **pick(phrase, "key", "text", "note", "answer"),
                    "short": phrase.get("short", ""),
                    "to_interpreter": phrase["to"] == "interpreter",
                },
            )
            for phrase in phrases
            if phrase["part"] == part["key"]
        ]
        return {**part, "items": items}

    def fill_path(self, page: Any, data: Raw) -> None:
        """Screens and boxes of a path. Raises DeletedByEditorError where it says a sentence that an editor deleted."""
        page.ask_first_in = data.get("ask_first", {}).get("countries", [])
        page.screens = json.dumps([self.keyed("screen", self.screen(node, data)) for node in data["nodes"]])
        keys = [node["key"] for node in data["nodes"]]
        said = {key for block in page.screens for key in block.value["say"]}
        if gone := said - list_sentence_keys():
            raise DeletedByEditorError(f"sentence {', '.join(sorted(gone))}")
        boxes = [
            {"title": box["title"], "first": keys[box["from"] - 1], "last": keys[box["to"] - 1]}
            for box in data["flow"]["boxes"]
        ]
        page.boxes = json.dumps(self.lines("box", boxes, "box"))
        page.never = json.dumps(self.lines("line", data["flow"]["never"]["items"], "never"))
        page.card = json.dumps(self.lines("line", data["card"]["items"], "card"))
        page.card_foot = data["card"]["foot"]

    def screen(self, node: Raw, data: Raw) -> Raw:
        key, first = node["key"], data.get("ask_first", {})
        asks = "ask" if key in first.get("nodes", []) else "doctor" if key in first.get("health_nodes", []) else ""
        return {
            **{name: " ".join(node[name].split()) for name in ("title", "ask", "text")},
            "key": key,
            "say": self.listed([phrase.lower() for phrase in node["say"]], f"{key}/say"),
            "options": self.listed(node["options"], f"{key}/options"),
            "slot": node.get("local", ""),
            "ask_first": asks,
            "onward": self.list_pages(node.get("onward", []), f"{key}/onward"),
        }

    def fill_form(self, page: Any, data: Raw) -> None:
        page.parts = json.dumps([self.keyed("part", self.form_part(part)) for part in data["parts"]])
        page.never = json.dumps(self.lines("line", data["never"], "never"))

    def form_part(self, part: Raw) -> Raw:
        fields = [self.keyed("item", self.form_field(field, part["key"])) for field in part["fields"]]
        return {"key": part["key"], "title": part["title"], "fields": fields}

    def form_field(self, field: Raw, part: str) -> Raw:
        lists = {
            name: self.listed(field.get(name, []), f"{part}/{field['key']}/{name}")
            for name in ("options", "columns", "points")
        }
        words = {name: field.get(name, "") for name in ("hint", "why", "text")}
        numbers = {name: field.get(name) for name in ("lines", "rows")}
        return {"key": field["key"], "kind": field["kind"], "label": field["label"], **words, **numbers, **lists}

    def fill_case(self, page: Any, data: Raw) -> None:
        steps = [
            {"text": " ".join(step["text"].split()), "provisions": self.provisions(step["rights"], f"step/{place}")}
            for place, step in enumerate(data["steps"])
        ]
        rights = [
            {"provision": self.library.provision(row["provision"]).pk, "why": row["why"]} for row in data["rights"]
        ]
        page.steps = json.dumps(self.lines("step", steps, "step"))
        page.rights = json.dumps(self.lines("right", rights, "right"))
        page.questions = json.dumps(self.lines("question", data["questions"], "question"))

    def fill_learning(self, page: Any, data: Raw) -> None:
        steps = [
            {"when": step["when"], "outcome": step["outcome"], "tasks": self.listed(self.tasks(step), step["when"])}
            for step in data["steps"]
        ]
        page.steps = json.dumps(self.lines("step", steps, "step"))

    def tasks(self, step: Raw) -> list[Raw]:
        return [
            {
                "text": task["text"],
                "minutes": task["minutes"],
                "uses": [self.used(name, f"{step['when']}/{place}") for name in task["uses"]],
            }
            for place, task in enumerate(step["tasks"])
        ]

    def used(self, name: str, place: str) -> Raw:
        """ "page:kit/first-help", "page:kit/words-to-say#calm", "provision:tip-3" or "shelf:modules"."""
        kind, _, target = name.partition(":")
        if kind == "provision":
            return self.child(kind, self.library.provision(target).pk, place, name)
        if kind == "shelf":
            return self.child(kind, target, place, name)
        path, _, part = target.partition("#")
        return self.child("page", {"page": self.library.page(path).pk, "part": part}, place, name)


FILL: dict[type[Page], Callable[[KitWriter, Any, Raw], None]] = {
    SectionPage: KitWriter.fill_section,
    SignsPage: KitWriter.fill_signs,
    ShortPage: KitWriter.fill_short,
    SentencesPage: KitWriter.fill_sentences,
    PathPage: KitWriter.fill_path,
    BlankFormPage: KitWriter.fill_form,
    CasePage: KitWriter.fill_case,
    LearningPage: KitWriter.fill_learning,
}
