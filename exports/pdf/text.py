"""Make sure each glyph stands for a character, so that text can be read aloud and copied.

WeasyPrint maps a glyph to the text of the cluster it first met it in: a part of a cluster gets no
text at all, a lone consonant may carry a whole conjunct. Where the embedded font itself knows the
glyph's character, that is the better answer.
"""

import re
import unicodedata
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Name

ENTRY = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
NOTHING = b"200c"  # zero width non-joiner: a glyph that is only part of a cluster says nothing


def fill_unicode_maps(pdf: pikepdf.Pdf) -> None:
    """Refill the ToUnicode map of every composite font of the pages."""
    done = set()
    for page in pdf.pages:
        for font in (page.obj.Resources.get("/Font") or {}).values():
            if font.objgen not in done and font.get("/Subtype") == Name.Type0:
                done.add(font.objgen)
                _refill(font)


def _refill(font: pikepdf.Object) -> None:
    characters = _characters(font)

    def entry(match: re.Match[bytes]) -> bytes:
        glyph, text = match[1], match[2]
        known = characters.get(int(glyph, 16))
        if known is not None and len(text) != 4:  # nothing, or more than one UTF-16 unit
            return b"<%s> <%s>" % (glyph, known.encode("utf-16-be").hex().encode())
        return b"<%s> <%s>" % (glyph, text or NOTHING)

    before = font.ToUnicode.read_bytes()
    after = ENTRY.sub(entry, before)
    if after != before:
        font.ToUnicode.write(after)


def _characters(font: pikepdf.Object) -> dict[int, str]:
    """Return glyph id -> text, from the embedded TrueType font; empty where it has no cmap."""
    program = font.DescendantFonts[0].FontDescriptor.get("/FontFile2")
    if program is None:
        return {}
    try:
        face = TTFont(BytesIO(program.read_bytes()), lazy=True)
        texts: dict[int, str] = {}
        for code, glyph in sorted((face.getBestCmap() or {}).items()):
            texts.setdefault(face.getGlyphID(glyph), _plain(chr(code)))
    except (TTLibError, KeyError):
        return {}
    return texts


def _plain(character: str) -> str:
    """Spell out ligatures and Arabic presentation forms: ﬃ is three letters to a search."""
    is_form = "\ufb00" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc"
    return unicodedata.normalize("NFKC", character) if is_form else character
