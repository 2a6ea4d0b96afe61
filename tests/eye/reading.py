"""Whether a PDF says what its source says: every word that stands in the HTML comes out of the file again.

Words are read by poppler and by PDFium, as readers copy and search them, and by no library that made the file. Each of
the two tears some apart where vowel signs stand above a line, so words with such signs are passed over.
"""

import re
import subprocess
import unicodedata
from contextlib import closing

import pypdfium2
from lxml import etree, html

# Joiners and marks of direction have no glyph, and so are not in a file's text. Vowel signs, and the small hamza over a
# Persian heh, have one of their own, which poppler puts beside the word: a known limit, since ActualText makes readers
# turn such words round (exports/pdf/hooks.py).
SMALL = re.compile("[\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufe0f]")
UNREAD = {"head", "script", "style", "template", "svg", "option"}
# Letters, or digits: what joins both turns round in lines from right to left.
WORDS = re.compile(r"(?:[^\W\d_]|[\u0981-\u09cd\u064b-\u0655])+|\d+")
VOWEL_SIGNS = re.compile("[\u064b-\u0652]")


def find_lost_words(source: str, data: bytes) -> list[str]:
    """The words of the HTML that no reader finds in the PDF, in order. Line ends inside a word count as nothing."""
    written = "".join("".join(normalize(text).split()) + "\n" for text in (read_by_poppler(data), read_by_pdfium(data)))
    written += written.replace("-", "").replace("‐", "")  # words that were parted at a line's end
    words = [word for word in dict.fromkeys(WORDS.findall(read_source(source))) if not VOWEL_SIGNS.search(word)]
    return [word for word in map(normalize, words) if word not in written]


def read_by_poppler(data: bytes) -> str:
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def read_by_pdfium(data: bytes) -> str:
    with closing(pypdfium2.PdfDocument(data)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def normalize(text: str) -> str:
    return SMALL.sub("", unicodedata.normalize("NFKC", text))


def read_source(source: str) -> str:
    """What stands on the page, its blocks with blanks between."""
    root = html.document_fromstring(source)
    for element in list(root.iter(etree.Element)):
        if element.tag in UNREAD or element.get("hidden") is not None:
            element.drop_tree()
    return " ".join(root.itertext())
