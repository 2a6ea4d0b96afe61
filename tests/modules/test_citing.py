"""Readings as citations, read back by programs that are not ours."""

import pybtex.database
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from modules.domain import citing

BOOK = {"kind": "book", "title": "The {Law} of 50% & more_", "authors": "Gallagher, Anne T.\nUnited Nations", "year": 2010,
        "publisher": "Press", "url": "https://example.org/a_b"}  # fmt: skip
ARTICLE = {"kind": "article-journal", "title": "Asking", "authors": "Doe, Jane", "year": 2015, "container": "A Journal",
           "volume": "3", "issue": "1", "pages": "63–75", "doi": "10.1/x"}  # fmt: skip


def test_apa_style_names_the_year_the_source_and_the_address() -> None:
    shown = citing.format_apa([citing.convert_to_csl(BOOK, "B1"), citing.convert_to_csl(ARTICLE, "a2")])
    assert shown["a2"] == (
        'Doe, J. (2015). Asking. <em>A Journal</em>, <em>3</em>(1), 63–75. '
        '<a href="https://doi.org/10.1/x" rel="external noreferrer">https://doi.org/10.1/x</a>'
    )  # fmt: skip
    assert shown["B1"].startswith("Gallagher, A. T., &amp; United Nations. (2010).")


def test_a_citation_carries_no_markup_of_its_source() -> None:
    hostile = {"kind": "report", "title": "<script>alert(1)</script><b>Bold</b>", "authors": "A <img src=x>"}
    shown = citing.format_apa([citing.convert_to_csl(hostile, "x")])["x"]
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown


def test_bibtex_is_read_by_pybtex() -> None:
    text = citing.format_bibtex([citing.convert_to_csl(BOOK, "b1"), citing.convert_to_csl(ARTICLE, "a2")])
    entries = pybtex.database.parse_string(text, "bibtex").entries
    assert entries["a2"].fields["journal"] == "A Journal"
    assert entries["b1"].persons["author"][0].last_names == ["Gallagher"]
    assert entries["b1"].persons["author"][1].last_names == ["{United Nations}"]
    assert entries["b1"].fields["year"] == "2010"


def test_ris_is_read_by_rispy() -> None:
    entries = rispy.loads(citing.format_ris([citing.convert_to_csl(BOOK, "b1"), citing.convert_to_csl(ARTICLE, "a2")]))
    assert [entry["type_of_reference"] for entry in entries] == ["BOOK", "JOUR"]
    assert (entries[1]["start_page"], entries[1]["end_page"]) == ("63", "75")
    assert entries[0]["authors"] == ["Gallagher, Anne T.", "United Nations"]


@pytest.mark.thorough
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_title_and_author_make_a_bibtex_entry_that_parses(title: str, author: str) -> None:
    csl = citing.convert_to_csl({"kind": "report", "title": title or "T", "authors": author}, "key")
    parsed = pybtex.database.parse_string(citing.format_bibtex([csl]), "bibtex")
    assert list(parsed.entries) == ["key"]


def test_a_reading_comes_back_from_csl_as_it_went_in() -> None:
    again = citing.convert_from_csl(citing.convert_to_csl(ARTICLE, "a2"))
    assert {name: again[name] for name in ARTICLE} == ARTICLE


@pytest.mark.parametrize("line", ["World Bank", "Doe, Jane", "Sánchez, Gabriella E."])
def test_a_name_keeps_its_order(line: str) -> None:
    assert citing.format_author(citing.parse_author(line)) == line
