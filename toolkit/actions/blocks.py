"""From a content file's blocks to the raw data of a StreamField."""

from collections.abc import Callable
from typing import Any

from toolkit.domain.answers import ANSWERS
from toolkit.domain.drawings import DRAWINGS
from toolkit.uploads import make_stable_id, render_rich_text

Raw = dict[str, Any]
TRUTH = {True: "yes", False: "no"}  # how YAML reads a bare yes and no


class BlockWriter:
    """Writes the blocks of one page. `place` seeds the ids; `library` finds provisions, terms and pages by key."""

    def __init__(self, place: str, library: Any) -> None:
        self.place = place
        self.library = library

    def stream(self, blocks: list[dict[str, Any]]) -> list[Raw]:
        """Raises KeyError for a block of unknown kind, LookupError for a reference to nothing."""
        written = []
        for position, block in enumerate(blocks):
            ((kind, value),) = block.items()
            if kind == "key_message" and not isinstance(value, str):
                written += self.sources_of_message(value, f"{position}")
                value = value["text"]
            convert: Callable[[Any, str], Any] = getattr(self, f"write_{kind}")
            written.append(self.child(kind, convert(value, f"{position}"), f"{position}"))
        return written

    def sources_of_message(self, value: Raw, place: str) -> list[Raw]:
        """A key message's provisions stand before it, as a paragraph's do; one that no rule carries says so in the file
        only."""
        if not value.get("provisions"):
            return []
        cited = {"provisions": self.provisions(value["provisions"], f"{place}/sources"), "note": value.get("note", "")}
        return [self.child("citation", cited, place, "sources")]

    def child(self, kind: str, value: Any, *place: str) -> Raw:
        return {"type": kind, "value": value, "id": make_stable_id(self.place, *place)}

    def listed(self, values: list[Any], place: str) -> list[Raw]:
        return [self.child("item", value, place, str(n)) for n, value in enumerate(values)]

    def rich(self, markdown: str) -> str:
        return render_rich_text(markdown, self.library.link)

    def provisions(self, keys: list[str], place: str) -> list[Raw]:
        return self.listed([self.library.provision(key).pk for key in keys], f"{place}/provisions")

    def write_heading(self, value: str, place: str) -> str:
        return value

    write_key_message = write_heading

    def write_text(self, value: str, place: str) -> str:
        return self.rich(value)

    def write_citation(self, value: Raw, place: str) -> Raw:
        return {"provisions": self.provisions(value["provisions"], place), "note": value.get("note", "")}

    def write_definition(self, value: str, place: str) -> int:
        return self.library.term(value).pk

    def write_steps(self, value: Raw, place: str) -> Raw:
        return {"title": value.get("title", ""), "items": self.listed(value["items"], place)}

    def write_questions(self, value: Raw, place: str) -> Raw:
        return {"title": value.get("title", ""), "items": self.listed(value["items"], place)}

    def write_do_dont(self, value: Raw, place: str) -> Raw:
        return {
            "do": self.listed(value["do"], f"{place}/do"),
            "dont": self.listed(value["dont"], f"{place}/dont"),
        }

    def write_table(self, value: Raw, place: str) -> Raw:
        columns = [{"type": "text", "heading": heading} for heading in value["head"]]
        rows = [{"values": [str(cell) for cell in row]} for row in value["rows"]]
        return {"caption": value["caption"], "table": {"columns": columns, "rows": rows, "caption": ""}}

    def write_scenario(self, value: Raw, place: str) -> Raw:
        return {
            "title": value["title"],
            "text": self.rich(value["text"]),
            "question": value.get("question", ""),
            "thought": self.rich(value.get("thought", "")),
        }

    def write_accordion(self, value: Raw, place: str) -> Raw:
        items = [{"title": item["title"], "text": self.rich(item["text"])} for item in value["items"]]
        return {"items": self.listed(items, place)}

    def write_drawing(self, value: Raw, place: str) -> Raw:
        """Raises LookupError for a drawing that the library lacks."""
        if value["name"] not in DRAWINGS:
            raise LookupError(f"There is no drawing {value['name']}.")
        return {"name": value["name"], "caption": value.get("caption", "")}

    def write_quote(self, value: Raw, place: str) -> Raw:
        return {"text": value["text"], "source": value["source"]}

    def write_related(self, value: Raw, place: str) -> Raw:
        pages = [self.library.page(path).pk for path in value["pages"]]
        return {"title": value.get("title", ""), "pages": self.listed(pages, place)}

    def write_door(self, value: Raw, place: str) -> Raw:
        return {key: value[key] for key in ("title", "text", "button")}

    def sections(self, sections: list[Raw]) -> list[Raw]:
        """A checklist's sections. A question's id comes from its key alone, so moving it keeps its answers."""
        return [
            self.child(
                "section",
                {"title": section["title"], "items": [self.item(item) for item in section["items"]]},
                section["key"],
            )
            for section in sections
        ]

    def item(self, item: Raw) -> Raw:
        value = {key: item[key] for key in ("question", "why", "evidence", "action")}
        value |= {"short": item.get("short", ""), "reason": item.get("reason", "")}
        value["provisions"] = self.provisions(item["provisions"], item["key"])
        return {"type": "item", "value": value, "id": make_stable_id(self.place, "item", item["key"])}

    def rules(self, rules: list[Raw], sections: list[Raw]) -> list[Raw]:
        """A checklist's coherence rules as fields of their rows. A rule's translation key comes from its own key.

        Raises LookupError for a question that the checklist does not ask, ValueError for what is no answer.
        """
        asked = {item["key"] for section in sections for item in section["items"]}
        return [self.rule(rule, asked) for rule in rules]

    def rule(self, rule: Raw, asked: set[str]) -> Raw:
        rows = {f"{name}_of": self.conditions(rule.get(name, {}), asked) for name in ("all", "any", "none")}
        return {
            **rows,
            "translation_key": make_stable_id(self.place, "rule", rule["key"]),
            "question": rule["question"],
            "provision": self.library.provision(rule["provision"]) if rule.get("provision") else None,
        }

    def conditions(self, rows: dict[str, list[Any]], asked: set[str]) -> list[Raw]:
        """What a rule asks of which questions, by their ids. Raises LookupError for a key that nobody `asked`."""
        if unknown := set(rows) - asked:
            raise LookupError(f"There is no question {unknown.pop()} in {self.place}.")
        return [{"item": make_stable_id(self.place, "item", key), "answers": answers(row)} for key, row in rows.items()]


def answers(row: list[Any]) -> list[str]:
    """The answers of a condition, in the order of ANSWERS. Raises ValueError for a word that is none."""
    named = {TRUTH.get(word, word) if isinstance(word, bool) else word for word in row}
    if not named or named - set(ANSWERS):
        raise ValueError(f"{row} are no answers: yes, partly, no, na.")
    return [mark for mark in ANSWERS if mark in named]
