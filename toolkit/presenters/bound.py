"""What of a question's sources binds one State or another, for the page of a checklist. Which State a reader chose, her
browser alone knows: the page holds the lines of all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import override
from django_countries import countries

from toolkit.caching.content_version import cache_per_version
from toolkit.models import ChecklistSection, Provision, TreatyStanding, keep_published
from toolkit.selectors.law import COUNTRIES, list_standings

MOST_STATES = 12  # as many rules as static/css/answers.css has


@dataclass(frozen=True)
class StateChoice:
    """`place` counts from 1: the number of its rule in the style sheet."""

    place: int
    code: str
    name: str


@dataclass
class StateLine:
    """`binding`, `other` and `national` are labels of provisions, the rest names of treaties."""

    state: StateChoice
    binding: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    not_party: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    national: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def add(self, provision: Provision, standing: str) -> None:
        instrument = provision.instrument
        if standing == TreatyStanding.Standing.PARTY:
            self.binding.append(provision.label)
        elif instrument.is_treaty:
            names = getattr(self, standing)
            names += [instrument.short] if instrument.short not in names else []
        elif not instrument.country:
            self.other.append(provision.label)
        elif instrument.country.code == self.state.code:
            self.national.append(provision.label)


def build_bound_context(
    sections: Iterable[ChecklistSection], language: str, request: HttpRequest | None
) -> dict[str, Any]:
    """`states` to choose from, and by item id the `bound` lines of each question that rests on a treaty. Names are in
    the page's language, which may not be the reader's."""
    with override(language):
        standings: dict[tuple[Any, str], str] = cache_per_version(
            request, f"standings {language}", lambda: {key_of(row): row.standing for row in list_standings()}
        )
        states = list_states(code for _treaty, code in standings)
    lines = {
        item.id: build_lines(keep_published(item.value["provisions"]), states, standings)
        for section in sections
        for item in section.items
    }
    return {"states": states, "bound": {item: found for item, found in lines.items() if found}}


def prefetch_instruments(sections: Iterable[ChecklistSection]) -> None:
    """Of all the provisions that the questions name, in one query however many there are."""
    named = keep_published(p for section in sections for item in section.items for p in item.value["provisions"])
    prefetch_related_objects(named, "instrument")


def key_of(row: TreatyStanding) -> tuple[Any, str]:
    return row.instrument.translation_key, row.country.code


def list_states(codes: Iterable[str]) -> list[StateChoice]:
    """The portal's first ones and those that a row says something of, by name; of too many, the first ones and as many
    others as there is room for."""
    others = sorted({*codes} - {*COUNTRIES}, key=lambda code: str(countries.name(code)))
    kept = [*COUNTRIES, *others][:MOST_STATES]
    named = sorted((str(countries.name(code)), code) for code in kept)
    return [StateChoice(place, code, name) for place, (name, code) in enumerate(named, 1)]


def build_lines(
    provisions: list[Provision], states: list[StateChoice], standings: dict[tuple[Any, str], str]
) -> list[StateLine]:
    if not any(one.instrument.is_treaty for one in provisions):
        return []
    lines = [StateLine(state) for state in states]
    for line in lines:
        for one in provisions:
            unknown = TreatyStanding.Standing.UNCHECKED if one.instrument.is_treaty else ""
            line.add(one, standings.get((one.instrument.translation_key, line.state.code), unknown))
    return lines
