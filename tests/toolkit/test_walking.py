"""Whether whoever walks a path always finds a way on: toolkit/domain/walking.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.domain.walking import Screen, check_path, find_named, reached

END = Screen("end", goes_on=True)
STARTS = Screen("start", ("end",))


def test_a_path_that_leads_to_help_is_fine_and_so_is_an_empty_one() -> None:
    assert check_path([STARTS, END], []) == []
    assert check_path([], []) == []


@pytest.mark.parametrize(
    ("screens", "said"),
    [
        ([STARTS, END, END], "Two screens have the key end."),
        ([Screen("start", ("end", "gone")), END], "Screen start leads to gone, which is no screen."),
        ([STARTS, END, Screen("island", ("end",))], "Nobody can come to screen island."),
        ([STARTS, Screen("end")], "Screen end ends and leads to no help: name a page where it goes on."),
        (
            [Screen("start", ("end", "round")), END, Screen("round", ("round",))],
            "From screen round no answer leads to an end.",
        ),
        (
            [Screen("start", ("end",), names=("w99",)), END],
            "Screen start names w99, which is neither a screen nor a sentence.",
        ),
    ],
)
def test_an_editor_is_told_what_is_wrong(screens: list[Screen], said: str) -> None:
    assert check_path(screens, ["w01"]) == [said]


def test_words_may_name_screens_and_sentences_in_brackets() -> None:
    assert find_named("Say {w18} first, then {threat}. {Not this} {nor-") == ("w18", "threat")
    assert check_path([Screen("start", ("end",), names=("w18", "end")), END], ["w18"]) == []


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3), min_size=1))
def test_what_is_accepted_never_leaves_anybody_without_a_way(ways: dict[str, list[str]]) -> None:
    screens = [Screen(key, tuple(to), goes_on=not to) for key, to in ways.items()]
    if check_path(screens, []):
        return
    for key in ways:
        ends = [other for other in reached([key], ways) if not ways[other]]
        assert ends, key
    assert reached([next(iter(ways))], ways) == set(ways)
