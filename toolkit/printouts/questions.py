"""A checklist's questions as paper shows them: a code, words, sources, and where the answer goes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from toolkit.models import ANSWERS, ChecklistPage, Provision
from toolkit.printouts.sources import Edition, with_instruments


@dataclass(frozen=True)
class Question:
    """`code` (“A1”) is what people say aloud; `id` is what answers hang on."""

    id: str
    section: str
    number: int
    text: str
    why: str
    evidence: str
    action: str
    provisions: list[Provision] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"{self.section}{self.number}"

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The four answers. Each control is named with the whole question: a voice reads nothing else."""
        return [
            {"value": value, "label": label, "title": f"{self.code}. {self.text} – {label}"}
            for value, label in ANSWERS.items()
        ]

    @property
    def note_title(self) -> str:
        return f"{self.code}. {self.text} – {_('Note')}"


@dataclass(frozen=True)
class Sheet:
    """One checklist. Without `fillable` it has empty squares for a pen where the fields would be."""

    page: ChecklistPage
    edition: Edition
    sections: list[dict[str, Any]]
    fillable: bool = False

    @property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section["questions"]]

    def manifest(self) -> dict[str, Any]:
        """What a filled-in file says about itself, so that its answers find their questions again."""
        return {
            **self.edition.manifest(self.page),
            "fillable": self.fillable,
            "items": [{"id": q.id, "section": q.section, "number": q.number} for q in self.questions],
        }


def sheets(pages: Iterable[ChecklistPage], known: dict[int, Edition], *, fillable: bool) -> list[Sheet]:
    """The checklists with their sources, in a number of queries that no question adds to.

    Field names are unique in a file: a copy of a checklist has the ids of its original, and goes without.
    """
    made: list[Sheet] = []
    taken: set[str] = set()
    for page in pages:
        sections: list[dict[str, Any]] = [
            {"letter": s.letter, "title": s.title, "questions": [question(item) for item in s.items]}
            for s in page.lettered_sections()
        ]
        ids = {q.id for section in sections for q in section["questions"]}
        made.append(Sheet(page, known[page.pk], sections, fillable and not ids & taken))
        taken |= ids
    with_instruments(p for sheet in made for q in sheet.questions for p in q.provisions)
    return made


def question(item: Any) -> Question:
    value = item.value
    return Question(
        id=item.id,
        section=item.section,
        number=item.number,
        text=" ".join(value["question"].split()),
        why=value["why"],
        evidence=value["evidence"],
        action=value["action"],
        provisions=[provision for provision in value["provisions"] if provision is not None],
    )
