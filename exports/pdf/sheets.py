"""The portal's style sheet for paper, read once by the server: reading it takes a child 4 % of a checklist's time.

A `<style>` that holds this sheet and nothing else gets what was read; any other one is read in the child.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from weasyprint import CSS

from .fetcher import ClosedFetcher

SHEET = Path(__file__).resolve().parents[2] / "static/css/pdf.css"


@functools.cache
def known() -> dict[str, CSS]:
    """Each sheet that is read ahead, by its text. No fonts of its own, so it holds for every document."""
    text = SHEET.read_text().strip()
    return {text: CSS(string=text, url_fetcher=ClosedFetcher({}))}


def reuse_known_sheets(original: type[CSS]) -> Callable[..., CSS]:
    """Return what WeasyPrint calls for a `<style>`, with the sheets that are known already."""

    def css(*given: Any, **wishes: Any) -> CSS:
        return known().get((wishes.get("string") or "").strip()) or original(*given, **wishes)

    return css
