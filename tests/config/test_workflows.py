"""The files of .github: that they promise what pyproject.toml promises, and that a release says what it changes."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WORKFLOWS: dict[str, dict[str, Any]] = {
    file.stem: yaml.safe_load(file.read_text()) for file in (ROOT / ".github/workflows").glob("*.yml")
}
JOBS = [(flow, name, job) for flow, text in WORKFLOWS.items() for name, job in text["jobs"].items()]


def test_the_unit_tests_run_on_every_python_from_the_oldest_that_is_promised() -> None:
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    pythons = WORKFLOWS["checks"]["jobs"]["pythons"]["strategy"]["matrix"]["python"]
    assert promised == f">={pythons[0]}"
    assert [int(one.partition(".")[2]) for one in pythons] == list(range(12, 12 + len(pythons)))
    assert any(f"python:{one}-slim" in (ROOT / "Dockerfile").read_text() for one in pythons)


@pytest.mark.parametrize("flow", WORKFLOWS)
def test_a_workflow_has_no_rights_but_those_a_job_asks_for(flow: str) -> None:
    assert WORKFLOWS[flow]["permissions"] == {}


def test_only_a_release_may_write_anything() -> None:
    writing = {(flow, name) for flow, name, job in JOBS for right in job["permissions"].values() if right == "write"}
    assert writing == {("release", "image"), ("release", "release")}


def test_every_action_is_named_by_its_commit_and_its_version() -> None:
    for file in (ROOT / ".github/workflows").glob("*.yml"):
        for line in re.findall(r"uses: (.*)", file.read_text()):
            assert line.startswith("$/") or re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_nothing_is_released_before_all_checks_have_passed() -> None:
    jobs = WORKFLOWS["release"]["jobs"]
    assert jobs["checks"]["uses"].endswith("/checks.yml")
    assert (jobs["image"]["needs"], jobs["release"]["needs"]) == ("checks", "image")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder in which version 1.2 was written up and released, and 1.3 was not yet."""
    (tmp_path / "script").mkdir()
    shutil.copy2(ROOT / "script/changelog", tmp_path / "script")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2"\n')
    text = "# Changelog\n\n## 1.3 (not released)\n- Plums.\n\n## 1.2 (2026-12-01)\n- Pears.\n\n## 1.20\n- Figs.\n"
    (tmp_path / "CHANGELOG.md").write_text(text)
    return tmp_path


def say_changes(folder: Path, version: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", str(folder / "script/changelog"), version], capture_output=True, text=True)


def test_a_release_says_what_it_changes_and_nothing_else(released: Path) -> None:
    done = say_changes(released, "v1.2")
    assert (done.returncode, done.stdout.split()) == (0, ["-", "Pears."])


def test_a_release_that_is_not_written_up_is_none(released: Path) -> None:
    assert "pyproject.toml says" in say_changes(released, "v1.3").stderr
    for version in ("1.3", "1.4"):  # still called not released; not named at all
        (released / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
        done = say_changes(released, f"v{version}")
        assert done.returncode == 1
        assert "CHANGELOG.md" in done.stderr
