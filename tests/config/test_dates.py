"""A day is written in one way, wherever it stands."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from toolkit.domain.calendars import SOLAR_MONTHS
from toolkit.domain.digits import DIGITS
from toolkit.presenters.days import write_day
from toolkit.printouts.scripts import SCRIPTS
from toolkit.templatetags.days import partial_date

# What is read by machines, or names a part of a day only.
OTHERS = {
    "c",
    "Y-m-d",
    r"Y-m-d\TH:i\Z",
    "Ymd",
    "Y-m-d H:00",
    "H:i",
    "H",
    "l",
    "j F",
    "DATETIME_FORMAT",
    "YEAR_MONTH_FORMAT",
}

BARE = re.compile(r"\|date(?![:\w])")


def test_no_template_writes_a_day_in_a_form_of_its_own() -> None:
    used = {
        (file.name, form)
        for file in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for form in re.findall(r"""\|date:["']([^"']+)["']""", file.read_text())
    }
    assert {one for one in used if one[1] not in OTHERS} == set()
    bare = [file.name for file in Path(settings.BASE_DIR, "templates").rglob("*.html") if BARE.search(file.read_text())]
    assert bare == [], "a day is written by |day, which knows both calendars"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_day_stands_before_its_month_and_no_month_is_cut_short(language: str) -> None:
    with translation.override(language):
        day = date_format(date(2026, 9, 7), "DATE_FORMAT")
        assert day.startswith("7 ")
        assert "." not in day
        if language == "en":
            assert day == "7 September 2026"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "28 November 2026"),
        ("fr", "28 novembre 2026"),
        ("ar", "28 نوفمبر، 2026"),
        ("fa", "۷ آذر ۱۴۰۵ (۲۸ نوامبر ۲۰۲۶)"),
        ("prs", "۷ قوس ۱۴۰۵ (۲۸ نومبر ۲۰۲۶)"),
        ("ps", "۷ لیندۍ ۱۴۰۵ (۲۸ نومبر ۲۰۲۶)"),
        ("ur", "28 نومبر 2026"),
        ("bn", "২৮ নভেম্বর, ২০২৬"),
    ],
)
def test_a_day_stands_by_the_readers_calendar_and_ours_in_her_digits(language: str, written: str) -> None:
    with translation.override(language):
        assert write_day(date(2026, 11, 28), language) == written
        assert Template("{{ at|day }}").render(Context({"at": date(2026, 11, 28)})) == written
        assert partial_date("2026-11-28") == written


def test_the_first_of_a_month_is_written_as_french_writes_it() -> None:
    with translation.override("fr"):
        assert write_day(date(1987, 4, 1), "fr") == "1er avril 1987"
        assert write_day(date(1987, 4, 11), "fr") == "11 avril 1987"


@pytest.mark.parametrize(
    ("day", "solar"),
    [
        (date(2026, 3, 20), "29 حوت 1404"),
        (date(2026, 3, 21), "1 حمل 1405"),
        (date(2025, 3, 20), "30 حوت 1403"),  # a leap year
        (date(2025, 3, 21), "1 حمل 1404"),
        (date(1948, 12, 10), "19 قوس 1327"),
    ],
)
def test_the_year_turns_in_march_and_every_fourth_or_fifth_has_a_day_more(day: date, solar: str) -> None:
    with translation.override("prs"):
        written = write_day(day, "prs").translate(str.maketrans(DIGITS["prs"], "0123456789"))
        assert written.startswith(f"{solar} (")


@given(st.dates())
def test_any_day_can_be_written_in_any_language(day: date) -> None:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            written = write_day(day, language)
        assert ("(" in written) == (language in SOLAR_MONTHS and 622 < day.year < 9000)
        assert not (language in DIGITS and re.search("[0-9]", written))


def test_a_moment_falls_on_the_day_of_the_zone_it_is_shown_in() -> None:
    page = Template("{% load tz %}{% timezone zone %}{{ at|day }} {{ none|day }}{% endtimezone %}")
    at = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)
    shown = [page.render(Context({"at": at, "zone": zone, "none": None})) for zone in ("UTC", "Asia/Kabul")]
    assert shown == ["28 November 2026 ", "29 November 2026 "]
    assert timezone.is_aware(at)


def test_a_moment_carries_the_days_around_it_for_whoever_is_in_another_zone() -> None:
    page = Template("{% load days %}{{ at|days_around }}")
    told = {hour: page.render(Context({"at": datetime(2026, 11, 30, hour, tzinfo=UTC)})) for hour in (9, 11, 12)}
    assert told[9] == "29 November 2026|"
    assert told[11] == "29 November 2026|1 December 2026"
    assert told[12] == "|1 December 2026"


def test_a_day_that_a_reader_may_have_in_another_zone_carries_its_moment() -> None:
    at = datetime(2026, 11, 30, 22, 5, tzinfo=UTC)
    page = Template("{% load tz %}{% timezone 'Asia/Kabul' %}{{ at|readers_day }}{% endtimezone %}")
    assert page.render(Context({"at": at})) == (
        '<time datetime="2026-11-30T22:05Z" data-days="|1 December 2026"><bdi>30 November 2026</bdi></time>'
    )


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_weekday_is_that_of_the_day(language: str) -> None:
    """Names of days come from catalogues: none is empty, none stands twice, and they follow each other."""
    with translation.override(language):
        names = [date_format(date(2026, 11, 23 + n), "l") for n in range(14) if 23 + n <= 30]
    assert len(set(names[:7])) == 7
    assert names[7:] == names[:1]


def test_paper_and_screen_have_one_table_of_digits() -> None:
    assert {code: script.digits for code, script in SCRIPTS.items() if script.counter} == DIGITS
