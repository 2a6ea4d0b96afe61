"""Reading files of content and of translations into plain data. Nothing here touches the database."""

import hashlib
import json
import re
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import polib
import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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


def make_stable_id(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))


def digest_data(data: Any) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def read_yaml(file: Path) -> Any:
    """Raises ValueError naming the file and line where the YAML is wrong."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=YAML)  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name}: {error}") from error


def render_rich_text(markdown: str, resolve: Resolve) -> str:
    """Wagtail's rich text from our small markdown.

    `resolve(kind, key)` gives the attributes of a link into the portal, for instance `linktype="page" id="7"`.
    It raises LookupError for a key that does not exist.
    """
    html = MARKDOWN.render(markdown or "").strip()
    return INTERNAL.sub(lambda found: f"<a {resolve(found[1], found[2])}", html)


# In bytes. Our longest module has 82 kB of words, and reading a file takes twenty times its size in memory.
MOST_PO = 2 * 1024 * 1024
MOST_ENTRIES = 5_000  # our longest module has 716, and each is looked up by itself
NO_PO = gettext_lazy("This is no PO file, or it is damaged. Please download it again.")


def read_po(file: BinaryIO, size: int) -> polib.POFile:
    """A translator's file. Raises ValidationError with a sentence for her where it is none, or too large to be one."""
    if size > MOST_PO:
        raise ValidationError(_("This file is larger than 2 MB. A PO file that was downloaded here is much smaller."))
    content = file.read()
    with tempfile.NamedTemporaryFile(suffix=".po") as copy:  # polib would take a text for the name of a file
        copy.write(content)
        copy.flush()
        try:
            po = polib.pofile(copy.name, encoding="utf-8")  # as ours are; a file could ask for stranger ones
        except (OSError, ValueError, LookupError) as error:  # it has no exception of its own
            raise ValidationError(NO_PO) from error
    if b"\0" in content:
        raise ValidationError(NO_PO)
    if len(po) > MOST_ENTRIES:
        raise ValidationError(_("This file holds more texts than any page of the portal."))
    return po
