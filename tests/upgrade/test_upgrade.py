"""What the release before left behind, its portal's database and files, is brought up to date, and everybody finds again
what is hers. And what is tried here can be kept of the present release for the next one."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.upgrade.keeping import PEOPLE, bring_back, lay_out
from tests.upgrade.make import ROOT, empty_database, environment, new_folder
from tests.upgrade.releases import previous_release

pytestmark = [pytest.mark.services, pytest.mark.thorough, pytest.mark.xdist_group("upgrade")]
UPGRADES = ["sqlite", *(["postgresql"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else [])]
PRESENT = "present release"
JPEG = "ffd8ff"


@pytest.fixture(scope="module")
def everything_seen() -> dict[str, dict[str, Any]]:
    """By engine. pytest makes a fixture with parameters anew whenever another parameter came in between."""
    return {}


@pytest.fixture(params=[*UPGRADES, PRESENT])
def seen(
    request: pytest.FixtureRequest, everything_seen: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What everybody saw after the upgrade. Done once for each engine, where it fails as well: it takes minutes."""
    if request.param not in everything_seen:
        everything_seen[request.param] = {}
        everything_seen[request.param] = upgrade_and_read(request.param, tmp_path_factory.mktemp("upgrade"))
    assert everything_seen[request.param], "The upgrade failed: why stands at the first of these tests."
    return everything_seen[request.param]


def upgrade_and_read(engine: str, folder: Path) -> dict[str, Any]:
    var = new_folder(folder / "var")
    if engine == PRESENT:
        return filled_and_read(folder, var)
    with empty_database(os.environ["DATABASE_URL"] if engine == "postgresql" else "sqlite", folder) as url:
        bring_back(previous_release(), url, var)
        ready.copy_static_files(var)  # a start from nothing collects them: tests/script/test_server.py
        return read("upgrade", var, environment(url, var))


def filled_and_read(folder: Path, var: Path) -> dict[str, Any]:
    """What they see who were put there by tests/upgrade/people.py just now; laid out as it would be kept."""
    with closing(ready.copy_into(f"file:{folder / 'portal.sqlite3'}")):
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
    there = environment(url, var) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    python(["tests.upgrade.people", str(var / PEOPLE)], there)
    lay_out(url, var, folder)
    assert {"database.sql", "files", "people.json"} == {path.name for path in (folder / "sqlite").iterdir()}
    return read("read", var, there)


def read(what: str, var: Path, there: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(python(["tests.upgrade.reading", what, str(var)], there).splitlines()[-1])
    return found


def python(words: list[str], there: dict[str, str]) -> str:
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.mark.parametrize("seen", UPGRADES, indirect=True)
def test_an_operator_sees_it_migrate_and_no_step_is_left(seen: dict[str, Any]) -> None:
    assert "Migrating the database" in seen["upgrade says"]
    assert "Loading the starter content" in seen["upgrade says"]
    assert seen["migrations left"] == 0


@pytest.mark.parametrize("seen", UPGRADES, indirect=True)
def test_an_operator_reads_of_an_editors_words_and_of_nothing_else_that_was_left_alone(seen: dict[str, Any]) -> None:
    left = [line.strip() for line in seen["upgrade says"].splitlines() if "left alone:" in line]
    # Release 0.1 had one digest for a row: in one that an editor changed, whatever the content says differently counts.
    fields = {"en/law/cedaw": "reference, summary, order", "en/tools/legislation": "summary"}
    assert left == [f"left alone: {row}: {names} (changed by an editor)" for row, names in fields.items()]


def test_a_reader_finds_an_editors_words_and_the_treaties(seen: dict[str, Any]) -> None:
    assert seen["edited page"]
    assert seen["edited instrument"]
    assert seen["found by an editor's word"] == seen["expected"]["page"]
    assert seen["found by the name of a treaty"] == seen["expected"]["instrument"]


def test_a_reader_downloads_a_file_of_before_and_has_another_one_made(seen: dict[str, Any]) -> None:
    assert seen["file of before"] == "%PDF-"
    assert seen["file of now"] == "%PDF-"


def test_an_editor_finds_her_picture(seen: dict[str, Any]) -> None:
    assert seen["picture"] == {"file": True, "shown": True}
    assert "A turnstone" in seen["pictures"]


def test_a_practitioner_goes_on_in_the_browser_that_was_open(seen: dict[str, Any]) -> None:
    assert "Sanderling: nobody asks at night." in seen["alone"]


def test_a_team_finds_its_answers_and_its_evidence(seen: dict[str, Any]) -> None:
    assert "Redshank: a clinic at a border" in seen["team"]
    for words in ("Knot: nobody was asked.", "Curlew: the minutes of May."):
        assert words in seen["sheet"]
    assert seen["evidence"] == "%PDF-"


def test_a_lecturer_is_still_verified_and_finds_her_class_and_her_adaptation(seen: dict[str, Any]) -> None:
    assert seen["marking notes"] > 1000
    assert "Whimbrel: Tuesday's class" in seen["classes"]
    assert "Avocet: rights and gender at the Indus" in seen["adaptation"]
    assert "Lapwing: our students know it from another course." in seen["adaptation"]


def test_a_guarded_member_signs_in_with_her_app_and_reads_her_sealed_profile(seen: dict[str, Any]) -> None:
    for words in ("Parveen Invented", "Ormara", "Egret: I work on court records."):
        assert words in seen["own profile"]
    assert seen["own photo"] == JPEG


def test_another_member_sees_of_it_what_was_shown_to_her_and_no_more(seen: dict[str, Any]) -> None:
    assert "Parveen Invented" in seen["profile for another"]
    assert "Egret: I work on court records." in seen["profile for another"]
    assert "Ormara" not in seen["profile for another"]
    assert seen["photo for another"] == JPEG


def test_both_read_what_they_wrote_to_each_other(seen: dict[str, Any]) -> None:
    assert "Stilt: please do." in seen["conversation"]


def test_an_applicant_comes_back_with_her_code_and_those_who_decide_read_her(seen: dict[str, Any]) -> None:
    assert "Dhole: where did you hear of us?" in seen["question"]
    for words in ("Myna: to talk with others who do the same.", "Dhole: where", "Kiang: from a colleague."):
        assert words in seen["opened"]
