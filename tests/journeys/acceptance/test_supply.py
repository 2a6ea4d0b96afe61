"""What the portal is made of (safety.md D30)."""

import os
import re
import subprocess
import tomllib
from collections.abc import Callable
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-[A-Za-z0-9-]{20,}"
)
# Copyleft that reaches what it is linked with. The LGPL and the MPL do not, and are not meant.
COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)
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
    """Every package that the product needs, by what it says of itself."""
    lock = {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    needed: set[str] = set()
    waiting = [one["name"] for one in lock["rights-gender-toolkit"]["dependencies"]]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            extras = (one for rows in lock[name].get("optional-dependencies", {}).values() for one in rows)
            waiting += [one["name"] for one in [*lock[name].get("dependencies", []), *extras]]
    here = [name for name in needed if installed(name)]
    assert len(here) > 40
    record_property("figure", f"{len(here)} packages in the product, none under the GPL or AGPL")
    assert [name for name in here if COPYLEFT.search(licence_of(name))] == []


def installed(name: str) -> bool:
    """Some are for other systems than this one."""
    try:
        return bool(metadata(name))
    except ModuleNotFoundError:
        return False


def licence_of(name: str) -> str:
    said = metadata(name)
    classifiers = [one for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    return said.get("License-Expression") or " ".join(classifiers) or (said.get("License") or "")[:200]


def test_no_secret_is_among_our_files(record_property: Figure) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    files = listed.stdout.split("\0")
    texts = [ROOT / name for name in files if name and (ROOT / name).is_file()]
    assert len(texts) > 300
    found = [str(path.relative_to(ROOT)) for path in texts if SECRETS.search(path.read_bytes())]
    record_property("figure", f"{len(texts)} files without a key or token")
    assert [name for name in found if not name.startswith("tests/")] == []


def test_every_linter_and_djangos_own_checks_pass(record_property: Figure) -> None:
    """script/lint: among others ruff's security rules, `check --deploy` at WARNING, and complete migrations."""
    done = subprocess.run(["bash", "script/lint"], cwd=ROOT, capture_output=True, text=True, env=OUTSIDE)
    record_property("figure", f"{done.stdout.count('ok ')} linters content")
    assert done.returncode == 0, done.stdout[-3000:]
