"""The index at the end of the handbook: every provision it cites, and where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from toolkit.models import Instrument, Provision
from toolkit.printouts.questions import PrintedChecklist
from toolkit.templatetags.stops import stop


@dataclass(frozen=True)
class CitationPlace:
    """Where something is cited. `label` is short (“A3”); `name` says it whole, for a link."""

    chapter: str
    anchor: str
    label: str
    name: str


@dataclass
class IndexEntry:
    provision: Provision
    places: list[CitationPlace] = field(default_factory=list)

    def by_chapter(self) -> list[tuple[str, list[CitationPlace]]]:
        return [(chapter, list(places)) for chapter, places in groupby(self.places, key=lambda p: p.chapter)]


@dataclass
class ProvisionIndex:
    """Collects places in reading order; a provision cited twice at one place stands there once."""

    entries: dict[int, IndexEntry] = field(default_factory=dict)

    def add(self, provision: Provision, place: CitationPlace) -> None:
        entry = self.entries.setdefault(provision.pk, IndexEntry(provision))
        if all(known.anchor != place.anchor for known in entry.places):
            entry.places.append(place)

    def add_text(self, chapter: str, cited: Iterable[tuple[str, Provision]]) -> None:
        for anchor, provision in cited:
            label = _("guidance")
            self.add(provision, CitationPlace(chapter, anchor, label, f"{chapter}{stop(':')} {label}"))

    def add_questions(self, chapter: str, sheet: PrintedChecklist) -> None:
        for question in sheet.questions:
            name = _("%(checklist)s: question %(code)s") % {"checklist": chapter, "code": question.code}
            for provision in question.provisions:
                self.add(provision, CitationPlace(chapter, f"i{sheet.page.pk}-{question.number}", question.code, name))

    def by_instrument(self) -> list[tuple[Instrument, list[IndexEntry]]]:
        def key(entry: IndexEntry) -> tuple[Any, ...]:
            provision = entry.provision
            return (provision.instrument.order, provision.instrument.title, provision.order, provision.key)

        ordered = sorted(self.entries.values(), key=key)
        return [(rows[0].provision.instrument, rows) for rows in grouped(ordered)]

    def links(self) -> dict[str, str]:
        """What each link of the index is called where its own words are only “A3”."""
        return {f"#{place.anchor}": place.name for entry in self.entries.values() for place in entry.places}


def grouped(entries: list[IndexEntry]) -> list[list[IndexEntry]]:
    return [list(rows) for _key, rows in groupby(entries, key=lambda entry: entry.provision.instrument_id)]
