"""A restore drill with three hundred people: the same counts and checksums, and nobody who had left."""

from collections.abc import Callable
from pathlib import Path

from tests.config import drill

Figure = Callable[[str, object], None]


def test_a_portal_of_three_hundred_comes_back_without_the_one_who_left(tmp_path: Path, record_property: Figure) -> None:
    seen = drill.run(tmp_path, members=300)
    record_property(
        "figure", f"{seen['rows']} rows in {seen['bytes'] // 1024} KiB, {len(seen['tables that differ'])} tables differ"
    )
    assert seen["tables that differ"] == seen["files that differ"] == []
    assert seen["readable"] == 0, "a canary can be read in the sealed file"
    assert "the file was changed" in seen["says of a changed byte"]
    assert not seen["the leaver came back"]
    assert seen["members"] == seen["members when a key was destroyed"] == 299
    assert "no list of erased accounts" in seen["a new machine says without the journal"]
    assert "Erased again: 0" in seen["a new machine says"]
