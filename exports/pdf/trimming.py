"""Leave out of a file what no reader of it needs: tables of fonts, and the fat colour profile.

Fonts are drawn by glyph number, so the tables that find glyphs and name the face say nothing any more. The output
intent is sRGB; its profile may be three kilobytes of curves in points, or one formula.
"""

import functools
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageCms

# All that ISO 32000-1, 9.9, asks of a TrueType program in a composite font.
DRAWING = {"glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt ", "fpgm", "prep"}
VERSION_4_2 = bytes([4, 0x20, 0, 0])  # the latest that ISO 32000-1 knows; nothing in the profile is newer
BIRTH = bytes.fromhex("07d0 0001 0001 0000 0000 0000")  # 1 January 2000: any date but the clock's


def trim_file(pdf: pikepdf.Pdf) -> None:
    """Trim every embedded TrueType program, and the profile of the output intent. Text maps must be filled before."""
    for thing in list(pdf.objects):
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            _trim_font(thing.FontFile2)
    for intent in pdf.Root.get("/OutputIntents", []):
        intent.DestOutputProfile.write(_srgb())


def _trim_font(program: pikepdf.Object) -> None:
    try:
        face = TTFont(BytesIO(program.read_bytes()), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
        for table in set(face.reader.keys()) - DRAWING:
            del face[table]
    except TTLibError:
        return
    out = BytesIO()
    face.save(out, reorderTables=None)
    program.write(out.getvalue())
    program.Length1 = len(out.getvalue())


@functools.cache
def _srgb() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[8:12], profile[24:36] = VERSION_4_2, BIRTH
    return bytes(profile)
