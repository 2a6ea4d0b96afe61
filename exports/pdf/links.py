"""Give link annotations words a person can follow; WeasyPrint writes the address there."""

from collections.abc import Mapping
from typing import Any

import pydyf
from weasyprint.document import Document


def name_links(document: Document, pdf: pydyf.PDF, names: Mapping[str, str]) -> None:
    """Set /Contents of every link to its name in `names`, its title, or its own words.

    Called by WeasyPrint as a finisher, where each annotation still knows its element.
    """
    for page in document.pages:
        for kind, target, _, box in page.links:
            if kind not in ("internal", "external") or box.link_annotation is None:
                continue
            address = f"#{target}" if kind == "internal" else target
            words = names.get(address) or _words(box.element)
            if words:
                box.link_annotation["Contents"] = pydyf.String(words)


def _words(element: Any) -> str:
    """Return a link's title, or the text and picture descriptions in it."""
    if element is None:
        return ""
    if title := element.get("title"):
        return title
    parts = list(element.itertext())
    parts += [image.get("alt", "") for image in element.iter("img")]
    return " ".join(" ".join(parts).split())
