"""What of a question's sources binds one State or another, for the page of a checklist. Which State a reader chose, her
browser alone knows: the page holds the lines of all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from toolkit.caching.content_version import cache_per_version
from toolkit.domain.countries import name_countries
from toolkit.models import ChecklistSection, Instrument, LegalState, Provision, TreatyStanding, keep_published
from toolkit.selectors.law import COUNTRIES, list_near_provisions, list_standings

type Standings = dict[tuple[UUID, str], str]  # by a treaty's translation key and a country's code
type NearProvisions = dict[UUID, list[Provision]]

MOST_STATES = 12  # as many rules as static/css/answers.css has
MOST_SETS = 1024  # of provisions, whose lines a process keeps in one language: some 2 kB each


@dataclass(frozen=True)
class StateChoice:
    """`place` counts from 1: the number of its rule in the style sheet."""

    place: int
    code: str
    name: str


@dataclass
class StateLine:
    """`binding`, `near`, `other` and `national` are labels of provisions, the rest names of treaties. `near` are those
    that bind it and say the same as one that does not, or near it."""

    state: StateChoice
    binding: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    not_party: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    national: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def add(self, provision: Provision, standing: str) -> None:
        """One that the question rests on. What has ended, or is not yet in force, binds nobody."""
        instrument = provision.instrument
        if not is_law_now(provision) and instrument.is_treaty:
            return
        if standing == TreatyStanding.Standing.PARTY:
            self.binding.append(provision.label)
        elif instrument.is_treaty:
            names = getattr(self, standing)
            names += [instrument.short] if instrument.short not in names else []
        elif not instrument.country:
            self.other.append(provision.label)
        else:
            self.add_national(provision)

    def add_near(self, provision: Provision, standing: str, *, replaces: bool) -> None:
        """One that says the same as one of those, or near it; `replaces` where that one does not bind. Of treaties only
        those count that bind."""
        if provision.instrument.country:
            self.add_national(provision)
        elif replaces and standing == TreatyStanding.Standing.PARTY and is_law_now(provision):
            known = provision.label in self.binding or provision.label in self.near
            self.near += [] if known else [provision.label]

    def add_national(self, provision: Provision) -> None:
        is_told = provision.instrument.force not in (Instrument.Force.HISTORY, Instrument.Force.NOT_READ)
        if is_told and provision.instrument.country.code == self.state.code:
            name = name_national_law(provision)
            self.national += [] if name in self.national else [name]


@dataclass
class BindingLaw:
    """What the library says to each State, in one language, while it stays as it is. `written` are the lines of those
    sets of provisions that a page asked for before: public law alone, so they are the same for every reader."""

    standings: Standings
    near: NearProvisions
    states: list[StateChoice]
    written: dict[tuple[int, ...], SafeString] = field(default_factory=dict)

    @classmethod
    def load(cls, request: HttpRequest | None, language: str) -> "BindingLaw":
        standings = {key_of(row): row.standing for row in list_standings()}
        near: NearProvisions = cache_per_version(request, f"near {language}", list_near_provisions)
        return cls(standings, near, list_states(code for _treaty, code in standings))

    def write_lines(self, provisions: list[Provision]) -> SafeString:
        """As HTML; "" where there is nothing to say. Provisions must have been read after the content's version was."""
        key = tuple(provision.pk for provision in provisions)
        html = self.written.get(key)
        if html is None:
            lines = build_lines(provisions, self.states, self.standings, self.near)
            html = render_to_string("components/state_lines.html", {"lines": lines}) if lines else SafeString()
            if len(self.written) >= MOST_SETS:
                self.written.clear()
            self.written[key] = html
        return html


def build_bound_context(
    sections: Iterable[ChecklistSection], language: str, request: HttpRequest | None
) -> dict[str, Any]:
    """`states` to choose from, and by item id the `bound` lines of each question of which there is something to say.
    Names are in the page's language, which may not be the reader's."""
    with override(language):
        law = cache_per_version(request, f"binding law {language}", lambda: BindingLaw.load(request, language))
        lines = {
            item.id: law.write_lines(keep_published(item.value["provisions"]))
            for section in sections
            for item in section.items
        }
    return {"states": law.states, "bound": {item: found for item, found in lines.items() if found}}


def prefetch_instruments(sections: Iterable[ChecklistSection]) -> None:
    """Of all the provisions that the questions name, in one query however many there are."""
    named = keep_published(p for section in sections for item in section.items for p in item.value["provisions"])
    prefetch_related_objects(named, "instrument")


def key_of(row: TreatyStanding) -> tuple[UUID, str]:
    return row.instrument.translation_key, row.country.code


def list_states(codes: Iterable[str]) -> list[StateChoice]:
    """The portal's first ones and those that a row says something of, by name; of too many, the first ones and as many
    others as there is room for."""
    others = [code for code, _name in name_countries({*codes} - {*COUNTRIES})]
    named = name_countries([*COUNTRIES, *others][:MOST_STATES])
    return [StateChoice(place, code, name) for place, (code, name) in enumerate(named, 1)]


def build_lines(
    provisions: list[Provision], states: list[StateChoice], standings: Standings, near: NearProvisions
) -> list[StateLine]:
    """None where neither a treaty nor anything near speaks of it: then no State differs from another."""
    named = [(one, near.get(one.translation_key, [])) for one in provisions]
    if not any(one.instrument.is_treaty or others for one, others in named):
        return []
    lines = [StateLine(state) for state in states]
    for line in lines:
        for one in provisions:
            line.add(one, find_standing(one, line.state, standings))
        for one, others in named:
            replaces = find_standing(one, line.state, standings) != TreatyStanding.Standing.PARTY
            for other in others:
                line.add_near(other, find_standing(other, line.state, standings), replaces=replaces)
    return lines


def find_standing(provision: Provision, state: StateChoice, standings: Standings) -> str:
    """Of the State in its treaty; "" for what is none."""
    unknown = TreatyStanding.Standing.UNCHECKED if provision.instrument.is_treaty else ""
    return standings.get((provision.instrument.translation_key, state.code), unknown)


def is_law_now(provision: Provision) -> bool:
    """Whether it is in force, or nobody was able to find out that it is not."""
    return provision.state_teller.state in (LegalState.IN_FORCE, LegalState.UNKNOWN)


def name_national_law(provision: Provision) -> str:
    """With its limits, and where it is not in force or nobody says whether it is, with that."""
    unknown = provision.state_teller.state == LegalState.UNKNOWN
    told = gettext("we do not say whether it is in force") if unknown else str(provision.state_words)
    marks = "; ".join(filter(None, [told, "" if unknown else provision.limits]))
    return f"{provision.label} ({marks})" if marks else provision.label
