"""Every release has a version that can be a tag, an entry that an operator can act on, and a portal of the one before."""

import re
import tarfile

from tests.upgrade.keeping import DATABASE, KEYS, PEOPLE, PORTAL
from tests.upgrade.releases import ROOT, before, changelog, previous_release, version_here, version_kept


def test_the_portal_that_is_kept_is_of_the_release_before_this_one() -> None:
    assert version_kept() == before(version_here())
    assert previous_release().name == version_kept()


def test_it_is_there_for_both_engines_and_small() -> None:
    assert {file.name for file in previous_release().iterdir()} == {"about.json", KEYS, PORTAL}
    with tarfile.open(previous_release() / PORTAL) as archive:
        names = set(archive.getnames())
    assert {f"{engine}/{name}" for engine in ("postgresql", "sqlite") for name in (DATABASE, PEOPLE)} <= names
    assert (previous_release() / PORTAL).stat().st_size < 1_200_000


def test_a_version_can_be_a_tag_and_has_the_first_entry() -> None:
    version = version_here()
    assert re.fullmatch(r"\d+\.\d+\.\d+(\.dev\d+)?", version)
    newest, note = changelog()[0]
    assert newest == version.partition(".dev")[0]
    assert (note == "not released") == (".dev" in version)
    assert note == "not released" or re.fullmatch(r"\d{4}-\d{2}-\d{2}", note)


def test_an_entry_says_first_what_an_operator_does_before() -> None:
    entries = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:-1]  # not of the first
    assert entries
    for entry in entries:
        assert entry.split("\n", 2)[1].startswith("**Before you upgrade:** "), entry[:80]
