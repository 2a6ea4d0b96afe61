"""Pictures for paper: as large as a page shows them, upright, and without what the camera wrote into them."""

import re
from io import BytesIO
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageOps

from toolkit.templatetags.drawings import read_lines

LONGEST_SIDE = 1200  # pixels: 170 mm at 180 dpi
QUALITY = 80
COLOUR = re.compile(r"var\([^,]+,\s*(#\w+)\)")


def make_picture_asset(picture: Any) -> tuple[str, bytes] | None:
    """A name for asset: and the bytes, or None where the file is gone or no picture.

    Drawings stay PNG, everything else becomes JPEG; transparency is laid on white.
    """
    try:
        with picture.file.open("rb") as file, Image.open(file) as opened:
            drawing = opened.format == "PNG"
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError):
        return None
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    paper.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    if drawing:
        paper.quantize(128).save(out, "PNG", optimize=True)
        return f"picture-{picture.pk}.png", out.getvalue()
    paper.save(out, "JPEG", quality=QUALITY, optimize=True)
    return f"picture-{picture.pk}.jpg", out.getvalue()


def make_drawing_asset(name: str, direction: str) -> tuple[str, bytes]:
    """The same for a drawing of the library. Paper knows no custom properties: colours are those of a light page."""
    lines = COLOUR.sub(r"\1", read_lines(name))
    turned = f'<g transform="matrix(-1 0 0 1 320 0)">{lines}</g>' if direction == "rtl" else lines
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" fill="none" stroke-width="2.4">'
    return f"drawing-{name}-{direction}.svg", f"{head}{turned}</svg>".encode()


def draw_qr_code(address: str, title: str) -> SafeString:
    """The address as a square to photograph, drawn as one path, with words for those who cannot see it."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, title=title, svgclass="qr", lineclass=None, dark="#221820")
    return mark_safe(svg)  # noqa: S308  # segno escapes the title; the address becomes squares
