"""Portals as releases left them. README.md says what each file is."""

import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
HEADING = re.compile(r"^## (\d+\.\d+(?:\.\d+)?)(?: \((.+)\))?$", re.MULTILINE)


def previous_release() -> Path:
    """The folder of the one whose portal is kept. Raises ValueError where there is none, or more than one."""
    (found,) = Path(__file__).parent.glob("*/about.json")
    return found.parent


def version_kept() -> str:
    return str(json.loads((previous_release() / "about.json").read_text())["version"])


def version_here() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def changelog() -> list[tuple[str, str]]:
    """Of each release, newest first: its version with all three numbers, and what stands behind it in brackets."""
    rows = HEADING.findall((ROOT / "CHANGELOG.md").read_text())
    return [(number if number.count(".") == 2 else f"{number}.0", note) for number, note in rows]


def before(version: str) -> str:
    """The release before this one, by the changelog. Raises KeyError where it does not say."""
    numbers = [number for number, _note in changelog()]
    return dict(pairwise(numbers))[version.partition(".dev")[0]]
