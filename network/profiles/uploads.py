"""A photo is made anew from its pixels: what is kept knows no place, no camera and no name (docs/assurance.md, D11)."""

from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

LARGEST_FILE = 5_000_000  # bytes; Django keeps as much in memory, so what is accepted never lay on a disk
LARGEST_PICTURE = 25_000_000  # pixels; decoding takes four bytes for each
LONGEST_SIDE = 512  # pixels
SMALLEST_SIDE = 16
KINDS = ["JPEG", "PNG", "WEBP"]


def remake_photo(upload: BinaryIO, size: int) -> bytes:
    """A small upright JPEG without metadata. Raises ValidationError, which says what to do, for anything unfit.

    `size` is the upload's, in bytes. What the header says is checked before a pixel is decoded.
    """
    if size > LARGEST_FILE:
        raise ValidationError(_("This file is larger than 5 MB. Choose a smaller picture."))
    try:
        with Image.open(upload, formats=KINDS) as opened:
            check_size(opened)
            # JPEG can be decoded at a fraction of its size; the others ignore this.
            opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            return encode(upright(opened))
    except Image.DecompressionBombError:
        raise ValidationError(_("This picture has too many pixels. Choose a smaller one.")) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        # Pillow's ways to say "damaged" or "of another kind"; its words may quote the file, so they end here.
        raise ValidationError(_("This file cannot be read. Choose a picture in JPEG, PNG or WebP format.")) from None


def check_size(picture: Image.Image) -> None:
    """Raises ValidationError for a picture with too many pixels, or too small to be seen."""
    width, height = picture.size
    if width * height > LARGEST_PICTURE:
        raise ValidationError(_("This picture has too many pixels. Choose a smaller one."))
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(_("This picture is too small to be seen. Choose a larger one."))


def upright(picture: Image.Image) -> Image.Image:
    """On white, and turned the way the camera said."""
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGB", turned.size, "white")
    if "A" in turned.getbands() or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        clean.paste(turned, mask=turned.getchannel("A"))
    else:
        clean.paste(turned.convert("RGB"))
    return clean


def encode(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()
