"""The font of form controls: one that draws nothing.

WeasyPrint embeds a control's font whole and rebuilds its ToUnicode from the cmap alone; were it the
body's font, shaped Arabic and Bengali would lose their text. So controls get a family of their own.
The file then names unembedded Helvetica for typing (`fields`) and this font is dropped, so it needs
no letters: a single private-use character keeps Pango from ever choosing it for text.
"""

import functools
from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from .fetcher import ClosedFetcher

FAMILY = "Form Field"
UNITS = 1000
BIRTH = 3_000_000_000  # seconds since 1904: any fixed date does
# WeasyPrint's own sheet makes every input a block and puts an arrow in selects; the document may still
# say otherwise.
DRAWN_SHEET = "input, select { display: inline-block } select::before { content: none }"
FILLABLE_SHEET = f"""{DRAWN_SHEET}
@font-face {{ font-family: "{FAMILY}"; src: url(asset:form-field.ttf) }}
input, select, textarea {{ appearance: auto !important; font-family: "{FAMILY}" !important }}
select::before, input::before, option {{ content: none !important; display: none !important }}
"""


@functools.cache
def _font() -> bytes:
    """Build a TrueType font of one empty glyph at U+F8FF, with metrics like a text face's."""
    names = [".notdef", "blank"]
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xF8FF: "blank"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (UNITS // 2, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-250)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, sTypoDescender=-250, usWinAscent=900, usWinDescent=250)
    builder.setupPost()
    builder.updateHead(created=BIRTH, modified=BIRTH)
    builder.font.recalcTimestamp = False
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def form_stylesheet(fonts: FontConfiguration, *, fillable: bool) -> CSS:
    """Return the engine's own sheet for controls, with its font known to `fonts` where it names one."""
    sheet = FILLABLE_SHEET if fillable else DRAWN_SHEET
    return CSS(string=sheet, font_config=fonts, url_fetcher=ClosedFetcher({"form-field.ttf": _font()}))
