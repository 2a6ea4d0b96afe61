"""What a reader copies, searches or hears is what the source says."""

import re
import subprocess
import unicodedata

import pytest

from exports.pdf import render_document

from .sample import LANGUAGES, WORDS, question, source

pytestmark = pytest.mark.thorough

INVISIBLE = dict.fromkeys(map(ord, "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))


def extracted(data: bytes, tmp_path) -> str:
    """Return Poppler's reading of a file, without marks of direction."""
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    out = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", out.stdout.decode().translate(INVISIBLE))


def words_of(text: str) -> set[str]:
    """Split into words; punctuation is mirrored and moved in right-to-left lines and is left out."""
    return set(re.findall(r"[^\W\d_](?:[^\W\d_]|\w|[\u064b-\u0655\u0981-\u09cd])*", unicodedata.normalize("NFC", text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_poppler_reads_every_word_of_the_source(language, sample_bytes, tmp_path):
    words = WORDS[language]
    written = " ".join(
        [words.title, *words.answers, words.not_applicable, words.priority, words.notes, words.contents]
        + [words.section, words.link, words.caption, *words.headers, words.footnote, words.page]
        + [question(language, number) for number in range(4)]
    )
    text = extracted(sample_bytes(language), tmp_path)
    missing = words_of(written) - words_of(text)
    assert missing == set()


@pytest.mark.parametrize("language", ["bn"])
def test_bengali_lines_come_out_whole_and_in_order(language, sample_bytes, tmp_path):
    text = extracted(sample_bytes(language), tmp_path)
    for number in range(4):
        assert unicodedata.normalize("NFC", question(language, number)) in text
    assert text.count(unicodedata.normalize("NFC", WORDS[language].title)) >= 2  # running header too


def test_only_bengali_carries_actual_text(sample_pdf):
    for language in LANGUAGES:
        contents = b"".join(page.obj.Contents.read_bytes() for page in sample_pdf(language).pages)
        assert (b"/ActualText" in contents) == (language == "bn")


def test_known_limit_a_zero_width_non_joiner_is_not_in_the_text(tmp_path):
    """WeasyPrint draws no glyph for it, so می‌کند comes out as one joined word."""
    data = render_document(source('<h1 style="font-family:Noto Naskh Arabic">می‌کند</h1>', language="fa"))
    assert "میکند" in extracted(data, tmp_path)


def test_no_glyph_stands_for_nothing(sample_pdf):
    for language in LANGUAGES:
        for page in sample_pdf(language).pages:
            for font in page.obj.Resources.Font.values():
                assert b"<> " not in font.ToUnicode.read_bytes()
                assert not re.search(rb"> <>", font.ToUnicode.read_bytes())
