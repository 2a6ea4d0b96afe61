"""What every package says of itself, for machines: licence, version, parent, source, contents."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from modules.domain.outlines import Outline
from modules.presenters.package_pages import PackagePage, describe_module


def build_manifest(
    outline: Outline, kind: str, content: Mapping[str, bytes | str], pages: Iterable[PackagePage]
) -> str:
    """manifest.json: about the module, and every file with its digest."""
    whole = describe_module(outline) | {
        "package": kind,
        "parts": [{"id": leaf.id, "kind": leaf.kind, "title": leaf.title, "name": leaf.name} for leaf in pages],
        "files": {name: digest(data) for name, data in content.items()},
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def digest(data: bytes | str) -> str:
    return "sha256-" + hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
