"""How a part of a document ends: not with three lines at the head of a page of their own.

A part that begins on a new page leaves the rest of the page before it empty. What that page holds is a matter of luck,
unless the last blocks of the part stay together: then it is at least as much as they are.
"""

import re
from collections.abc import Iterator

from django.utils.html import strip_tags

LEAST_LINES = 18  # by this count, which is a generous one: a quarter of the height of A4
LETTERS = 85  # in a line
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*?(/?)>", re.IGNORECASE)
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "track", "wbr"}
LINE_ENDS = re.compile(r"</(?:p|h[1-6]|li|dt|dd|tr|caption)>|<br>")


def keep_end_together(html: str) -> str:
    """`html` with its last blocks, as many as fill a quarter of a page, in one <div class="end"> that no page breaks.

    A heading stays with what it heads. All of it where that is no more; unchanged where there is one block only.
    """
    starts = list(find_blocks(html))
    lines = 0.0
    for place in range(len(starts) - 1, -1, -1):
        end = starts[place + 1] if place + 1 < len(starts) else len(html)
        lines += count_lines(html[starts[place] : end])
        if (lines >= LEAST_LINES or place == 0) and len(starts) > 1:
            while place > 0 and html.startswith("<h", starts[place - 1]):
                place -= 1
            start = starts[place]
            return f'{html[:start]}<div class="end">{html[start:]}</div>'
    return html


def find_blocks(html: str) -> Iterator[int]:
    """Where each element begins that stands in no other."""
    depth = 0
    for tag in TAG.finditer(html):
        if tag[2].lower() in VOID or tag[3]:
            continue
        if tag[1]:
            depth -= 1
        else:
            if depth == 0:
                yield tag.start()
            depth += 1


def count_lines(html: str) -> float:
    """How many lines of a page a block takes, about; space between its parts is half a line."""
    pieces = [" ".join(strip_tags(piece).split()) for piece in LINE_ENDS.split(html)]
    return sum(len(piece) // LETTERS + 1.5 for piece in pieces if piece)
