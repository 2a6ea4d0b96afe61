"""The entry number, as it is made and as people type it."""

import pytest

from accounts.domain.entry_numbers import format_entry_number, generate_entry_number, parse_entry_number


def test_each_number_is_twelve_digits_and_another_one() -> None:
    numbers = {generate_entry_number() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(one) == 12 and one.isascii() and one.isdecimal() for one in numbers)
    assert any(one.startswith("0") for one in numbers), "a leading zero is a digit like others"


@pytest.mark.parametrize(
    "typed",
    [
        "012345678901",
        " 0123 4567 8901\n",
        "0123-4567-8901",
        "0123\u20134567\u22128901",
        "0123\u00a04567\u202f8901",
        "\u200e0123_4567_8901\u200f",
        "۰۱۲۳ ۴۵۶۷ ۸۹۰۱",
        "٠١٢٣-٤٥٦٧-٨٩٠١",
        "০১২৩ ৪৫৬৭ ৮৯০১",
        "\uff10\uff11\uff12\uff134567\u00ad8901",
    ],
)
def test_a_number_is_read_in_any_script_without_its_spaces_and_strokes(typed: str) -> None:
    assert parse_entry_number(typed) == "012345678901"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345678901",
        "1234567890123",
        "123456789012@example.org",
        "12345678901a",
        "+12345678901",
        "1234567890¹²",
        "Ⅻ" * 12,
    ],
)
def test_what_has_not_twelve_digits_and_nothing_else_is_none(typed: str) -> None:
    assert parse_entry_number(typed) is None


def test_a_number_is_written_in_groups_of_four_and_read_back() -> None:
    number = generate_entry_number()
    assert format_entry_number("012345678901") == "0123 4567 8901"
    assert parse_entry_number(format_entry_number(number)) == number
