"""What the portal is made of (docs/assurance.md, D30).

pip-audit is not among them: it asks a service on the internet, which a test must not need. docs/operations.md says when
to run it.
"""

import json
import os
import subprocess
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from script import findings, licences

ROOT = Path(__file__).resolve().parents[3]
Figure = Callable[[str, object], None]
# Without the settings of tests.
OUTSIDE = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def test_every_package_is_locked_with_its_hash(record_property: Figure) -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    packages = [one for one in lock["package"] if "registry" in one["source"]]
    bare = [
        one["name"]
        for one in packages
        for file in [*one.get("wheels", []), *filter(None, [one.get("sdist")])]
        if not file.get("hash", "").startswith("sha256:")
    ]
    record_property("figure", f"{len(packages)} packages locked by hash")
    assert bare == []


def test_nothing_in_the_running_product_is_under_the_gpl(record_property: Figure) -> None:
    """Every package that the product needs, with all extras, by what it says of itself."""
    packages = licences.list_packages()
    assert len(packages) > 90
    assert licences.STRONG.search("GNU General Public License v3")
    assert not licences.STRONG.search("GNU Lesser General Public License v3 (LGPLv3)")
    page = licences.render_page()
    record_property("figure", f"{len(packages)} packages in the product, none under the GPL or AGPL")
    assert [line for line in page.splitlines() if "**strong**" in line] == []
    assert (ROOT / "docs/licences.md").read_text() == page


def test_the_bill_of_materials_names_every_package(tmp_path: Path, record_property: Figure) -> None:
    done = subprocess.run(
        ["script/sbom", tmp_path / "sbom.json"], cwd=ROOT, capture_output=True, text=True, env=OUTSIDE
    )
    assert done.returncode == 0, done.stderr
    bill = json.loads((tmp_path / "sbom.json").read_text())
    named = {one["name"] for one in bill["components"]}
    record_property("figure", f"{len(named)} packages in the bill of materials")
    assert set(licences.list_packages()) <= named


def test_a_waiver_is_for_a_time_and_only_for_what_is_there(record_property: Figure) -> None:
    waivers = tomllib.loads((ROOT / "script/waivers.toml").read_text())["waiver"]
    record_property("figure", f"{len(waivers)} waivers, each with a reason and a day")
    first = findings.Finding(waivers[0]["code"], waivers[0]["file"], 1, "words")
    others = [findings.Finding(one["code"], one["file"], 1, "words") for one in waivers[1:]]
    new = findings.Finding("B999", "config/new.py", 1, "words")
    before, after = waivers[0]["until"], waivers[0]["until"] + timedelta(days=1)
    assert findings.find_unwaived([first, new, *others], before) == [new]
    assert first in findings.find_unwaived([first, *others], after)
    assert [one.words for one in findings.find_unwaived(others, before)] == ["This waiver waives nothing: take it out."]


def test_the_scan_would_see_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_up = "AKIA" + "Q" * 16
    (tmp_path / "a.py").write_text(f'KEY = "{made_up}"\n')
    monkeypatch.setattr(findings, "ROOT", tmp_path)
    monkeypatch.setattr(findings, "listed", lambda: ["a.py"])
    assert [one.file for one in findings.find_secrets()] == ["a.py"]


def test_every_linter_and_djangos_own_checks_pass(record_property: Figure) -> None:
    """script/lint: among others ruff's security rules, bandit, zizmor, a scan for secrets in every file, `check
    --deploy` at WARNING, licences, and complete migrations."""
    done = subprocess.run(["bash", "script/lint"], cwd=ROOT, capture_output=True, text=True, env=OUTSIDE)
    record_property("figure", f"{done.stdout.count('ok ')} linters content")
    assert done.returncode == 0, done.stdout[-3000:]
