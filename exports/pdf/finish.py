"""The finishing pass: what WeasyPrint makes in, the file people get out. One duty per module it calls.

What can be is mended before the file is written, so that nothing that goes is written, read back and looked at.
"""

from collections.abc import Mapping
from io import BytesIO

import pikepdf
import pydyf
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration

from .content import shorten_pages
from .contract import FormControl
from .fields import mend_fields
from .links import name_links
from .metadata import reads_right_to_left, write_metadata
from .prefill import draw_values
from .sources import Source
from .structure import mend_structure
from .text import fill_unicode_maps
from .trimming import trim_file


def mend_document(document: Document, pdf: pydyf.PDF, *, source: Source, controls: Mapping[str, FormControl]) -> None:
    """Mend what WeasyPrint is about to write; it calls this as its finisher."""
    name_links(document, pdf, source.links)
    mend_fields(pdf, controls, right_to_left=reads_right_to_left(source.language))
    tree = mend_structure(pdf)
    for page, content in shorten_pages(pdf, tree.goes_on):
        tree.forget(page, content)


def finish_file(raw: bytes, source: Source, controls: Mapping[str, FormControl], fonts: FontConfiguration) -> bytes:
    """Return the finished bytes of a file that was mended; the same for the same input, on every run."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        draw_values(pdf, controls, source.language, fonts)
        fill_unicode_maps(pdf)
        trim_file(pdf)
        write_metadata(pdf, source)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return out.getvalue()
