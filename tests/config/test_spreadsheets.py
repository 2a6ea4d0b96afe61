"""What the admin gives away as CSV and XLSX holds words and no formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from config import spreadsheets
from tests import factories

FORMULA = '=HYPERLINK("http://x")'
WRITING = ("preprocess_field_value", "generate_xlsx_row", "write_csv_row", "stream_csv", "write_xlsx")


def downloaded(browser: Any, kind: str) -> bytes:
    """The report of ageing pages, which lists every page by its title."""
    answer = browser.get(reverse("wagtailadmin_reports:aging_pages"), {"export": kind})
    assert answer.status_code == 200
    return answer.getvalue()


@pytest.mark.django_db
def test_a_title_that_looks_like_a_formula_is_words_in_a_csv_report(as_, admin) -> None:
    factories.tool(title=FORMULA)
    cells = [cell for row in csv.reader(io.StringIO(downloaded(as_(admin), "csv").decode())) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(spreadsheets.READ_AS_FORMULA)]


@pytest.mark.django_db
def test_a_title_that_looks_like_a_formula_is_words_in_a_workbook(as_, admin) -> None:
    factories.tool(title=FORMULA)
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(as_(admin), "xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_reckon_is_marked_as_words(words: str) -> None:
    view = SpreadsheetExportMixin()
    assert view.preprocess_field_value("title", words, "csv") == f"'{words}"
    assert view.preprocess_field_value("title", [words], "csv") == f"'{words}"
    assert view.preprocess_field_value("title", words, "xlsx") == words


def test_numbers_and_other_words_are_left_alone() -> None:
    view = SpreadsheetExportMixin()
    for cell in (-1, -1.5, 7, None, True, "Law", "", "a = b"):
        assert view.preprocess_field_value("title", cell, "csv") == cell


def test_no_list_or_report_goes_another_way() -> None:
    """A view with a method of its own would write its cells unguarded. Loading the addresses loads all views."""
    reverse("wagtailadmin_home")
    views = list(below(SpreadsheetExportMixin))
    assert len(views) > 10
    for view in views:
        for name in WRITING:
            assert getattr(view, name) is getattr(SpreadsheetExportMixin, name), f"{view} writes its own {name}"


def below(view: type) -> Iterator[type]:
    for each in view.__subclasses__():
        yield each
        yield from below(each)


def test_a_wagtail_without_the_method_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(SpreadsheetExportMixin, "preprocess_field_value")
    with pytest.raises(AttributeError):
        spreadsheets.guard_csv_cells()
