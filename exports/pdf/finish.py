"""The finishing pass: WeasyPrint's file in, the file people get out. One duty per module it calls."""

from collections.abc import Mapping
from io import BytesIO

import pikepdf
from weasyprint.text.fonts import FontConfiguration

from .content import shorten_pages
from .contract import Control
from .fields import mend_fields
from .metadata import describe, reads_right_to_left
from .prefill import draw_values
from .structure import mend_structure
from .text import fill_unicode_maps
from .trimming import trim


def finish(
    raw: bytes,
    controls: Mapping[str, Control],
    language: str,
    fonts: FontConfiguration,
) -> bytes:
    """Return the finished bytes; the same for the same input, on every run."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        mend_fields(pdf, controls, right_to_left=reads_right_to_left(language))
        draw_values(pdf, controls, language, fonts)
        fill_unicode_maps(pdf)
        tree = mend_structure(pdf)
        for number, content in shorten_pages(pdf, tree.goes_on):
            tree.forget(pdf.pages[number], content)
        trim(pdf)
        describe(pdf, language)
        out = BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
    return out.getvalue()
