"""Draw the values our server fills in, as the fields' appearances.

Viewers shape Arabic and Bengali badly or not at all where they draw a value themselves; Pango does it
right. So each value becomes a page of a small second file, and that page becomes the appearance.
"""

import html
import re
import unicodedata
from collections.abc import Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from .contract import FormControl
from .fetcher import ClosedFetcher
from .fields import entry_size
from .metadata import reads_right_to_left
from .text import fill_unicode_maps

FAMILIES = '"Noto Sans", "Noto Naskh Arabic", "Noto Sans Bengali"'
TYPE_SIZE = re.compile(r"([\d.]+) Tf")
PADDING = "1.5pt 3pt"
MULTILINE = 1 << 12


def draw_values(pdf: pikepdf.Pdf, controls: Mapping[str, FormControl], language: str, fonts: FontConfiguration) -> None:
    """Give every field that shows text from the start its appearance. What does not fit is cut off."""
    if "/AcroForm" not in pdf.Root:
        return
    fields = [(field, controls[str(field.T)].shown) for field in pdf.Root.AcroForm.Fields]
    fields = [(field, shown) for field, shown in fields if shown]
    if not fields:
        return
    sheets = HTML(string=_sheets(fields, language), url_fetcher=ClosedFetcher({}))
    written = sheets.write_pdf(font_config=fonts, uncompressed_pdf=True)
    with pikepdf.open(BytesIO(written)) as drawings:
        fill_unicode_maps(drawings)
        for (field, _), page in zip(fields, drawings.pages, strict=True):
            field.AP = Dictionary(N=_appearance(pdf, page, entry_size(field.Rect)))


def _sheets(fields: list[tuple[pikepdf.Object, str]], language: str) -> str:
    """Return a document with one page, of the field's size, for each value."""
    style, pages = [], []
    for number, (field, shown) in enumerate(fields):
        width, height = entry_size(field.Rect)
        size = TYPE_SIZE.search(str(field.DA))
        wraps = bool(int(field.get("/Ff", 0)) & MULTILINE)
        style.append(
            f"@page p{number}{{size:{width}pt {height}pt;margin:0}}"
            f".p{number}{{page:p{number};height:{height}pt;white-space:{'pre-wrap' if wraps else 'pre'};"
            f"font-size:{size[1] if size else 10}pt}}"
        )
        lines = (shown if wraps else " ".join(shown.split("\n"))).split("\n")
        written = "".join(f'<p dir="{_direction(line, language)}">{html.escape(line)}</p>' for line in lines)
        pages.append(f'<div class="p{number}"><section>{written}</section></div>')
    return (
        f'<html lang="{language}"><style>html,body,p{{margin:0;font-family:{FAMILIES};line-height:1.25}}'
        f"p{{min-height:1.25em}}div{{overflow:hidden;break-after:page}}div:last-child{{break-after:auto}}"
        # An inline block is never broken over pages: what is too much is cut off.
        f"section{{display:inline-block;vertical-align:top;box-sizing:border-box;width:100%;"
        f"padding:{PADDING}}}{''.join(style)}</style>{''.join(pages)}</html>"
    )


def _direction(line: str, language: str) -> str:
    """Return a line's direction by its first letter, as `dir=auto` would; WeasyPrint knows no auto."""
    for character in line:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL", "L"):
            return "ltr" if kind == "L" else "rtl"
    return "rtl" if reads_right_to_left(language) else "ltr"


def _appearance(pdf: pikepdf.Pdf, page: pikepdf.Page, size: tuple[float, float]) -> pikepdf.Object:
    """Bring one page over as a form XObject that viewers know for a field's content."""
    drawing = pdf.copy_foreign(page.as_form_xobject())
    drawing.write(b"/Tx BMC\n" + drawing.read_bytes() + b"\nEMC")
    drawing.BBox = Array([0, 0, *size])
    if "/Group" in drawing:
        del drawing["/Group"]
    return drawing
