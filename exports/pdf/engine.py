"""HTML to bytes: what a render child runs, and what the server runs once to be warm."""

import functools
import gc
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pikepdf
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from .contract import FormControl, check_document, take_controls
from .fetcher import ClosedFetcher, WeasyPrintListener
from .finish import finish_file, mend_document
from .formfont import form_stylesheet
from .hooks import install_hooks
from .sources import RenderError, Source
from .undrawn import describe_undrawn

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # a source without dcterms.created: any date but the clock's
SAMPLE_WORDS = "Aé چک‌لیست قائمة ښه ہاں চেকলিস্ট"


def render_pdf(source: Source, report: Callable[[str, int], None]) -> bytes:
    """Return the finished file; `report` hears (stage, highest page).

    Raises RenderError with a code, or whatever WeasyPrint raises, MemoryError included.
    """
    fetcher, fonts = ClosedFetcher(source.assets), FontConfiguration()
    with WeasyPrintListener(report) as ear:
        try:
            html = HTML(string=source.html, url_fetcher=fetcher)
            check_document(html.etree_element)
            controls = take_controls(html.etree_element) if source.fillable else {}
            describe_undrawn(html.etree_element, controls)
            raw = _write(html, source, controls, fonts)
        except BaseException:
            ear.judge(fetcher)  # a refusal explains whatever broke after it
            raise
        ear.judge(fetcher)
        report("finishing", ear.page)
        return finish_file(raw, source, controls, fonts)


def _write(html: HTML, source: Source, controls: Mapping[str, FormControl], fonts: FontConfiguration) -> bytes:
    """Lay out and write the raw file, uncompressed: the finishing pass compresses once."""
    created = _created(html.etree_element)
    manifest = Attachment(
        string=source.manifest, name="manifest.json", description="manifest.json",
        relationship="Data", created=created, modified=created,
        url_fetcher=ClosedFetcher({}),  # it fetches nothing; WeasyPrint's own would read the system's certificates
    )  # fmt: skip
    with install_hooks():
        return html.write_pdf(
            font_config=fonts,
            stylesheets=[form_stylesheet(fonts, fillable=source.fillable)],
            pdf_variant="pdf/a-3a",
            pdf_forms=source.fillable,
            pdf_identifier=False,  # it would write the whole file twice for its checksum; the finishing pass sets ours
            attachments=[manifest],
            uncompressed_pdf=True,
            finisher=functools.partial(mend_document, source=source, controls=controls),
        )


def _created(root: Any) -> datetime:
    """Read dcterms.created; the manifest carries the document's date."""
    for meta in root.iter("meta"):
        if meta.get("name") == "dcterms.created":
            try:
                return datetime.fromisoformat(meta.get("content", ""))
            except ValueError:
                raise RenderError("broken", "dcterms.created is not a date") from None
    return UNDATED


def warm_up() -> None:
    """Load every library a render touches by making one small file with all scripts and a form.

    The font configuration is thrown away with it: Pango runs a thread for each, and a fork would
    copy the configuration without the thread and wait for it for ever. A new one costs 8 ms.
    """
    pikepdf.settings.set_flate_compression_level(9)
    html = (
        '<html lang="en"><title>warm</title><style>html{font-family:"Noto Sans"}'
        "@page{@bottom-center{content:counter(page)}}</style><form><h1>"
        f'{SAMPLE_WORDS}</h1><p><b>{SAMPLE_WORDS}</b> <a href="https://example.org">a</a></p>'
        "<table><tr><th>a</th><td>b</td></tr></table><ul><li>c</li></ul>"
        '<svg width="9" height="9"><title>t</title><rect width="5" height="5"/></svg>'
        f'<p><input type="radio" name="r" title="q – a" value="yes"><input name="t" title="t" '
        f'value="{SAMPLE_WORDS}"></p></form></html>'
    )
    render_pdf(Source(html, b"{}", "en", fillable=True), lambda stage, page: None)
    gc.collect()
