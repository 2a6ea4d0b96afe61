"""The three places where WeasyPrint is bent while it writes one file.

WeasyPrint has the knowledge (which text a run of glyphs stands for, which list is ordered, what is a
footnote) and drops it before the file is written; nothing can win it back from the bytes. And it reads
every style sheet anew (see `sheets`). The hooks add to what the original does and are undone afterwards.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pydyf
from weasyprint import css
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream

from .sheets import reuse_known_sheets

# Extractors put Bengali's reordered vowel signs in glyph order unless ActualText says otherwise. On
# right-to-left text the same property makes Poppler, MuPDF and PDFium reverse words: Bengali only.
BENGALI = re.compile("[\u0980-\u09ff]")
ORDERED_LIST = "OL"
FOOTNOTES = "FootnoteArea"


def _speaking(original: Callable[..., AbstractContextManager[None]]) -> Callable[..., Any]:
    """Return Stream.marked that adds ActualText to runs of Bengali."""

    @contextmanager
    def marked(stream: Stream, box: Any, tag: str) -> Iterator[None]:
        with original(stream, box, tag):
            text = getattr(box, "text", None)
            if text and BENGALI.search(text) and stream.stream[-1] == b"BDC":
                stream.stream[-2]["ActualText"] = pydyf.String(text)
            yield

    return marked


def _telling(original: Callable[[str | None], str]) -> Callable[[str | None], str]:
    """Return _get_pdf_tag that also tells ordered lists, footnotes and their marks apart.

    `structure` turns the names it does not find in the standard into standard ones.
    """

    def pdf_tag(tag: str | None) -> str:
        if tag is None:  # page, margin boxes (both leave no element) and the footnote area
            return FOOTNOTES
        if tag == "ol":
            return ORDERED_LIST
        if tag.endswith("::footnote-marker"):
            return "Lbl"
        return original(tag)

    return pdf_tag


@contextmanager
def install_hooks() -> Iterator[None]:
    """Install the hooks for the time of one write."""
    marked, pdf_tag, read = Stream.marked, tags._get_pdf_tag, css.CSS
    Stream.marked, tags._get_pdf_tag, css.CSS = _speaking(marked), _telling(pdf_tag), reuse_known_sheets(read)
    try:
        yield
    finally:
        Stream.marked, tags._get_pdf_tag, css.CSS = marked, pdf_tag, read
