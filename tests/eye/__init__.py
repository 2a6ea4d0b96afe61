"""A gate for the eye: looks at every page of a PDF as a reader does, and says what is ugly or cannot be read.

`look_at(pdf)` knows nothing of how the file was made. It measures boxes of glyphs and a picture of each page, both as
PDFium draws them, and asks the file's tags only what is a heading and what a number of a list.

| fault | what is measured |
|---|---|
| over | a glyph that covers a fifth of a glyph of other words; a small mark (bullet, box) on a glyph |
| alone | a heading, a list's number or bullet that is the last thing above the foot of a page |
| empty | less than a fifth of a page's height holds anything; the first and the last page are free |
| outside | a glyph or other ink nearer to the edge of the sheet than any margin of ours |
"""

from tests.eye.looking import Fault, look_at
from tests.eye.reading import find_lost_words

__all__ = ["Fault", "find_lost_words", "look_at"]
