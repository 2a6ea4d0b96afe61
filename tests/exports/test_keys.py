"""The address of a file is a digest of everything that could change it."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.domain.printouts import Printout, unpack_printout
from tests.exports.paper import a_printout

words = st.text(max_size=20)
names = st.dictionaries(words, words, max_size=3)
printouts = st.builds(
    Printout,
    kind=words,
    subject=words,
    title=words,
    language=st.sampled_from(["en", "prs", "bn"]),
    filename=st.from_regex(r"[a-z]{1,9}-v[0-9]\.pdf", fullmatch=True),
    html=words,
    manifest=st.binary(max_size=20),
    fillable=st.booleans(),
    links=names,
    assets=st.dictionaries(words, st.binary(max_size=9), max_size=3),
    options=names,
    page_url=words,
    version_note=words,
    private=st.booleans(),
)


@pytest.mark.thorough
@given(printouts, printouts)
def test_any_changed_field_changes_the_key(one: Printout, other: Printout) -> None:
    for item in fields(Printout):
        changed = replace(one, **{item.name: getattr(other, item.name)})
        same = changed == one or item.name == "seconds"
        assert (changed.key("r1") == one.key("r1")) is same, item.name


@given(printouts)
def test_another_renderer_or_reader_is_another_key(printout: Printout) -> None:
    keys = {printout.key("r1"), printout.key("r2"), printout.key("r1", reader="person 1")}
    assert len(keys) == 3


@given(printouts)
def test_what_is_packed_comes_back(printout: Printout) -> None:
    source = unpack_printout(printout.pack())
    assert source == {name: getattr(printout, name) for name in source}
    assert set(source) == {"html", "manifest", "language", "fillable", "links", "assets"}


def test_order_of_options_does_not_matter_and_time_limit_neither() -> None:
    one = a_printout(options={"form": "paper", "size": "a4"})
    other = a_printout(options={"size": "a4", "form": "paper"}, seconds=120)
    assert one.key("r") == other.key("r")


def test_a_private_key_depends_on_the_secret(settings: object) -> None:
    printout = a_printout(private=True)
    before = printout.key("r", reader="person 1")
    settings.SECRET_KEY = "another " * 8  # type: ignore[attr-defined]
    assert printout.key("r", reader="person 1") != before


@pytest.mark.parametrize("name", ["../etc.pdf", "a/b.pdf", "a\r\nX: y.pdf", "law.exe", ".pdf", "a b.pdf", ""])
def test_an_unsafe_file_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        a_printout(filename=name)


@pytest.mark.parametrize("seconds", [0, 151])
def test_a_limit_beyond_the_workers_own_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match="seconds"):
        a_printout(seconds=seconds)
