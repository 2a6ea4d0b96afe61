"""Answers as plain data: in and out of forms and files unchanged, and a clear sentence for everything else."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import LONGEST_TEXT, Answer, Answers, InvalidAnswersError
from assessments.presenters.results import build_result
from assessments.selectors.answers import begin_answers
from tests import factories
from toolkit.domain.answers import ANSWERS
from toolkit.models import CoherenceRule

# What Answer.from_data lets through: no control characters but tab and line end.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    max_size=LONGEST_TEXT,
)
answer_rows = st.builds(Answer, mark=st.sampled_from(["", *ANSWERS]), note=texts, evidence=texts, action=texts)


@given(st.dictionaries(st.uuids().map(str), answer_rows, max_size=5))
def test_any_answers_come_back_from_json_unchanged(rows: dict[str, Answer]) -> None:
    given_answers = Answers(uuid.uuid4(), 3, "prs", {item: row for item, row in rows.items() if row})
    assert Answers.from_json(given_answers.to_json()) == given_answers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("{}", "cannot be read"),
        (json.dumps({"format": "rights-gender-answers", "answers": [], "version": 1}), "names no answers"),
        (json.dumps({"format": "rights-gender-answers", "answers": {}, "version": "1"}), "names no answers"),
        (
            json.dumps({"format": "rights-gender-answers", "answers": {}, "version": 1, "checklist": 7}),
            "which checklist",
        ),
        (
            json.dumps(
                {
                    "format": "rights-gender-answers",
                    "version": 1,
                    "checklist": str(uuid.uuid4()),
                    "answers": {"a": {"mark": "maybe"}},
                }
            ),
            "neither yes, partly, no",
        ),
        (
            json.dumps(
                {
                    "format": "rights-gender-answers",
                    "version": 1,
                    "checklist": str(uuid.uuid4()),
                    "answers": {"a": {"note": ["list"]}},
                }
            ),
            "not one of ours",
        ),
    ],
)
def test_what_is_no_answers_file_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InvalidAnswersError, match=sentence):
        Answers.from_json(text)


@given(st.text() | st.binary())
def test_no_text_breaks_the_reader(text) -> None:
    with pytest.raises(InvalidAnswersError):
        Answers.from_json(text)


@pytest.mark.django_db
def test_a_form_gives_the_answers_of_its_questions_and_nothing_else() -> None:
    checklist = factories.checklist()
    first, second = [item.id for item in checklist.items()]
    answers = begin_answers(checklist)
    form = {f"a_{first}": "no", f"n_{first}": "line\r\nline", "a_stranger": "yes", f"e_{second}": ""}
    answers.take_form(checklist.item_ids(), form)
    assert answers.answers == {first: Answer(mark="no", note="line\nline")}
    assert (answers.checklist, answers.version) == (checklist.translation_key, 1)


@pytest.mark.django_db
def test_the_result_groups_by_section_and_provision_and_asks_about_contradictions(
    django_assert_num_queries,
) -> None:
    rule, other = factories.provision(), factories.provision()
    items = [factories.item("One?", [rule]), factories.item("Two?", [rule, other]), factories.item("Three?", [])]
    checklist = factories.checklist([factories.section("First", items)])
    one, two, _three = [item["id"] for item in items]
    checklist.rules.add(
        CoherenceRule(
            question="Two without one?",
            all_of=[{"item": two, "answers": ["yes"]}, {"item": one, "answers": ["no"]}],
            locale=checklist.locale,
        )
    )
    checklist.save_revision().publish()
    answers = begin_answers(checklist, {one: Answer("no"), two: Answer("yes")})
    checklist = type(checklist).objects.get(pk=checklist.pk)
    result = build_result(checklist, answers)
    assert result.whole.counts == {"yes": 1, "partly": 0, "no": 1, "na": 0, "": 1}
    assert [group.title for group in result.sections] == ["A. First"]
    assert [(group.provision.pk, group.count("no")) for group in result.provisions] == [(rule.pk, 1), (other.pk, 0)]
    assert [row.code for row in result.whole.open] == ["A3"]
    (found,) = result.contradictions
    assert [row.code for row in found.rows] == ["A2", "A1"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_result_takes_as_many_queries_for_one_question_as_for_many(count, django_assert_max_num_queries) -> None:
    items = [factories.item(f"Q{n}?", [factories.provision()]) for n in range(count)]
    checklist = factories.checklist([factories.section("First", items)])
    fresh = type(checklist).objects.get(pk=checklist.pk)
    answers = begin_answers(fresh, {items[0]["id"]: Answer("no")})
    with django_assert_max_num_queries(4):
        build_result(fresh, answers)


@pytest.mark.django_db
def test_an_answer_to_a_question_that_is_gone_is_kept_and_named() -> None:
    checklist = factories.checklist()
    answers = begin_answers(checklist, {"gone": Answer("yes")})
    assert list(answers.list_obsolete_answers(checklist.item_ids())) == [("gone", Answer("yes"))]
