"""The class builder proposes what fits, and says what does not."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modules.domain.outlines import CaseStudy, Exercise, Film, KeyIssue, Outcome, Outline
from modules.domain.planning import (
    BREAK,
    LONGEST,
    SHORTEST,
    ClassBuilderPlan,
    ClassWishes,
    LineKind,
    LineReason,
    find_alternatives,
    find_served_outcomes,
    list_plannable_parts,
    make_class_plan,
    make_frame_lines,
    propose_plan,
)

OUTCOMES = ("o1", "o2", "o3", "o4")


def exercise(number: int, minutes: int, outcomes: tuple[str, ...] = (), group: tuple[int, int] = (4, 40)) -> Exercise:
    words = {"purpose": f"Purpose {number}", "material": (), "steps": ("Read",), "debrief": (), "adapt": ""}
    return Exercise(f"e{number}", f"Exercise {number}", minutes, *group, **words, outcomes=outcomes)  # type: ignore[arg-type]


def outline(
    exercises: list[Exercise], issues: int = 3, films: int = 1, cases: int = 1, language: str = "en"
) -> Outline:
    return Outline(
        key="k",
        slug="s",
        title="Module",
        summary="",
        language=language,
        version=1,
        url="",
        licence="",
        licence_url="",
        introduction="",
        minutes=90,
        level="",
        crime="",
        outcomes=tuple(Outcome(one, one) for one in OUTCOMES),
        issues=tuple(KeyIssue(f"i{n}", f"Issue {n}", f"Summary {n}", "") for n in range(issues)),
        exercises=tuple(exercises),
        cases=tuple(CaseStudy(f"c{n}", f"Case {n}", "", ("Why?",)) for n in range(cases)),
        films=tuple(Film(f"f{n}", f"Film {n}", 2, "", questions=("Who speaks?",)) for n in range(films)),
    )


EXERCISES = st.lists(
    st.tuples(
        st.integers(5, 60),
        st.lists(st.sampled_from(OUTCOMES), unique=True, max_size=3),
        st.tuples(st.integers(1, 20), st.integers(20, 60)),
    ),
    max_size=7,
)
MODULES = st.tuples(EXERCISES, st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)).map(
    lambda drawn: outline(
        [exercise(n, minutes, tuple(outs), group) for n, (minutes, outs, group) in enumerate(drawn[0])], *drawn[1:]
    )
)
WISHES = st.builds(
    ClassWishes,
    st.integers(SHORTEST, LONGEST),
    st.integers(0, 70),
    st.lists(st.sampled_from(OUTCOMES), unique=True, max_size=4).map(tuple),
)


@settings(max_examples=60)
@given(MODULES, WISHES)
def test_a_proposal_never_takes_longer_than_the_class(module: Outline, wishes: ClassWishes) -> None:
    plan = propose_plan(module, wishes)
    assert plan.used + plan.left == wishes.minutes
    assert plan.left >= 0
    assert len(plan.parts) == len([line for line in plan.lines if line.part])
    assert plan == propose_plan(module, wishes)
    assert ClassBuilderPlan.from_data(plan.to_data()) == plan


@settings(max_examples=60)
@given(MODULES, WISHES)
def test_as_many_outcomes_are_served_as_any_choice_of_exercises_could(module: Outline, wishes: ClassWishes) -> None:
    usable = [piece for piece in list_plannable_parts(module, wishes.students) if piece.kind == LineKind.EXERCISE]
    budget = wishes.minutes - sum(line.minutes for part in make_frame_lines(wishes.minutes) for line in part)
    most = max(
        len(frozenset().union(*(one.outcomes for one in some)) & set(wishes.outcomes))
        for size in range(len(usable) + 1)
        for some in combinations(usable, size)
        if sum(one.lengths[0] for one in some) <= budget
    )
    assert len(find_served_outcomes(module, propose_plan(module, wishes)) & set(wishes.outcomes)) == most


@settings(max_examples=40)
@given(MODULES, WISHES)
def test_what_is_left_over_could_not_have_held_another_part(module: Outline, wishes: ClassWishes) -> None:
    plan = propose_plan(module, wishes)
    shortest = [min(piece.lengths) for piece in find_alternatives(module, plan) if piece.kind != LineKind.ISSUE]
    assert all(length > plan.left for length in shortest)


def test_a_ninety_minute_class_is_filled_exactly() -> None:
    module = outline([exercise(1, 25, ("o1",)), exercise(2, 30, ("o2",)), exercise(3, 20)])
    plan = propose_plan(module, ClassWishes(90, 20, ("o2",)))
    assert plan.left == 0
    assert plan.lines[0].kind == LineKind.OPENING
    assert plan.lines[-1].kind == LineKind.CLOSING
    assert {line.why for line in plan.lines if line.part == "e2"} == {LineReason.OUTCOMES}


def test_a_long_class_has_a_break_near_its_middle() -> None:
    plan = propose_plan(outline([exercise(n, 30) for n in range(8)]), ClassWishes(180))
    place = [line.kind for line in plan.lines].index(LineKind.BREAK)
    before = sum(line.minutes for line in plan.lines[:place])
    assert 60 <= before <= 120
    assert plan.lines[place].minutes == BREAK


def test_an_exercise_for_another_group_size_is_not_proposed() -> None:
    module = outline([exercise(1, 25, ("o1",), group=(2, 8))])
    assert "e1" not in propose_plan(module, ClassWishes(90, 30, ("o1",))).parts
    assert "e1" in propose_plan(module, ClassWishes(90, 8, ("o1",))).parts


def test_lines_are_moved_dropped_swapped_and_added() -> None:
    module = outline([exercise(1, 25), exercise(2, 30), exercise(3, 20)])
    plan = propose_plan(module, ClassWishes(60))
    assert plan.moved(0, -1) == plan
    assert plan.moved(1, 1).lines[2] == plan.lines[1]
    shorter = plan.without(1)
    assert shorter.left == plan.left + plan.lines[1].minutes
    other = find_alternatives(module, shorter)[-1]
    assert shorter.added(other).lines[-2].part == other.part
    assert shorter.swapped(1, other).lines[1].part == other.part
    assert plan.timed([7] * len(plan.lines)).used == 7 * len(plan.lines)


def test_paper_gets_the_plan_in_the_modules_words_without_parts_that_are_gone() -> None:
    module = outline([exercise(1, 25), exercise(2, 30)])
    plan = propose_plan(module, ClassWishes(90))
    paper = make_class_plan(module, plan, "Monday")
    assert paper.minutes == sum(row.minutes for row in paper.rows) == plan.used
    assert (paper.rows[0].title, paper.rows[-1].title) == ("Opening", "Closing")
    assert {row.text for row in paper.rows} >= {"Summary 0", "Purpose 1"}
    gone = make_class_plan(outline([exercise(2, 30)]), plan, "Monday")
    assert "e1" not in {row.part for row in gone.rows}


def test_a_plan_that_we_did_not_write_is_refused() -> None:
    for bad in [None, {}, {"minutes": "x", "students": 0, "outcomes": [], "lines": []}, [1], {"lines": [1]}]:
        with pytest.raises(ValueError):
            ClassBuilderPlan.from_data(bad)
