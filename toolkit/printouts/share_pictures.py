"""The picture of 1200 × 630 that a link to a page shows where people share it: what it is, its title, one line.

Drawn by a worker when somebody shares the page for the first time after a publication, and kept under the address of
its content like every other file. Always light: who shows it knows nothing of the reader's screen.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.text import Truncator, capfirst
from django.utils.translation import override

from exports.domain.kinds import PackageKind, SubjectsOf
from exports.domain.packages import Package
from toolkit.models import Instrument, PortalPage, Provision, Term, ToolPage
from toolkit.printouts.scripts import get_direction, get_script
from toolkit.templatetags.portal import html_lang

PNG = "image/png"
SIZE = (1200, 630)  # what previews ask for
LONGEST_TITLE, LONGEST_LINE = 90, 130  # characters
MOST_COLOURS = 64
KNOT = 64  # of the pattern at the side
FILES = (
    "toolkit/printouts/share_pictures.py",
    "templates/toolkit/packages/share.html",
    "templates/toolkit/packages/share.css",
)


def draw_share_picture(payload: bytes, file: BinaryIO, step: Callable[[int], None]) -> None:
    """A PNG of few colours, some 20 kB."""
    import pypdfium2
    from weasyprint import HTML

    from exports.pdf.fetcher import ClosedFetcher

    said = json.loads(payload)
    pattern = {"rows": range(0, 297, KNOT), "columns": range(0, 160, KNOT)}
    html = render_to_string("toolkit/packages/share.html", {**said, **pattern, "script": get_script(said["language"])})
    page = HTML(string=html, url_fetcher=ClosedFetcher({})).write_pdf()
    step(1)
    document = pypdfium2.PdfDocument(page)
    try:
        # A PDF counts 72 to the inch where CSS counts 96.
        image = document[0].render(scale=96 / 72).to_pil().convert("RGB").resize(SIZE)
    finally:
        document.close()
    image.quantize(MOST_COLOURS).save(file, "PNG", optimize=True)
    step(2)


def show_as(name: str) -> SubjectsOf:
    return lambda row: [f"{name}-{row.pk}"]


SHOWS: Mapping[type[Model], SubjectsOf] = {
    PortalPage: show_as("page"),
    Instrument: show_as("instrument"),
    Provision: show_as("provision"),
    Term: show_as("term"),
}
SHARE = PackageKind(kind="toolkit.share", pack=draw_share_picture, shows=SHOWS)
PACKAGES = [SHARE]  # for settings.FILE_KINDS


def build_share_picture(row: Any, *, site: str) -> Package:
    """Of a published page, instrument, provision or term."""
    language = row.locale.language_code
    with override(language):
        label, title, line = describe(row)
    name = "page" if isinstance(row, PortalPage) else row._meta.model_name
    return make_package(
        SHARE, f"{name}-{row.pk}", language, {"label": label, "title": title, "line": line, "site": site}
    )


def make_package(kind: PackageKind, subject: str, language: str, words: Mapping[str, str]) -> Package:
    """`words`: label, title, line, site; also what modules call for their own rows."""
    said = {
        **words,
        "title": Truncator(words["title"]).chars(LONGEST_TITLE),
        "line": Truncator(words["line"]).chars(LONGEST_LINE),
        "language": language,
        "lang": html_lang(language),
        "dir": get_direction(language),
    }
    return Package(
        kind=kind.kind,
        subject=subject,
        title=words["title"][:255],
        language=language,
        filename="share.png",
        media_type=PNG,
        payload=json.dumps(said, sort_keys=True).encode(),
        version=fingerprint(),
    )


def describe(row: Any) -> tuple[str, str, str]:
    """What kind of thing it is, what it is called, and one line."""
    kind = capfirst(str(row._meta.verbose_name))
    if isinstance(row, ToolPage):
        return f"{kind} {row.number}", row.title, row.summary
    if isinstance(row, PortalPage):
        return kind, row.title, row.search_description or row.summary
    if isinstance(row, Provision):
        return row.instrument.short, row.label, row.title
    if isinstance(row, Instrument):
        return kind, row.short, row.title
    return kind, row.name, row.short


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Names what draws: our files and the libraries."""
    whole = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in ("weasyprint", "pypdfium2")).encode())
    for name in FILES:
        whole.update((Path(settings.BASE_DIR) / name).read_bytes())
    return whole.hexdigest()
