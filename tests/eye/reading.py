"""Whether a PDF says what its source says: every word that stands in the HTML comes out of the file again.

Words are read by poppler, as readers copy and search them, and by no library that made the file.
"""

import re
import subprocess
import unicodedata

from lxml import etree, html

# Joiners and marks of direction have no glyph, and so are not in a file's text. The small hamza over a Persian heh has
# one of its own, which poppler puts beside the word: a known limit, since ActualText makes readers turn such words round.
INVISIBLE = dict.fromkeys(map(ord, "\u0654\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufe0f"))
UNREAD = {"head", "script", "style", "template", "svg", "option"}
LETTERS = re.compile(r"[^\W_](?:[^\W_]|[\u064b-\u0655\u0981-\u09cd])*")


def find_lost_words(source: str, data: bytes) -> list[str]:
    """The words of the HTML that are not in the PDF's text, in order. Line ends inside a word count as nothing."""
    out = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True)
    written = "".join(normalize(out.stdout.decode()).split())
    written += written.replace("-", "").replace("‐", "")  # words that were parted at a line's end
    return [word for word in dict.fromkeys(LETTERS.findall(normalize(read_source(source)))) if word not in written]


def normalize(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE))


def read_source(source: str) -> str:
    """What stands on the page, its blocks with blanks between."""
    root = html.document_fromstring(source)
    for element in list(root.iter(etree.Element)):
        if element.tag in UNREAD or element.get("hidden") is not None:
            element.drop_tree()
    return " ".join(root.itertext())
