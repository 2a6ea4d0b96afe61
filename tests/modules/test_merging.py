"""Three versions become one, and nothing that somebody wrote is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.domain.merging import (
    ABSENT,
    DiffMark,
    FieldState,
    compare_fields,
    diff_words,
    extract_texts,
    find_changed_fields,
    format_readable,
    is_same_content,
    merge_versions,
    normalize_value,
)

TITLES = st.text("abc دریn", min_size=1, max_size=8)
# No booleans beside numbers: a field of a block is one or the other, and to Python 1 is True.
LEAVES = st.one_of(TITLES, st.integers(0, 99), st.none(), st.lists(TITLES, max_size=2))


def item(number: int, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": f"id-{number}", "value": value}


@st.composite
def lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    numbers = draw(st.permutations(range(5)))[: draw(st.integers(0, 5))]
    return [item(number, draw(st.one_of(TITLES, st.fixed_dictionaries({"text": TITLES})))) for number in numbers]


PARTS = st.dictionaries(st.sampled_from(["title", "minutes", "text"]), LEAVES, max_size=3).flatmap(
    lambda flat: st.fixed_dictionaries({**{key: st.just(value) for key, value in flat.items()}, "steps": lists()})
)


@pytest.mark.thorough
@settings(max_examples=40)
@given(PARTS, PARTS)
def test_what_only_one_side_changed_is_taken_as_it_is(base: dict[str, Any], one: dict[str, Any]) -> None:
    assert normalize_value(merge_versions(base, base, one)) == normalize_value(one)
    assert normalize_value(merge_versions(base, one, base)) == normalize_value(one)
    assert normalize_value(merge_versions(base, one, one)) == normalize_value(one)


@pytest.mark.thorough
@settings(max_examples=40)
@given(PARTS, PARTS, PARTS)
def test_no_text_is_ever_lost(base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    disputed = [field for field in compare_fields(base, theirs, ours) if field.state == FieldState.CONFLICT]
    kept = set(extract_texts(normalize_value(merge_versions(base, theirs, ours))))
    shown = {
        text
        for field in disputed
        for side in (field.theirs, field.ours)
        for text in extract_texts(normalize_value(side))
    }
    for side in (theirs, ours):
        assert set(extract_texts(normalize_value(side))) - set(extract_texts(normalize_value(base))) <= kept | shown


@settings(max_examples=40)
@given(PARTS, PARTS, PARTS)
def test_whoever_chooses_one_side_everywhere_gets_that_side(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    all_ours = {field.key: "ours" for field in find_changed_fields(base, theirs, ours)}
    got = normalize_value(merge_versions(base, theirs, ours, all_ours))
    got["steps"], wanted = sorted(got.get("steps", []), key=str), normalize_value(ours)
    wanted["steps"] = sorted(wanted.get("steps", []), key=str)
    assert got == wanted


@pytest.mark.thorough
@settings(max_examples=40)
@given(PARTS, PARTS, PARTS)
def test_a_merge_that_is_merged_again_does_not_change(
    base: dict[str, Any], theirs: dict[str, Any], ours: dict[str, Any]
) -> None:
    once = merge_versions(base, theirs, ours)
    assert normalize_value(merge_versions(theirs, theirs, once)) == normalize_value(once)


def test_fields_are_told_apart() -> None:
    base = {"title": "Roles", "minutes": 20, "purpose": "See", "adapt": "", "text": "One"}
    theirs = {"title": "Roles", "minutes": 25, "purpose": "See", "adapt": "Short", "text": "Two"}
    ours = {"title": "Duties", "minutes": 25, "purpose": "See", "adapt": "", "text": "Three"}
    states = {field.key: field.state for field in compare_fields(base, theirs, ours)}
    assert states == {
        "title": FieldState.OURS,
        "minutes": FieldState.BOTH,
        "purpose": FieldState.SAME,
        "adapt": FieldState.THEIRS,
        "text": FieldState.CONFLICT,
    }
    assert merge_versions(base, theirs, ours)["text"] == "Three"
    assert merge_versions(base, theirs, ours, {"text": "theirs"})["text"] == "Two"


def test_steps_are_matched_by_id_wherever_they_stand() -> None:
    base = {"steps": [item(1, "Read"), item(2, "Talk"), item(3, "Vote")]}
    theirs = {"steps": [item(1, "Read"), item(9, "Pause"), item(2, "Talk in pairs"), item(3, "Vote")]}
    ours = {"steps": [item(3, "Vote"), item(1, "Read aloud"), item(2, "Talk")]}
    assert [step["value"] for step in merge_versions(base, theirs, ours)["steps"]] == [
        "Vote",
        "Read aloud",
        "Pause",
        "Talk in pairs",
    ]


def test_a_step_that_one_side_took_out_and_the_other_changed_is_a_conflict() -> None:
    base = {"steps": [item(1, "Read"), item(2, "Talk")]}
    theirs = {"steps": [item(1, "Read")]}
    ours = {"steps": [item(1, "Read"), item(2, "Talk in Dari")]}
    (field,) = find_changed_fields(base, theirs, ours)
    assert (field.state, field.theirs) == (FieldState.CONFLICT, ABSENT)
    assert len(merge_versions(base, theirs, ours)["steps"]) == 2
    assert len(merge_versions(base, theirs, ours, {field.key: "theirs"})["steps"]) == 1


def test_what_the_editor_adds_by_itself_is_no_change() -> None:
    base = {"text": "<p>One</p>"}
    assert find_changed_fields(base, {"text": '<p data-block-key="x1">One</p>', "note": "", "list": []}, base) == []


def test_the_editor_writes_the_same_text_in_its_own_way() -> None:
    loaded = '<h3>One</h3>\n<p>A <strong>b</strong>,<br>an <em>i</em>\n<a linktype="page" id="7">x</a></p>\n<ul>\n<li>y</li>\n</ul>'
    edited = (
        '<h3 data-block-key="a1">One</h3><p data-block-key="b2">A <b>b</b>,<br/>an <i>i</i>\r\n'
        '<a id="7" linktype="page">x</a></p><ul><li data-block-key="c3">y</li></ul>'
    )
    assert is_same_content(loaded, edited)
    assert is_same_content("Line\nline\n", "Line\r\nline")
    for other in (edited.replace(">x<", ">z<"), edited.replace('id="7"', 'id="8"'), edited.replace("<b>b</b>", "b")):
        assert not is_same_content(loaded, other)


def test_formatted_text_is_read_without_its_tags() -> None:
    assert format_readable("<p>One &amp; two</p><ul><li>Three<br/>four</li></ul>") == "One & two\nThree\nfour"
    assert format_readable([item(1, "Read"), item(2, {"text": "Talk", "minutes": 5})]) == "Read\nTalk\n5"


@given(st.text("ab \nدر", max_size=30), st.text("ab \nدر", max_size=30))
def test_a_difference_tells_both_texts(before: str, after: str) -> None:
    found = diff_words(before, after)
    assert "".join(text for mark, text in found if mark != DiffMark.IN) == before
    assert "".join(text for mark, text in found if mark != DiffMark.OUT) == after


def test_only_the_changed_words_are_marked() -> None:
    assert diff_words("the judge decides alone", "the court decides alone") == [
        (DiffMark.SAME, "the"),
        (DiffMark.OUT, " judge"),
        (DiffMark.IN, " court"),
        (DiffMark.SAME, " decides alone"),
    ]
