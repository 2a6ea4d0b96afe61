"""From a template and its words to a Printout: style sheet, page boxes, manifest, name of the file."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exports.domain.kinds import PrintoutKind
from exports.printouts import Printout
from toolkit.domain.gaps import mark_gaps
from toolkit.domain.passages import merge_gaps
from toolkit.models import Portal
from toolkit.presenters.gaps import get_translation_gaps
from toolkit.presenters.translation_marks import TranslationMark
from toolkit.printouts.links import make_links_absolute
from toolkit.printouts.pictures import draw_qr_code
from toolkit.printouts.scripts import get_direction, get_script
from toolkit.printouts.sources import get_site_address
from toolkit.templatetags.portal import html_lang

SIZES = {
    "a4": ("210mm", "297mm"),
    "letter": ("215.9mm", "279.4mm"),
    "a5": ("148mm", "210mm"),
    "a6": ("105mm", "148mm"),
}
LONGEST_SLUG = 60
# White space at the edge of a block shows nowhere, but would be marked content of its own in the file.
EDGES = re.compile(r"\s*(</?(?:p|h[1-6]|li|dt|dd|div|section|article|form|td|th|caption)\b[^>]*>)\s*")
LEFT_TO_RIGHT, END_OF_IT = "\u2066", "\u2069"
NOT_IN_CSS = re.compile(r'[\x00-\x1f\x7f"\\<>&]')


@dataclass(kw_only=True)
class PdfDocument:
    """One document before it is printed.

    `slug` and `mark` ("v3", "draft") go into the file's name as its kind says. `edition_date` dates the file, `note`
    ("Version 3, 24 November 2026") stands at the foot of each page. Of a kind without fields there is the paper form
    alone, whatever `options` ask for. `private`: this one is, though its kind is not. `paper`: a size of its own, such
    as "a5", whatever the reader chose. `translation`: who has read it in this language. `nameless`: what is
    attached to it does not say where it comes from; the template answers for the rest. `pages`: what it prints, where
    that is not its context's `page` alone: what their translation left in English is marked.
    """

    kind: PrintoutKind
    subject: str
    language: str
    options: Mapping[str, str]
    template: str
    title: str
    summary: str
    mark: str
    page_url: str
    note: str
    edition_date: date
    context: dict[str, Any]
    manifest: dict[str, Any]
    slug: str = ""
    fillable: bool = False
    private: bool = False
    paper: str = ""
    translation: TranslationMark | None = None
    nameless: bool = False
    pages: Sequence[Any] = ()
    seconds: int = 30
    links: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.kind.fillable:
            self.options = {**self.options, "form": "paper"}
        if self.paper:
            self.options = {**self.options, "size": "a4"}

    def to_printout(self) -> Printout:
        return Printout(
            kind=self.kind.kind,
            subject=self.subject,
            title=self.title,
            language=self.language,
            filename=self.filename(),
            html=self.html(),
            manifest=self.manifest_bytes(),
            fillable=self.fillable,
            links=self.links,
            assets=self.assets,
            options=self.options,
            seconds=self.seconds,
            private=self.private or self.kind.private,
            page_url=self.page_url,
            version_note=self.note,
        )

    def filename(self) -> str:
        """ "legislation-checklist-en-v3.pdf"; says what differs from the usual file: "…-paper", "…-letter"."""
        name = self.kind.file_name.format(
            slug=self.slug[:LONGEST_SLUG],
            language=self.language,
            mark=self.mark,
            form="" if self.fillable else "-paper",
        )
        size = "" if self.options["size"] == "a4" else "-letter"
        return f"{name}{size}.pdf"

    def html(self) -> str:
        portal = Portal.load()
        script = get_script(self.language)
        width, height = SIZES[self.paper or self.options["size"]]
        shown_address = self.page_url.partition("://")[2].rstrip("/")
        direction = get_direction(self.language)
        start, end = ("right", "left") if direction == "rtl" else ("left", "right")
        context = {
            **self.context,
            "document": self,
            "portal": portal,
            "script": script,
            "lang": html_lang(self.language),
            "dir": direction,
            "other_dir": "ltr" if direction == "rtl" else "rtl",
            "start": start,
            "end": end,
            "width": width,
            "height": height,
            "css": stylesheet(),
            "running_name": quote_css_string(portal.name),
            "running_foot": quote_css_string(f"{self.note} · {isolate(shown_address)}"),
            "shown_address": shown_address,
            "qr": draw_qr_code(self.page_url, _("QR code: %(address)s") % {"address": self.page_url}),
        }
        gaps = merge_gaps(get_translation_gaps(row) for row in self.pages or [self.context.get("page")])
        html = EDGES.sub(r"\1", render_to_string(self.template, {**context, "gaps": gaps}))
        return make_links_absolute(mark_gaps(html, gaps) if gaps else html, self.language)

    def manifest_bytes(self) -> bytes:
        """The attachment: sorted, so that the same content is the same file."""
        if self.nameless:
            return json.dumps({"format": 1, "language": self.language, **self.manifest}, sort_keys=True).encode()
        whole = {
            "format": 1,
            "kind": self.kind.kind,
            "language": self.language,
            "site": get_site_address(),
            "address": self.page_url,
            "options": dict(self.options),
            **self.manifest,
        }
        return json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()


@lru_cache(maxsize=1)
def stylesheet() -> SafeString:
    """static/css/pdf.css, read once: the document carries its styles and asks for nothing."""
    return mark_safe((Path(settings.BASE_DIR) / "static/css/pdf.css").read_text())  # noqa: S308  # our own file


def isolate(latin: str) -> str:
    """An address or a symbol that no line from right to left turns round at its dots and strokes."""
    return f"{LEFT_TO_RIGHT}{latin}{END_OF_IT}"


def quote_css_string(text: str) -> SafeString:
    """`text` as a CSS string that can end neither itself nor the style element."""
    safe = NOT_IN_CSS.sub(lambda found: f"\\{ord(found[0]):x} ", text)
    return mark_safe(f'"{safe}"')  # noqa: S308  # escaped above
