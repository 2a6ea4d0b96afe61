"""The matrix of treaties and countries."""

from dataclasses import dataclass

from toolkit.domain.countries import name_countries
from toolkit.models import Instrument, TreatyStanding
from toolkit.selectors.law import COUNTRIES, list_standings, list_treaties


@dataclass(frozen=True)
class StandingsTable:
    """`rows`: each treaty with its cells in the order of `codes`; None where there is no row: not checked."""

    codes: list[str]
    names: list[str]
    rows: list[tuple[Instrument, list[TreatyStanding | None]]]
    choices: list[tuple[str, str]]  # every country there is a column for
    standings: list[tuple[str, str]]
    country: str  # what was chosen, or ""
    standing: str


def build_standings_table(country: str, standing: str) -> StandingsTable:
    """`country` and `standing` as a reader typed them: what is neither a country of the table nor a standing is passed
    over. With `standing` only treaties remain of which a shown country has that one."""
    cells = {(row.instrument.translation_key, row.country.code): row for row in list_standings()}
    known = dict(name_countries({*COUNTRIES, *(code for _key, code in cells)}))
    country = country.upper() if country.upper() in known else ""
    standing = standing if standing in TreatyStanding.Standing else ""
    codes = [country] if country else list(known)
    rows = [
        (treaty, [cells.get((treaty.translation_key, code)) for code in codes])
        for treaty in list_treaties().select_related("locale")
    ]
    return StandingsTable(
        codes=codes,
        names=[known[code] for code in codes],
        rows=[row for row in rows if not standing or any(standing_of(cell) == standing for cell in row[1])],
        choices=list(known.items()),
        standings=[(value, str(label)) for value, label in TreatyStanding.Standing.choices],
        country=country,
        standing=standing,
    )


def standing_of(cell: TreatyStanding | None) -> str:
    return cell.standing if cell else TreatyStanding.Standing.UNCHECKED
