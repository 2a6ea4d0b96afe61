"""Pictures for paper: as large as a page shows them, upright, and without what the camera wrote into them."""

from io import BytesIO
from typing import Any

import segno
from django.utils.safestring import SafeString, mark_safe
from PIL import Image, ImageOps

LONGEST_SIDE = 1200  # pixels: 170 mm at 180 dpi
QUALITY = 80


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


def draw_qr_code(address: str, title: str) -> SafeString:
    """The address as a square to photograph, drawn as one path, with words for those who cannot see it."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, title=title, svgclass="qr", lineclass=None, dark="#221820")
    return mark_safe(svg)  # noqa: S308  # segno escapes the title; the address becomes squares
