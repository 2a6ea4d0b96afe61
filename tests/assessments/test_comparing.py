"""Two rounds beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.comparing import AnswerChange, AskedQuestion, Comparison, compare_questions, group_by_section

MARKS = ["", "yes", "partly", "no", "na"]
asked = st.builds(
    AskedQuestion,
    item=st.sampled_from("abcdefgh"),
    section=st.sampled_from(["A. One", "B. Two"]),
    code=st.just("A1"),
    question=st.just("Q?"),
    mark=st.sampled_from(MARKS),
)
rounds = st.lists(asked, unique_by=lambda row: row.item)


def one(mark: str) -> list[AskedQuestion]:
    return [AskedQuestion("x", "A. One", "A1", "Q?", mark)]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("no", "partly", AnswerChange.IMPROVED),
        ("no", "yes", AnswerChange.IMPROVED),
        ("partly", "yes", AnswerChange.IMPROVED),
        ("yes", "partly", AnswerChange.FELL),
        ("partly", "no", AnswerChange.FELL),
        ("yes", "yes", AnswerChange.STAYED),
        ("", "", AnswerChange.STAYED),
        ("na", "na", AnswerChange.STAYED),
        ("", "no", AnswerChange.MOVED),
        ("yes", "", AnswerChange.MOVED),
        ("no", "na", AnswerChange.MOVED),
    ],
)
def test_one_answer_against_another(before: str, after: str, change: AnswerChange) -> None:
    (row,) = compare_questions(one(before), one(after))
    assert row.change == change


def test_questions_that_only_one_round_asked() -> None:
    assert [row.change for row in compare_questions([], one("yes"))] == [AnswerChange.NEW]
    assert [row.change for row in compare_questions(one("yes"), [])] == [AnswerChange.GONE]


@given(rounds, rounds)
def test_every_question_stands_once_and_none_is_lost(before: list[AskedQuestion], after: list[AskedQuestion]) -> None:
    rows = compare_questions(before, after)
    assert sorted(row.shown.item for row in rows) == sorted({row.item for row in [*before, *after]})
    assert [row.after for row in rows if row.after] == after
    assert {row.before.item: row.before for row in rows if row.before} == {row.item: row for row in before}
    sections = group_by_section(rows)
    assert [row for section in sections for row in section.rows] == sorted(
        rows, key=lambda row: [section.title for section in sections].index(row.shown.section)
    )
    assert sum(sum(section.counts.values()) for section in sections) == len(rows)


@given(rounds, rounds)
def test_looking_from_the_other_side_turns_better_into_worse(
    before: list[AskedQuestion], after: list[AskedQuestion]
) -> None:
    there, back = (
        Comparison("", compare_questions(before, after)).counts,
        Comparison("", compare_questions(after, before)).counts,
    )
    turned = {
        AnswerChange.IMPROVED: AnswerChange.FELL,
        AnswerChange.FELL: AnswerChange.IMPROVED,
        AnswerChange.NEW: AnswerChange.GONE,
        AnswerChange.GONE: AnswerChange.NEW,
    }
    assert {change: back[turned.get(change, change)] for change in AnswerChange} == there


@given(rounds, rounds)
def test_a_bar_is_as_wide_as_its_chart(before: list[AskedQuestion], after: list[AskedQuestion]) -> None:
    rows = compare_questions(before, after)
    bars = Comparison("", rows).bars
    if rows:
        assert abs(sum(float(bar["width"]) for bar in bars) - 100) < 0.1
        assert abs(float(bars[-1]["x"]) + float(bars[-1]["width"]) - 100) < 0.02
    else:
        assert bars == []
