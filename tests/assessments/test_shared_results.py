"""What answers add up to, said twice: here and in static/js/result.js (tests/journeys/test_results.py). The examples
between them are true, and leave nothing out."""

import os

import pytest

from tests.assessments.shared_results import make_examples, read_examples, write_examples
from toolkit.domain.answers import ANSWERS
from toolkit.models import CoherenceRule

pytestmark = pytest.mark.django_db


def test_the_examples_say_what_the_server_works_out() -> None:
    examples = make_examples()
    if "WRITE_RESULTS" in os.environ:
        write_examples(examples)
    assert read_examples() == examples


def test_the_examples_have_every_answer_rules_of_each_kind_and_provisions_in_dispute() -> None:
    examples = read_examples()
    assert len(examples) == 20
    assert {mark for one in examples for mark in one["answers"].values()} == set(ANSWERS)
    assert any(not one["answers"] for one in examples)
    assert any(set(one["answers"].values()) == {"na"} for one in examples)
    assert {len(one["extremes"]) for one in examples} == {0, 2}
    raised = {question for one in examples for question, _codes in one["raised"]}
    rules = CoherenceRule.objects.filter(locale__language_code="en")
    spoken = [rule for rule in rules if rule.question in raised]
    assert any(rule.any_of for rule in spoken)
    assert any(rule.none_of for rule in spoken)
    assert rules.exclude(question__in=raised).exists()
    for one in examples:
        assert sum(one["counts"]) == sum(sum(counts) for _title, counts in one["sections"])
    ties = [
        (before, after)
        for one in examples
        for before, after in zip(one["provisions"], one["provisions"][1:], strict=False)
        if before[1] == after[1]
    ]
    assert ties
    assert all(before[0] <= after[0] for before, after in ties)
