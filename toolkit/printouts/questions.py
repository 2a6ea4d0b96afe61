"""A checklist's questions as paper shows them: a code, words, sources, and where the answer goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, Provision, keep_published
from toolkit.printouts.sources import PageEdition, prefetch_instruments

Filled = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True)
class PrintedQuestion:
    """`code` (“A1”) is what people say aloud; `id` is what answers hang on."""

    id: str
    section: str
    number: int
    text: str
    why: str
    evidence: str
    action: str
    provisions: list[Provision] = field(default_factory=list)
    # What is filled in already, where a reader goes on with answers of hers.
    mark: str = ""
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return f"{self.section}{self.number}"

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The four answers. Each control is named with the whole question: a voice reads nothing else."""
        return [
            {
                "value": value,
                "label": label,
                "title": f"{self.code}. {self.text} – {label}",
                "chosen": value == self.mark,
            }
            for value, label in ANSWERS.items()
        ]

    @property
    def texts(self) -> list[dict[str, str]]:
        """Where something can be written: the note, and what else was written before. Letters name the fields."""
        labels = {"n": _("Note"), "e": _("Our evidence"), "p": _("What we will do")}
        return [
            {"letter": letter, "label": label, "title": f"{self.code}. {self.text} – {label}", "text": text}
            for letter, label in labels.items()
            if (text := self.written.get(letter, "")) or letter == "n"
        ]


@dataclass(frozen=True)
class PrintedChecklist:
    """One checklist. Without `fillable` it has empty squares for a pen where the fields would be."""

    page: ChecklistPage
    edition: PageEdition
    sections: list[dict[str, Any]]
    fillable: bool = False

    @property
    def questions(self) -> list[PrintedQuestion]:
        return [question for section in self.sections for question in section["questions"]]

    def manifest(self) -> dict[str, Any]:
        """What a filled-in file says about itself, so that its answers find their questions again."""
        return {
            **self.edition.manifest(self.page),
            "fillable": self.fillable,
            "items": [{"id": q.id, "section": q.section, "number": q.number} for q in self.questions],
        }


def build_printed_checklists(
    pages: Iterable[ChecklistPage], known: dict[int, PageEdition], *, fillable: bool, filled: Filled | None = None
) -> list[PrintedChecklist]:
    """The checklists with their sources, in a number of queries that no question adds to.

    `filled` is what was answered before: question id -> (mark, {letter of the field: text}).
    Field names are unique in a file: a copy of a checklist has the ids of its original, and goes without.
    """
    made: list[PrintedChecklist] = []
    taken: set[str] = set()
    for page in pages:
        sections: list[dict[str, Any]] = [
            {
                "letter": s.letter,
                "title": s.title,
                "questions": [build_printed_question(item, filled or {}) for item in s.items],
            }
            for s in page.lettered_sections()
        ]
        ids = {q.id for section in sections for q in section["questions"]}
        made.append(PrintedChecklist(page, known[page.pk], sections, fillable and not ids & taken))
        taken |= ids
    prefetch_instruments(p for sheet in made for q in sheet.questions for p in q.provisions)
    return made


def build_printed_question(item: Any, filled: Filled) -> PrintedQuestion:
    value = item.value
    mark, written = filled.get(item.id, ("", {}))
    return PrintedQuestion(
        id=item.id,
        section=item.section,
        number=item.number,
        text=" ".join(value["question"].split()),
        why=value["why"],
        evidence=value["evidence"],
        action=value["action"],
        provisions=keep_published(value["provisions"]),
        mark=mark,
        written=written,
    )
