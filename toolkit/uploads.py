"""Reading content files into plain data. Nothing here touches the database."""

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

# Both know plain data only; the one in C reads our files ten times as fast.
YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Ids of blocks and questions derive from their keys: the same file makes the same ids on every machine.
NAMESPACE = uuid.UUID("6f0d7c52-2c39-4d0b-9a52-0d6f2f6b7a11")
MARKDOWN = MarkdownIt("zero", {"html": False}).enable(
    ["heading", "list", "emphasis", "link", "newline", "escape", "entity", "text_join"]
)
INTERNAL = re.compile(r'<a href="(page|provision|term):([^"]+)"')

Resolve = Callable[[str, str], str]


def stable_id(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def digest(data: Any) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def read_yaml(file: Path) -> Any:
    """Raises ValueError naming the file and line where the YAML is wrong."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=YAML)  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: {error}") from error


def rich_text(markdown: str, resolve: Resolve) -> str:
    """Wagtail's rich text from our small markdown.

    `resolve(kind, key)` gives the attributes of a link into the portal, for instance `linktype="page" id="7"`.
    It raises LookupError for a key that does not exist.
    """
    html = MARKDOWN.render(markdown or "").strip()
    return INTERNAL.sub(lambda found: f"<a {resolve(found[1], found[2])}", html)


class Language:
    """The files of one language folder, as plain data in the order they must be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = folder.name

    def one(self, name: str) -> dict[str, Any]:
        file = self.folder / name
        return read_yaml(file) if file.exists() else {}

    def rows(self, name: str) -> list[dict[str, Any]]:
        file = self.folder / name
        return read_yaml(file) if file.exists() else []

    def pages(self, shelf: str) -> list[dict[str, Any]]:
        """Every page file of a shelf ("tools", "checklists", ...), in the order of the file names."""
        return [read_yaml(file) for file in sorted((self.folder / shelf).glob("*.yaml"))]
