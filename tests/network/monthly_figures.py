"""How figures were made until November 2026, kept so that the solver can be seen to solve them: every month, zero as 0,
1 to 9 hidden and company with them, the rest rounded to five. Nothing of the portal uses it."""

from collections import Counter
from collections.abc import Mapping

from network.models import ExperienceLevel, Sector

FEWEST, STEP = 10, 5
Place = tuple[str, str]  # (country, sector)
Cells = dict[tuple[str, ...], int | None]


def monthly(members: "Counter[tuple[str, str, str]]", countries: list[str], discreet: set[str]) -> dict[str, Cells]:
    """Every table about members, from counts by (country, sector, level)."""
    total = sum(members.values())
    if total < FEWEST:
        return {"all": {("",): shown(total)}}
    places: Counter[Place] = Counter()
    levels: Counter[str] = Counter(dict.fromkeys(ExperienceLevel.values, 0))
    for (country, sector, level), count in members.items():
        places[country, sector] += count
        levels[level] += count
    by_country = {code: sum(n for place, n in places.items() if place[0] == code) for code in countries}
    by_sector = {code: sum(n for place, n in places.items() if place[1] == code) for code in Sector.values}
    few_countries, few_sectors = hidden_with_company(by_country), hidden_with_company(by_sector)
    return {
        "all": {("",): shown(total)},
        "level": column(levels),
        "country": column(by_country),
        "sector": column(by_sector),
        "place": square(places, discreet, few_countries, few_sectors),
    }


def shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else rounded(count)


def rounded(count: int) -> int:
    return STEP * round(count / STEP)


def hidden_with_company(counts: Mapping[str, int]) -> set[str]:
    hidden = {key for key, count in counts.items() if 0 < count < FEWEST}
    rest = sorted((count, key) for key, count in counts.items() if count >= FEWEST)
    while hidden and rest and (len(hidden) < 2 or sum(counts[key] for key in hidden) < FEWEST):
        hidden.add(rest.pop(0)[1])
    return hidden


def column(counts: Mapping[str, int]) -> Cells:
    hidden = hidden_with_company(counts)
    return {(key,): None if key in hidden else rounded(count) for key, count in counts.items()}


def square(places: "Counter[Place]", discreet: set[str], few_countries: set[str], few_sectors: set[str]) -> Cells:
    full = Counter({(code, sector): 0 for code in {place[0] for place in places} for sector in Sector.values})
    full.update(places)
    hidden = hidden_countries(full, discreet, few_countries, few_sectors)
    return {place: rounded(n) for place, n in full.items() if place[0] not in hidden}


def hidden_countries(
    counts: Mapping[Place, int], discreet: set[str], few_countries: set[str], few_sectors: set[str]
) -> set[str]:
    countries = {place[0] for place in counts}
    groups = [{sector} for sector in {place[1] for place in counts} - few_sectors]
    groups += [few_sectors] if few_sectors else []
    sizes = {code: sum(n for place, n in counts.items() if place[0] == code) for code in countries}
    small = {place[0] for place, count in counts.items() if 0 < count < FEWEST}
    hidden = (discreet & countries) | small | (few_countries & countries)
    rest = sorted(countries - hidden, key=lambda code: (sizes[code], code))

    def gives_away() -> bool:
        sums = [sum(counts.get((code, sector), 0) for code in hidden for sector in group) for group in groups]
        return len([code for code in hidden if sizes[code]]) == 1 or any(0 < total < FEWEST for total in sums)

    while hidden and rest and gives_away():
        hidden.add(rest.pop(0))
    return hidden
