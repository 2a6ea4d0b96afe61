"""How a brought form says its marks, and what is told of those that are none."""

import uuid

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from assessments.uploads.forms import parse_form_answers, read_field_value

ITEMS = [{"id": "one", "section": "A", "number": 1}, {"id": "two", "section": "B", "number": 2}]
MANIFEST = {"language": "en", "checklists": [{"key": str(uuid.uuid4()), "version": 1, "items": ITEMS}]}


def button(value: object, *kids: str, options: list[str] | None = None) -> DictionaryObject:
    field = DictionaryObject({NameObject("/FT"): NameObject("/Btn"), NameObject("/V"): value})
    field[NameObject("/Kids")] = ArrayObject(
        DictionaryObject({NameObject("/AS"): NameObject(f"/{kid}")}) for kid in kids
    )
    if options:
        field[NameObject("/Opt")] = ArrayObject(TextStringObject(text) for text in options)
    return field


@pytest.mark.parametrize(
    ("field", "mark"),
    [
        (button(NameObject("/partly")), "partly"),
        (button(TextStringObject("/partly")), "partly"),  # a button's name written as a string, stroke and all
        (button(TextStringObject("partly")), "partly"),
        (button(NameObject("/Off"), "Off", "partly"), "partly"),  # the button is set, its group was forgotten
        (button(NameObject("/Off"), "Off", "Off"), ""),
        (button(NameObject("/1"), options=["yes", "partly"]), "partly"),
    ],
)
def test_a_mark_is_read_however_a_viewer_writes_it(field: DictionaryObject, mark: str) -> None:
    assert read_field_value(field) == mark


def test_a_mark_that_is_none_is_named_and_the_rest_is_kept() -> None:
    read = parse_form_answers(MANIFEST, {"a_one": "perhaps", "n_one": "A note.", "a_two": "yes"})
    assert read.problems == ["A1: “perhaps” is no answer, so this question stays open."]
    assert {item: (answer.mark, answer.note) for item, answer in read.answers.answers.items()} == {
        "one": ("", "A note."),
        "two": ("yes", ""),
    }


def test_an_open_question_is_no_problem() -> None:
    assert parse_form_answers(MANIFEST, {"a_one": "", "n_one": "", "a_two": "no"}).problems == []
