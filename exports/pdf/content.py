"""Say the same with fewer bytes: page content is the largest part of a file of ours.

WeasyPrint writes a zero between any two glyphs and six decimals in every coordinate.
"""

import re

import pikepdf

# Ten units and more, so positions and type sizes; a hundredth of a pixel is enough for those. Factors
# of a matrix are smaller and keep their digits.
POSITION = re.compile(rb"(\d\d\.\d\d)\d+")


def shorten_pages(pdf: pikepdf.Pdf) -> None:
    """Shorten each page's drawing. Strings in it are hexadecimal, so nothing else can match."""
    for page in pdf.pages:
        stream = page.obj.Contents
        joined = stream.read_bytes().replace(b">0<", b"").replace(b">0]", b">]")
        stream.write(POSITION.sub(rb"\1", joined))
