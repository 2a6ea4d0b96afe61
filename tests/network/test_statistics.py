"""Numbers that name nobody. D24 of the acceptance suite."""

import io
from collections import Counter, deque
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from network.models import Country, Figure, Level, Member, Sector
from network.models.snapshots import column, member_tables, square, take_snapshot
from network.models.statistics import Place, Table, hidden_countries
from tests.network import factories
from toolkit.models.small_counts import FEWEST, hidden_with_company

COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]
DISCREET = {"AF", "IR"}
# Small counts often, since they are what must not come out.
COUNT = st.one_of(st.integers(0, 12), st.integers(0, 60))
PLACES = st.fixed_dictionaries({Place(c, s): COUNT for c in COUNTRIES for s in Sector.values})


def sums(places: dict[Place, int], part: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for place, count in places.items():
        found[place[part]] += count
    return dict(found)


# --- The attacker: knows every published number exactly, though they are rounded, and can subtract ---


def could_be(places: dict[Place, int], hidden: set[Place], target: Place, few: tuple[set[str], set[str]]) -> int:
    """The largest value that a hidden cell can have in any table that looks the same from outside.

    Of the hidden countries' table the sums are known, but for countries (`few[0]`) and sectors (`few[1]`) whose own
    totals are hidden: of those only the sum together. So people can be moved round a circle of hidden cells, and more
    can be put into one cell as long as the rest of the circle gives them: a largest flow from its sector to its
    country.
    """
    room: dict[tuple[object, object], float] = {}

    def edge(start: object, end: object, forth: float, back: float) -> None:
        room[start, end] = room.get((start, end), 0) + forth
        room[end, start] = room.get((end, start), 0) + back

    for place in hidden - {target}:
        edge(("c", place.country), ("s", place.sector), float("inf"), places[place])
    for kind, names, part in (("c", few[0], 0), ("s", few[1], 1)):
        for name in names:
            flow = sum(places[place] for place in hidden if place[part] == name)
            ends = ("all few", kind), (kind, name)
            edge(*(ends if kind == "c" else ends[::-1]), float("inf"), flow)
    return places[target] + int(min(flow_of(room, ("s", target.sector), ("c", target.country)), 10**6))


def flow_of(room: dict[tuple[object, object], float], source: object, sink: object) -> float:
    total = 0.0
    while (path := shortest(room, source, sink)) is not None:
        least = min(room[step] for step in path)
        if least == float("inf"):
            return least
        for start, end in path:
            room[start, end] -= least
            room[end, start] = room.get((end, start), 0) + least
        total += least
    return total


def shortest(room: dict[tuple[object, object], float], source: object, sink: object) -> list | None:
    seen: dict[object, object] = {source: None}
    queue = deque([source])
    while queue:
        here = queue.popleft()
        if here == sink:
            path = []
            while seen[here] is not None:
                path.append((seen[here], here))
                here = seen[here]
            return path
        for (start, end), left in room.items():
            if start == here and left > 0 and end not in seen:
                seen[end] = here
                queue.append(end)
    return None


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from("abcdefg"), COUNT, min_size=1))
def test_no_small_count_is_shown_or_follows_from_a_total(counts: dict[str, int]) -> None:
    hidden = hidden_with_company(counts)
    assert not [key for key, count in counts.items() if 0 < count < FEWEST and key not in hidden]
    if hidden and sum(counts.values()) >= FEWEST:  # below that no total is shown
        left = sum(counts[key] for key in hidden)  # total minus everything shown
        assert len(hidden) >= 2
        assert left >= FEWEST, "each hidden cell could be ten or more"


@pytest.mark.thorough
@settings(max_examples=400)
@given(PLACES)
def test_no_small_count_follows_from_rows_and_columns(places: dict[Place, int]) -> None:
    if sum(places.values()) < FEWEST:
        return
    few = hidden_with_company(sums(places, 0)), hidden_with_company(sums(places, 1))
    countries = hidden_countries(places, discreet=DISCREET, few_countries=few[0], few_sectors=few[1])
    hidden = {place for place in places if place.country in countries}
    shown = {place: count for place, count in places.items() if place not in hidden}
    assert not [count for count in shown.values() if 0 < count < FEWEST]
    assert not {place.country for place in shown} & DISCREET
    for place in hidden:
        if 0 < places[place] < FEWEST:
            assert could_be(places, hidden, place, few) >= FEWEST, place


@settings(max_examples=200)
@given(PLACES)
def test_what_is_stored_is_zero_hidden_or_ten_and_more_by_fives(places: dict[Place, int]) -> None:
    cells = square(
        Counter(places), DISCREET, hidden_with_company(sums(places, 0)), hidden_with_company(sums(places, 1))
    )
    for value in [*cells.values(), *column(sums(places, 0)).values()]:
        assert value is None or value == 0 or (value >= FEWEST and value % 5 == 0)


@pytest.mark.django_db
def test_a_discreet_country_alone_is_not_told_by_sector() -> None:
    factories.country("AF", is_discreet=True)
    tables = member_tables(Counter({("AF", "police", "entry"): 40, ("AF", "justice", "entry"): 30}))
    assert Table.SECTOR not in tables
    assert Table.PLACE not in tables


@pytest.mark.django_db
def test_fewer_than_ten_members_are_not_counted_at_all() -> None:
    assert member_tables(Counter({("PK", "police", "entry"): 9})) == {Table.ALL: {("", ""): None}}


@pytest.mark.django_db
def test_the_database_itself_refuses_a_small_number() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(month=date(2026, 11, 1), table=Table.ALL, value=7)


# --- The pages ---


@pytest.fixture
def month(db: None, coordinator: Member) -> date:
    """23 members in Bangladesh, 12 of them police and one of civil society, 14 in Pakistan; a canary on top."""
    for code in COUNTRIES:
        Country.objects.update_or_create(code=code, defaults={"is_discreet": code in DISCREET})
    for code, sector, many in (("BD", "police", 12), ("BD", "justice", 10), ("BD", "civil", 1), ("PK", "justice", 13)):
        for _ in range(many):
            factories.member(code, sector=sector)
    factories.member("PK", is_canary=True)
    take_snapshot(date(2026, 11, 24))
    return date(2026, 11, 1)


def test_a_snapshot_is_taken_once_a_month(month: date) -> None:
    stored = Figure.objects.count()
    factories.member("PK")
    assert take_snapshot(date(2026, 11, 30)) == 0
    assert Figure.objects.count() == stored
    assert take_snapshot(date(2026, 12, 1)) > 0


def test_canaries_are_not_counted(month: date) -> None:
    assert Figure.objects.get(month=month, table=Table.ALL).value == 35  # 37, rounded; with the canary 40


def test_the_chart_has_its_table_and_no_small_number(month: date, coordinator: Member, inside: Callable) -> None:
    html = inside(coordinator).get(reverse("network:statistics")).content.decode()
    assert "<table" in html
    assert "<rect" in html
    assert "style=" not in html
    values = Figure.objects.filter(month=month).values_list("value", flat=True)
    assert not [value for value in values if value is not None and 0 < value < 10]
    assert html.count(">hidden<") == len([value for value in values if value is None])


def test_only_coordinators_see_numbers(month: date, focal_point: Member, zahra: Member, inside: Callable) -> None:
    for person in (focal_point, zahra):
        for address in (reverse("network:statistics"), reverse("network:statistics_workbook", args=["2026-11"])):
            assert inside(person).get(address).status_code == 404


def test_the_workbook_holds_what_the_page_shows(month: date, coordinator: Member, inside: Callable) -> None:
    import openpyxl

    answer = inside(coordinator).get(reverse("network:statistics_workbook", args=["2026-11"]))
    assert answer["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    numbers = sorted(
        cell.value
        for sheet in book
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if isinstance(cell.value, int)
    )
    assert numbers == sorted(
        value for value in Figure.objects.filter(month=month).values_list("value", flat=True) if value is not None
    )
    assert book.properties.creator in (None, "", "openpyxl")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_words_that_look_like_formulas_stay_words() -> None:
    import openpyxl

    from toolkit.packages import Sheet, workbook_of

    words = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "http://example.org"]
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([Sheet("a", [["What"], words])], right_to_left=True)))
    row = list(book.worksheets[0][2])
    assert [cell.data_type for cell in row] == ["s"] * len(words)
    assert not [cell for cell in row if cell.hyperlink]


def test_a_month_that_was_not_counted_is_not_there(month: date, coordinator: Member, inside: Callable) -> None:
    browser: Client = inside(coordinator)
    assert browser.get(reverse("network:statistics_workbook", args=["2020-01"])).status_code == 404
    assert browser.get(reverse("network:statistics"), {"month": "nonsense\x00"}).status_code == 200


def test_levels_are_counted_too(month: date) -> None:
    rows = Figure.objects.filter(month=month, table=Table.LEVEL)
    assert set(rows.values_list("row", flat=True)) == set(Level.values)
