"""An emoji in a note, a word in a script that no font of ours has: said in words, and the field keeps what was typed."""

import subprocess
from html import escape

import outloud
import pdfua
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.pdf import render_document
from exports.pdf.undrawn import JOINERS, describe

from .sample import source
from .structure import fields, opened

TYPED = "👍🏽 😀 👨‍👩‍👧 ❤️ 🇦🇫🇵🇰 中文 ☎"
SAID = "[thumbs up sign] [grinning face] [man][woman][girl] [heavy black heart] [flag AF][flag PK] [Cjk, 2 letters] [black telephone]"


def without_marks(text: str | None) -> str:
    return (text or "").translate(dict.fromkeys(map(ord, "\u2068\u2069")))


@pytest.mark.parametrize(
    "text",
    ["", "Plain.", "Déjà « vu » – 5 € → ✓"[:17], "چک‌لیست، قائمة؛ ښه ہاں۔", "চেকলিস্ট ৷ ক্ষ", "Αθήνα Киев", "a\u2066b\u2069\u200b\n\t"],
)  # fmt: skip
def test_what_our_fonts_have_stays_as_it_is(text: str) -> None:
    assert describe(text) == text


def test_each_sign_is_named_and_a_family_is_not_torn_by_what_joins_it() -> None:
    assert without_marks(describe(TYPED)) == SAID
    assert without_marks(describe("안녕 ع ❤")) == "[Hangul, 2 letters] ع [heavy black heart]"


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_nothing_is_left_that_no_font_has_and_nothing_else_is_changed(text: str) -> None:
    once = describe(text) or ""
    assert describe(once) == once
    rest = iter(once)
    assert all(letter in rest for letter in text if describe(letter) == letter and letter not in JOINERS)  # in order


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "prs", "bn"])
def test_a_file_with_emoji_conforms_says_them_and_keeps_what_was_typed(language: str, tmp_path) -> None:
    words = f"{TYPED} نوت নোট"
    note = f'<textarea name="n_1" title="Note" style="width: 150mm; height: 40mm">{escape(words)}</textarea>'
    data = render_document(
        source(f"<h1>T</h1><form><p>{words}</p><p>{note}</p></form>", language=language, fillable=True)
    )
    path = tmp_path / "file.pdf"
    path.write_bytes(data)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("grinning face") == 2  # in the text, and in the field as it is drawn
    assert list(outloud.check(str(path)).findings) == []
    assert list(pdfua.validate(str(path)).findings) == []
    assert "Symbol" not in str(
        {font.BaseFont for page in opened(data).pages for font in page.obj.Resources.Font.values()}
    )
    assert str(fields(opened(data))["n_1"].V) == words
    assert pypdf.PdfReader(path).get_fields()["n_1"]["/V"] == words
