"""The judge herself: what is random by design is forgiven, and nothing else; chance is no finding, a third more is."""

import random

from tests.inference.browser import Answer
from tests.inference.judge import Plain, differences, judge

UUIDS = ("0a0a0a0a-0b0b-4c0c-8d0d-0e0e0e0e0e0e", "1a0a0a0a-0b0b-4c0c-8d0d-0e0e0e0e0e0e")


def page(words: str, status: int = 200, **headers: str) -> Answer:
    body = words.encode()
    named = [(name.replace("_", "-"), value) for name, value in {"Content_Length": str(len(body)), **headers}.items()]
    return Answer("GET", "/en/", status, named, body)


def told(one: list[Answer], other: list[Answer]) -> list[str]:
    a, b = Plain(), Plain()
    return differences([a.answer("", said) for said in one], [b.answer("", said) for said in other])


def test_ids_are_known_by_when_they_appeared() -> None:
    first, second = UUIDS
    assert told([page(first), page(second)], [page(second), page(first)]) == []
    assert told([page(first), page(first)], [page(first), page(second)]) != []


def test_drawn_ids_of_other_lengths_are_no_finding_and_small_ones_are() -> None:
    assert told([page("user 98765432109")], [page("user 1234567890123")]) == []
    assert told([page("user 48")], [page("user 38")]) != []


def test_a_token_is_forgiven_where_a_token_stands_and_nowhere_else() -> None:
    field = '<input name="csrfmiddlewaretoken" value="{}">'
    assert told([page(field.format("a" * 64))], [page(field.format("b" * 64))]) == []
    assert told([page("a" * 64)], [page("b" * 64)]) != []


def test_status_headers_and_every_word_count() -> None:
    assert told([page("x")], [page("x", status=404)]) != []
    assert told([page("x")], [page("x", Vary="Cookie")]) != []
    assert told([page("x")], [page("y")]) != []
    assert told([page("x")], [page("x"), page("x")]) != []
    assert told([page("x", Date="now")], [page("x", Date="later")]) == []


def test_noise_is_no_finding_and_a_third_more_is() -> None:
    chance = random.Random(7)

    def times(factor: float) -> list[float]:
        return [factor * chance.gauss(1, 0.25) + (chance.random() < 0.05) * 3 for _n in range(200)]

    assert not any(judge(times(1), times(1)).tells for _run in range(50))
    assert all(judge(times(1), times(1.3)).tells for _run in range(20))
