"""Numbers for donors: once a year, made wrong by chance. D24 of the acceptance suite; test_differencing.py attacks them."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from network.domain.noise import LEAST, SMALLEST_NETWORK
from network.models import Country, Enrolment, ExperienceLevel, Figure, Member, Sector, Series
from network.models.statistics import CountedActivity, StatisticsTable
from network.selectors import snapshots
from network.selectors.snapshots import find_counted_members, take_snapshot
from network.tasks import purging
from tests.network import factories

JANUARY = date(2027, 1, 3)
DISCREET = {"AF", "IR"}


@pytest.fixture
def network(db: None, coordinator: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """46 members in Bangladesh, 60 in Pakistan, some in Iraq; Afghanistan and Iran are discreet. Chance falls on 3."""
    monkeypatch.setattr(snapshots.compute_stored_figures, "__defaults__", (lambda: 3,))
    for code in ("AF", "BD", "IR", "IQ", "PK"):
        Country.objects.update_or_create(code=code, defaults={"is_discreet": code in DISCREET})
    coordinator.is_canary = True  # counts nowhere
    coordinator.save()
    for code, sector, many in (("BD", "police", 46), ("PK", "justice", 60), ("IQ", "civil", 2), ("AF", "civil", 50)):
        for _ in range(many):
            factories.member(code, sector=sector)


@pytest.fixture
def year(network: None) -> int:
    take_snapshot(JANUARY)
    return JANUARY.year


def told(table: StatisticsTable) -> dict[str, int | None]:
    return dict(Figure.objects.filter(table=table).values_list("row", "value"))


# --- What is counted, and when ---


def test_members_are_counted_in_january_and_once_a_year(network: None) -> None:
    assert take_snapshot(date(2026, 12, 31)) == 0
    assert take_snapshot(date(2027, 2, 1)) == 0, "who was away in January does not count later"
    assert take_snapshot(JANUARY) > 0
    stored = list(Figure.objects.values_list("year", "table", "row", "value"))
    factories.member("PK")
    assert take_snapshot(date(2027, 1, 31)) == 0
    assert list(Figure.objects.values_list("year", "table", "row", "value")) == stored
    assert take_snapshot(date(2028, 1, 1)) > 0
    assert take_snapshot(date(2027, 1, 1)) == 0, "a clock that was put back makes no second one"


def test_the_worker_counts_in_january(network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, years in ((date(2026, 11, 27), []), (JANUARY, [2027]), (date(2027, 1, 4), [2027])):
        monkeypatch.setattr(purging.timezone, "localdate", lambda day=day: day)
        monkeypatch.setattr(purging, "delete_expired_rows", lambda today: {})
        purging.purge()
        assert Figure.objects.years() == years


def test_nobody_of_a_discreet_country_and_no_canary_is_counted_in_any_table(year: int) -> None:
    """Else the others of a total, taken away, would leave them."""
    assert told(StatisticsTable.ALL) == {"": 110}  # 108 and 3, in tens
    assert told(StatisticsTable.COUNTRY) == {"BD": 50, "IQ": None, "PK": 60}
    assert told(StatisticsTable.SECTOR) == {"civil": None, "justice": 60, "police": 50, "policy": None}
    assert not Figure.objects.filter(row__in=DISCREET).exists()


def test_members_of_discreet_countries_change_nothing_that_is_counted(network: None) -> None:
    before = sorted(find_counted_members())
    for code in DISCREET:
        factories.member(code)
    assert sorted(find_counted_members()) == before


def test_what_members_do_is_counted_by_what_each_says_of_herself(network: None) -> None:
    members = list(Member.objects.real().filter(country="PK")[:2])
    series = [Series.objects.create(title=f"Series {number}") for number in range(2)]
    Enrolment.objects.bulk_create([Enrolment(member=members[0], series=one) for one in series])
    assert sorted(one.does for one in find_counted_members() if one.does) == [(CountedActivity.LEARNING.value,)]


@pytest.mark.django_db
def test_of_a_small_network_nothing_is_told_nor_tried_again(network: None) -> None:
    Member.objects.filter(country="BD").delete()
    take_snapshot(JANUARY)
    assert list(Figure.objects.values_list("table", "row", "value")) == [(StatisticsTable.ALL, "", None)]
    for _ in range(46):
        factories.member("BD")
    assert take_snapshot(date(2027, 1, 20)) == 0, "twice drawn is half protected"


def test_every_country_stands_there_whether_or_not_it_has_members(year: int) -> None:
    Country.objects.create(code="NP")
    take_snapshot(date(2028, 1, 1))
    rows = dict(Figure.objects.filter(year=2028, table=StatisticsTable.COUNTRY).values_list("row", "value"))
    assert (rows["NP"], rows["IQ"]) == (None, None), "nobody, and two"


@pytest.mark.django_db
@pytest.mark.parametrize("value", [0, 1, 9, 39])
def test_the_database_itself_refuses_a_small_number(value: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(year=2027, table=StatisticsTable.ALL, value=value)


# --- The pages ---


def test_the_chart_has_its_table_and_no_small_number(year: int, coordinator: Member, inside: Callable) -> None:
    html = inside(coordinator).get(reverse("network:statistics")).content.decode()
    assert "<table" in html
    assert "<rect" in html
    assert "style=" not in html
    values = list(Figure.objects.values_list("value", flat=True))
    assert html.count(f">fewer than {LEAST}<") == values.count(None)
    assert "Iraq" in html
    assert "Afghanistan" not in html[html.index("<table") :]
    assert "chance makes it larger or smaller" in html


def test_a_small_networks_page_says_why_there_is_nothing(network: None, coordinator: Member, inside: Callable) -> None:
    assert "in January" in inside(coordinator).get(reverse("network:statistics")).content.decode()
    Figure.objects.create(year=2027, table=StatisticsTable.ALL)
    html = inside(coordinator).get(reverse("network:statistics")).content.decode()
    assert f"fewer than {SMALLEST_NETWORK}" in html
    assert "<table" not in html
    address = reverse("network:statistics_workbook", args=["2027"])
    assert inside(coordinator).get(address).status_code == 404


def test_only_coordinators_see_numbers(year: int, focal_point: Member, zahra: Member, inside: Callable) -> None:
    for person in (focal_point, zahra):
        for address in (reverse("network:statistics"), reverse("network:statistics_workbook", args=["2027"])):
            assert inside(person).get(address).status_code == 404


def test_a_member_reads_how_numbers_are_made_beside_her_data(zahra: Member, inside: Callable) -> None:
    html = inside(zahra).get(reverse("network:data")).content.decode()
    assert "chance makes it larger or smaller" in html
    assert "nobody can work out whether one person is in it" in html


def test_the_workbook_holds_what_the_page_shows(year: int, coordinator: Member, inside: Callable) -> None:
    import openpyxl

    answer = inside(coordinator).get(reverse("network:statistics_workbook", args=["2027"]))
    assert answer["Cache-Control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
    numbers = sorted(cell.value for cell in cells if isinstance(cell.value, int))
    assert numbers == sorted(value for value in Figure.objects.values_list("value", flat=True) if value is not None)
    assert any("chance" in str(cell.value) for cell in cells)
    assert book.properties.creator in (None, "", "openpyxl")
    assert all(cell.data_type != "f" for cell in cells)


def test_words_that_look_like_formulas_stay_words() -> None:
    import openpyxl

    from toolkit.packages.workbooks import Worksheet, write_workbook

    words = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "http://example.org"]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([Worksheet("a", [["What"], words])], right_to_left=True)))
    row = list(book.worksheets[0][2])
    assert [cell.data_type for cell in row] == ["s"] * len(words)
    assert not [cell for cell in row if cell.hyperlink]


def test_a_year_that_was_not_counted_is_not_there(year: int, coordinator: Member, inside: Callable) -> None:
    browser: Client = inside(coordinator)
    assert browser.get(reverse("network:statistics_workbook", args=["2020"])).status_code == 404
    assert browser.get(reverse("network:statistics"), {"year": "nonsense\x00"}).status_code == 200


def test_levels_are_counted_too(year: int) -> None:
    assert set(told(StatisticsTable.LEVEL)) == set(ExperienceLevel.values)
    assert set(told(StatisticsTable.SECTOR)) == set(Sector.values)
