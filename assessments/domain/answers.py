"""What somebody answered: plain data, the same in the browser, a form, a session, a file.

As JSON: {"format": "rights-gender-answers", "checklist": key, "version": 3, "language": "prs",
"answers": {item id: {"mark": "no", "note": "", "evidence": "", "action": ""}}}. `key` is the page's translation
key, the same in every language; an item's id is its block's id, the same in every version.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from toolkit.domain.answers import ANSWERS

FORMAT = "rights-gender-answers"
# The same as a spreadsheet: one sheet for people, its columns in this order, and one that says whose answers they are.
SHEET, FACTS = "Answers", "Source"
COLUMNS = ["id", "code", "section", "question", "mark", "note", "evidence", "action"]
NOT_YET = ("partly", "no")  # what an action plan starts from
LONGEST_TEXT = 2000  # characters of a note, an evidence, an action
LONGEST_ID = 64
MOST_ITEMS = 500
HIGHEST_VERSION = 10**9
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class InvalidAnswersError(ValueError):
    """What was sent holds no answers of ours. Its text is a sentence for the reader."""


@dataclass(frozen=True)
class Answer:
    """One question: `mark` is "" (open), yes, partly, no or na."""

    mark: str = ""
    note: str = ""
    evidence: str = ""
    action: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    @classmethod
    def from_data(cls, data: Any) -> "Answer":
        """From what a form, file or browser holds. Raises InvalidAnswersError for what is no answer.

        Line ends become "\\n", as every format but HTML forms writes them; NUL, which no database keeps, is dropped.
        Longer texts are cut at LONGEST_TEXT: whoever reads a file tells that (`Answers.take`).
        """
        if not isinstance(data, Mapping):
            raise InvalidAnswersError(_("An answer in this file is not one of ours."))
        values = {part.name: data.get(part.name) or "" for part in fields(cls)}
        if not all(isinstance(value, str) for value in values.values()):
            raise InvalidAnswersError(_("An answer in this file is not one of ours."))
        values = {name: clean_text(value)[:LONGEST_TEXT] for name, value in values.items()}
        if values["mark"] not in {"", *ANSWERS}:
            raise InvalidAnswersError(_("An answer in this file is neither yes, partly, no nor not applicable."))
        return cls(**values)


def clean_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = CONTROL.sub("", text)
    return text.encode("utf-8", "replace").decode()


def normalize_language(code: Any) -> str:
    """A file may name any language; for each that is asked for, Django keeps a catalogue. "" for none of ours."""
    return str(code) if str(code) in dict(settings.LANGUAGES) else ""


def is_version(number: Any) -> bool:
    """A file may say Infinity, or four thousand digits. None stands for a draft."""
    return number is None or (type(number) is int and 0 <= number < HIGHEST_VERSION)


@dataclass
class Answers:
    """All answers to one checklist. `version` is None where a draft was answered.

    `cut` names the questions of which a text was longer than is kept, so that nothing is dropped silently.
    """

    checklist: uuid.UUID
    version: int | None
    language: str
    answers: dict[str, Answer] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Answers":
        """Raises InvalidAnswersError, with a sentence that says what is wrong."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            raise InvalidAnswersError(_("This file cannot be read: it is no answers file of this portal.")) from None
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise InvalidAnswersError(_("This file cannot be read: it is no answers file of this portal."))
        rows, version = data.get("answers"), data.get("version")
        if not isinstance(rows, dict) or len(rows) > MOST_ITEMS or not is_version(version):
            raise InvalidAnswersError(_("This file names no answers, or too many of them."))
        try:
            key = uuid.UUID(str(data.get("checklist")))
        except ValueError:
            raise InvalidAnswersError(_("This file does not say which checklist it belongs to.")) from None
        answers = cls(key, version, normalize_language(data.get("language", "")))
        for item, row in rows.items():
            answers.take(item, row)
        return answers

    def take(self, item: str, data: Any) -> None:
        """Adds what a file or form holds for a question. Raises InvalidAnswersError."""
        answer, item = Answer.from_data(data), clean_text(item)[:LONGEST_ID]
        if any(len(clean_text(data.get(part) or "")) > LONGEST_TEXT for part in asdict(answer)):
            self.cut.append(item)
        if answer:
            self.answers[item] = answer

    def take_form(self, asked: Iterable[str], data: Mapping[str, Any]) -> None:
        """Adds what a form holds for the questions with these ids, in its fields a_<id>, n_<id>, e_<id>, p_<id>: mark,
        note, evidence, planned action. Raises InvalidAnswersError for a mark that is none."""
        names = {"mark": "a", "note": "n", "evidence": "e", "action": "p"}
        for item in asked:
            self.take(item, {part: data.get(f"{letter}_{item}", "") for part, letter in names.items()})

    def to_data(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "checklist": str(self.checklist),
            "version": self.version,
            "language": self.language,
            "answers": {item: asdict(answer) for item, answer in self.answers.items() if answer},
        }

    def to_json(self) -> str:
        return json.dumps(self.to_data(), ensure_ascii=False, indent=1)

    def marks(self) -> dict[str, str]:
        """Question id -> yes, partly, no, na; without those that are open."""
        return {item: answer.mark for item, answer in self.answers.items() if answer.mark}

    def of(self, item: str) -> Answer:
        return self.answers.get(item, Answer())

    def list_obsolete_answers(self, asked: Iterable[str]) -> Iterator[tuple[str, Answer]]:
        """Answers to other questions than those with these ids, which the checklist asks now. They are shown and kept,
        never dropped silently."""
        known = set(asked)
        return ((item, answer) for item, answer in self.answers.items() if item not in known and answer)
