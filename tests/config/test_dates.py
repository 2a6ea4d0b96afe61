"""A day is written in one way, wherever it stands."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

# What is read by machines, or names a part of a day only.
OTHERS = {
    "c",
    "Y-m-d",
    "Ymd",
    "Y-m-d H:00",
    "H:i",
    "H",
    "l",
    "j F",
    "DATE_FORMAT",
    "DATETIME_FORMAT",
    "YEAR_MONTH_FORMAT",
}


def test_no_template_writes_a_day_in_a_form_of_its_own() -> None:
    used = {
        (file.name, form)
        for file in Path(settings.BASE_DIR, "templates").rglob("*.html")
        for form in re.findall(r"""\|date:["']([^"']+)["']""", file.read_text())
    }
    assert {one for one in used if one[1] not in OTHERS} == set()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_day_stands_before_its_month_and_no_month_is_cut_short(language: str) -> None:
    with translation.override(language):
        day = date_format(date(2026, 9, 7), "DATE_FORMAT")
        assert day.startswith("7 ")
        assert "." not in day
        if language == "en":
            assert day == "7 September 2026"
