"""HTML on its way into packages: clean, with whole links and headings that skip no level."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from toolkit.domain.markup import clean_html, extract_text, format_xhtml, normalize_headings

ADDRESS = "https://portal.example/en/modules/one/"
soup = st.lists(
    st.sampled_from([*"<>/&\"'= ab", "<p>", "</p>", "<h2>", "<li>", "<table>", "<a href=", "onload=x", "<!--"])
).map("".join)


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ('<p onclick="x()">Hi<script>x()</script></p>', "<p>Hi</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        (
            '<a href="../two/?a=1&amp;b=2#c">a</a>',
            '<a href="https://portal.example/en/modules/two/?a=1&amp;b=2#c">a</a>',
        ),
        (
            '<a class="term" href="/en/glossary/consent/">a</a>',
            '<a href="https://portal.example/en/glossary/consent/">a</a>',
        ),
        ('<img src="https://elsewhere.example/x.png"><iframe src="x"></iframe>', ""),
        ('<p style="color:red" dir="rtl">a</p>', '<p dir="rtl">a</p>'),
    ],
)
def test_only_what_a_package_can_hold_stays(given_html: str, kept: str) -> None:
    assert clean_html(given_html, ADDRESS) == kept


def test_headings_begin_below_the_one_above_and_skip_none() -> None:
    html = "<h4>a</h4><h6>b</h6><h4>c</h4><h2>d</h2><h3>e</h3>"
    assert normalize_headings(html, 2) == "<h2>a</h2><h3>b</h3><h2>c</h2><h2>d</h2><h3>e</h3>"
    assert normalize_headings(html, 3).startswith("<h3>a</h3><h4>b</h4>")


@settings(max_examples=150)
@given(soup)
def test_whatever_was_typed_is_well_formed_and_its_headings_step_well(text: str) -> None:
    html = clean_html(text, ADDRESS)
    root = etree.fromstring(f"<div>{format_xhtml(html)}</div>")
    assert "onload" not in {name for node in root.iter() for name in node.attrib}
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(level >= 2 for level in levels)
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert "<" not in extract_text(html) or "&lt;" in html
