"""Fewer bytes, the same picture, the same words."""

import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pydyf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary

from exports.pdf import render_document
from exports.pdf.content import shorten_pages
from exports.pdf.unwritten import get_object, iterate_pages

from .sample import LANGUAGES, source
from .structure import opened

HEAD = b"1 0 0 -1 0 100 cm q .75 0 0 .75 0 0 cm "
PICTURES = {
    "a clip": b"q 5 5 40 40 re W n q 1 0 0 rg 0 0 90 90 re f Q 0 0 1 rg 30 30 60 60 re f Q 60 60 20 20 re f",
    "colours that come back": b"1 0 0 rg q 0 1 0 rg q 0 0 1 rg 0 0 20 20 re f Q 20 20 20 20 re f Q 40 40 20 20 re f",
    "black, as nobody chose": b"q 1 0 0 rg 0 0 20 20 re f Q 20 20 20 20 re f q 0 1 0 RG 9 w Q 50 50 m 90 90 l S",
    "lines": b"q 9 w 1 J [12 12] 0 d 1 0 0 RG 10 10 m 90 10 l S Q 10 30 m 90 30 l S q 3 w 10 50 m 90 50 l S Q",
    "opacity": b"q /half gs 1 0 0 rg 0 0 50 50 re f Q 25 25 50 50 re f q /full gs q /half gs 9 9 99 9 re f Q Q 0 70 9 9 re f",
    "a ring": b"q 0 0 90 90 re W* n 0 .5 0 rg 10 10 70 70 re 20 20 50 50 re f* Q 30 30 9 9 re f",
    "a matrix": b"q 2 0 0 2 10 10 cm 0 0 9 9 re f Q 0 0 1 rg 0 0 9 9 re f",
    "type": b"q 1 0 0 rg BT 1 0 0 -1 10 40 Tm /F 20 Tf [<48>-50<49>] TJ ET Q BT 1 0 0 -1 10.55 80.25 Tm /F 9 Tf (Hi) Tj ET",
    "marked type": b"/Span <</MCID 0>> BDC q 1 0 0 rg BT 1 0 0 -1 10 40 Tm /F 20 Tf (One) Tj ET Q EMC /Span <</MCID 1>> "
    b"BDC q BT 1 0 0 -1 30.5 61.25 Tm /F 20 Tf (Two) Tj ET Q EMC /Span <</MCID 2>> BDC BT .9 .1 .2 -1 9 90 Tm /F 9 Tf "
    b"(slant) Tj ET EMC /Span <</MCID 3>> BDC BT 1 0 0 -1 70 99 Tm /F 9 Tf (up) Tj ET EMC",
}


def a_page(content: bytes) -> pydyf.PDF:
    pdf = pydyf.PDF()
    states = {"half": {"ca": 0.5}, "full": {"ca": 1}, "odd": {"BM": "/Screen"}}
    states = pydyf.Dictionary({name: pydyf.Dictionary(state) for name, state in states.items()})
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    resources = pydyf.Dictionary({"ExtGState": states, "Font": pydyf.Dictionary({"F": font})})
    drawing = pydyf.Stream([content])
    pdf.add_object(resources)
    pdf.add_object(drawing)
    page = {"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": pydyf.Array([0, 0, 100, 100])}
    page |= {"Resources": resources.reference, "Contents": drawing.reference}
    pdf.add_page(pydyf.Dictionary(page))
    return pdf


def drawn(pdf: pydyf.PDF) -> bytes:
    ((_, _, drawing),) = iterate_pages(pdf)
    return b"\n".join(drawing.stream)


def shortened(pdf: pydyf.PDF, *, join: bool = False) -> bytes:
    shorten_pages(pdf, lambda page, one, other: join)
    return drawn(pdf)


def written(pdf: pydyf.PDF) -> bytes:
    pdf.current_position = 0  # it may have been written before
    out = BytesIO()
    pdf.write(out)
    return out.getvalue()


def seen(pdf: pydyf.PDF, folder: Path) -> bytes:
    (folder / "page.pdf").write_bytes(written(pdf))
    done = subprocess.run(["pdftoppm", "-r", "144", folder / "page.pdf"], capture_output=True, check=True)
    return done.stdout


@pytest.mark.parametrize("name", PICTURES)
def test_a_shortened_page_looks_as_before(name, tmp_path):
    pdf = a_page(HEAD + PICTURES[name] + b" Q")
    before = seen(pdf, tmp_path)
    assert len(set(before)) > 2, "there is something to see"
    assert len(shortened(pdf)) <= len(HEAD + PICTURES[name]) + 30
    assert seen(pdf, tmp_path) == before


@pytest.mark.parametrize(
    "content",
    [b"BI /W 1 /H 1 /BPC 1 ID x EI", b"q /odd gs 0 0 9 9 re f Q", b"0 0 9 9 re f Q", b"q q 0 0 9 9 re f Q", b"3 Ts"],
    ids=["a picture within", "a state that does more", "too few q", "too few Q", "an operator not known"],
)
def test_what_cannot_be_judged_stays_as_it_is(content):
    assert shortened(a_page(content)) == content


def test_half_opacity_does_not_leak_where_no_name_sets_the_full():
    content = b"q /half gs 0 0 9 9 re f Q 9 9 9 9 re f"
    pdf = a_page(content)
    (page,) = (page for _, page, _ in iterate_pages(pdf))
    del get_object(pdf, page["Resources"])["ExtGState"]["full"]
    assert shortened(pdf) == content


def test_lines_of_one_element_become_one_and_others_do_not():
    line = b"/Span <</MCID %d>> BDC BT 1 0 0 -1 0 9 Tm /F 9 Tf (x) Tj ET EMC "
    content = line % 0 + line % 1 + b"/Span <</MCID 2 /ActualText (y)>> BDC BT (x) Tj ET EMC " + line % 3
    pdf = a_page(content)
    gone = shorten_pages(pdf, lambda page, one, other: (one, other) != (2, 3))
    assert gone == [(*pdf.page_references, 1)]
    after = drawn(pdf)
    assert [number in after for number in (b"/MCID 0", b"/MCID 1", b"/MCID 2", b"/MCID 3")] == [True, False, True, True]
    assert after.count(b"BDC") == after.count(b"EMC") == 3


@given(st.binary(min_size=2, max_size=40).filter(lambda glyphs: len(glyphs) % 2 == 0))
@settings(max_examples=60, deadline=None)
def test_any_glyphs_are_read_back_as_they_were(glyphs):
    pdf = a_page(b"BT 1 0 0 -1 0 9 Tm /F 9 Tf [<%s>20<0d0a>] TJ ET" % glyphs.hex().encode())
    shortened(pdf)
    with pikepdf.open(BytesIO(written(pdf))) as made:
        (shown,) = [step for step in pikepdf.parse_content_stream(made.pages[0]) if str(step.operator) == "TJ"]
    assert bytes(shown.operands[0][0]) == glyphs
    assert bytes(shown.operands[0][2]) == b"\r\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_marks_are_nested_as_the_standard_asks(language, sample_pdf):
    """ISO 32000-1, 14.6.1: a mark begins and ends within one text object, or neither."""
    for page in sample_pdf(language).pages:
        stack = []
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator in ("BT", "BDC", "BMC", "q"):
                stack.append(operator)
            elif operator in ("ET", "EMC", "Q"):
                assert stack.pop() in {"ET": ("BT",), "EMC": ("BDC", "BMC"), "Q": ("q",)}[operator]
            if operator in ("BT", "q"):
                assert stack.count("BT") <= 1
                assert operator == "BT" or "BT" not in stack
        assert stack == []


def test_a_paragraph_of_many_lines_is_one_piece_of_content():
    pdf = opened(render_document(source("<h1>T</h1><p>" + "many words " * 60 + "</p>")))
    (paragraph,) = [e for e in pdf.objects if isinstance(e, Dictionary) and e.get("/S") == "/P" and "/K" in e]
    assert isinstance(paragraph.K, Array)
    assert len(paragraph.K) == 1


def test_fonts_carry_only_what_draws_them(sample_pdf):
    from fontTools.ttLib import TTFont

    pdf = sample_pdf("ur")
    programs = [thing.FontFile2 for thing in pdf.objects if isinstance(thing, Dictionary) and "/FontFile2" in thing]
    assert len(programs) >= 2
    for program in programs:
        data = program.read_bytes()
        assert int(program.Length1) == len(data)
        assert set(TTFont(BytesIO(data)).reader.keys()) <= {"glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt "}


def test_the_output_intent_is_srgb_without_the_clocks_date(sample_pdf):
    from PIL import ImageCms

    (intent,) = sample_pdf("en").Root.OutputIntents
    data = intent.DestOutputProfile.read_bytes()
    assert len(data) < 1000
    assert int(intent.DestOutputProfile.N) == 3
    profile = ImageCms.getOpenProfile(BytesIO(data))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    assert data[24:36] == bytes.fromhex("07d000010001000000000000")
