"""The end of a part on paper: its last blocks stay together, whatever they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.domain.ends import LEAST_LINES, count_lines, find_blocks, keep_end_together

LINE = "<p>Words of one line.</p>"
LONG = f"<p>{'Words of many lines. ' * 90}</p>"
blocks = st.lists(
    st.sampled_from([LINE, LONG, "<h2>Head</h2>", "<ul><li>One</li><li>Two<br>three</li></ul>", "<hr>", " "])
)


def test_the_last_blocks_are_kept_together_until_they_fill_a_quarter_of_a_page() -> None:
    kept = keep_end_together(LINE * 40).partition('<div class="end">')
    assert kept[0] == LINE * 28
    assert kept[2] == LINE * 12 + "</div>"
    assert count_lines(LINE * 12) >= LEAST_LINES


def test_a_heading_stays_with_what_it_heads() -> None:
    assert (
        keep_end_together(f"{LINE}<h2>A</h2><h3>B</h3>{LONG}")
        == f'{LINE}<div class="end"><h2>A</h2><h3>B</h3>{LONG}</div>'
    )


def test_a_short_part_stays_together_as_a_whole() -> None:
    assert keep_end_together(LINE * 3) == f'<div class="end">{LINE * 3}</div>'


@pytest.mark.parametrize("html", ["", LINE, "words alone", LONG])
def test_what_is_one_block_stays_as_it_is(html: str) -> None:
    assert keep_end_together(html) == html


def test_a_block_inside_another_is_no_place_to_divide() -> None:
    html = f"<section>{LINE}<img src=x><br>{LINE}</section>{LINE}<svg><path d='M0'/></svg>"
    assert [html[start : start + 4] for start in find_blocks(html)] == ["<sec", "<p>W", "<svg"]


@given(blocks)
def test_nothing_is_lost_and_all_tags_still_match(pieces: list[str]) -> None:
    html = "".join(pieces)
    made = keep_end_together(html)
    assert re.sub(r'<div class="end">|</div>', "", made) == html
    assert made.count("<div") == made.count("</div>")
