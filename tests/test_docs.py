"""What the documents and comments name exists: a path that leads nowhere sends whoever follows it to look for hours."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TRACKED = set(subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
READ = [name for name in TRACKED if name.endswith(".md") and name != "docs/decisions.md"]  # which tells of what was
PATH = re.compile(r"(?<![\w./*{}-])((?:[\w-]+/)+[\w-]+\.(?:py|js|css|html|sh|yaml|toml))\b")
COMMENT = re.compile(r'(?m)^\s*(?:#|//|\*|/\*)\s.*$|\s# .*$|^\s*"""(?s:.*?)"""')
CODE = (".py", ".js", ".css")


def leads_nowhere(path: str) -> bool:
    """A path may begin at the root or, inside an app, below it."""
    return path not in TRACKED and not any(name.endswith(f"/{path}") for name in TRACKED)


@pytest.mark.parametrize("name", sorted(READ))
def test_every_file_that_a_document_names_exists(name: str) -> None:
    assert [path for path in PATH.findall((ROOT / name).read_text()) if leads_nowhere(path)] == []


def test_every_file_that_a_comment_names_exists() -> None:
    named = [
        (name, path)
        for name in sorted(TRACKED)
        if name.endswith(CODE) and not name.startswith("tests/journeys/scorm-again/") and "/migrations/" not in name
        for comment in COMMENT.findall((ROOT / name).read_text())
        for path in PATH.findall(comment)
    ]
    assert len(named) > 100
    assert [one for one in named if leads_nowhere(one[1])] == []


def test_every_class_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", (ROOT / "docs/architecture.md").read_text()))
    code = "".join((ROOT / name).read_text() for name in TRACKED if name.endswith(".py"))
    assert len(named) > 5
    assert {name for name in named if not re.search(rf"\b{name}\b", code)} == set()
