"""Forms: whole names, well-formed groups, values that survive being filled."""

import re
from html import escape
from io import BytesIO

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.pdf import RenderError, Source, render_document

from .sample import LANGUAGES, RIGHT_TO_LEFT, TOKENS, WORDS, question, source
from .structure import annotations, fields, opened, tagged

pytestmark = pytest.mark.thorough


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_called_by_its_whole_question(language, sample_pdf):
    found, words = fields(sample_pdf(language)), WORDS[language]
    for number in range(4):
        asked = question(language, number)
        assert str(found[f"item-{number}"].TU) == asked
        assert str(found[f"item-{number}-na"].TU) == f"{asked} – {words.not_applicable}"
        assert str(found[f"item-{number}-priority"].TU) == f"{asked} – {words.priority}"
        assert str(found[f"item-{number}-notes"].TU) == f"{asked} – {words.notes}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_radio_group_is_one_field_whose_kids_differ_by_token(language, sample_pdf):
    found, words = fields(sample_pdf(language)), WORDS[language]
    assert len(found) == 1 + 4 * 4
    for number in range(4):
        group = found[f"item-{number}"]
        assert group.V == "/Off"
        assert "/Opt" not in group
        states = [{key[1:] for key in kid.AP.N.keys()} for kid in group.Kids]  # noqa: SIM118
        assert states == [{token, "Off"} for token in TOKENS]
        names = [str(kid.Contents) for kid in group.Kids]
        assert names == [f"{question(language, number)} – {word}" for word in words.answers]
        assert not any(key in kid for kid in group.Kids for key in ("/T", "/TU", "/FT", "/V"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_widget_is_drawn_named_and_in_the_structure(language, sample_pdf):
    pdf = sample_pdf(language)
    widgets = annotations(pdf, "Widget")
    assert len(widgets) == len(tagged(pdf, "Form")) == 1 + 4 * 6
    assert all(str(widget.Contents).strip() and "/N" in widget.AP for widget in widgets)
    assert "/NeedAppearances" not in pdf.Root.AcroForm


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_uses_helvetica_and_the_side_the_language_begins_on(language, sample_pdf):
    pdf = sample_pdf(language)
    assert list(pdf.Root.AcroForm.DR.Font.keys()) == ["/Helv"]
    field = fields(pdf)["item-0-notes"]
    assert bytes(field.DA).startswith(b"/Helv ")
    assert int(field.get("/Q", 0)) == (2 if language in RIGHT_TO_LEFT else 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pypdf_fills_in_reads_back_exactly(language, sample_bytes):
    words = WORDS[language]
    typed = f"{words.footnote}\n{words.title} 1–2 (٣)"
    writer = pypdf.PdfWriter(clone_from=BytesIO(sample_bytes(language)))
    values = {"item-1": "/partly", "item-1-na": "/na", "item-1-priority": "2", "item-1-notes": typed}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    filled = BytesIO()
    writer.write(filled)
    read = pypdf.PdfReader(filled).get_fields()
    assert {name: read[name]["/V"] for name in values} == values
    assert read["item-0"]["/V"] == "/Off"


FILLED = (
    "<h1>T</h1><form><p>"
    '<input type="radio" name="r" value="yes" title="Q – Yes"><input type="radio" name="r" value="no" '
    'title="Q – No" checked> <input type="checkbox" name="c" value="na" title="C" checked>'
    '<input name="t" title="Name" value="Åse &amp; فاطمه"></p>'
    '<p><select name="s" title="S"><option value="1">Low</option><option value="2" selected>উচ্চ</option>'
    '</select></p><p><textarea name="a" title="A" style="height:60pt">دو خط\nসাক্ষী</textarea></p></form>'
)


@pytest.fixture(scope="module")
def filled() -> bytes:
    return render_document(source(FILLED, fillable=True))


def test_what_the_document_fills_in_is_the_fields_value(filled):
    found = fields(opened(filled))
    assert found["r"].V == "/no"
    assert [str(kid.AS) for kid in found["r"].Kids] == ["/Off", "/no"]
    assert found["c"].V == found["c"].AS == "/na"
    assert str(found["t"].V) == "Åse & فاطمه"
    assert str(found["s"].V) == "2"
    assert str(found["a"].V) == "دو خط\nসাক্ষী"


def test_what_the_document_fills_in_is_drawn_with_embedded_fonts(filled):
    for name in ("t", "s", "a"):
        drawn = fields(opened(filled))[name].AP.N
        assert b" Tf" in drawn.read_bytes()
        assert drawn.read_bytes().startswith(b"/Tx BMC")
        for font in drawn.Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_more_text_than_fits_is_kept_in_the_value_and_cut_off_in_the_drawing():
    text = "دادخواست\n" * 50
    body = f'<h1>T</h1><form><p><textarea name="a" title="A" style="height:40pt">{text}</textarea></p></form>'
    field = fields(opened(render_document(source(body, language="fa", fillable=True))))["a"]
    assert str(field.V) == text
    assert float(field.AP.N.BBox[3]) == pytest.approx(40, abs=1)


@pytest.mark.parametrize(("line", "side"), [("دو.", "right"), ("two.", "left"), ("1. دو", "right")])
def test_a_line_is_drawn_from_the_side_its_first_letter_reads_from(line, side):
    body = f'<h1>T</h1><form><p><input name="t" title="T" value="{line}" style="width:300pt"></p></form>'
    drawn = fields(opened(render_document(source(body, fillable=True))))["t"].AP.N
    begin = min(float(x) for x in re.findall(rb"([\d.]+) [\d.]+ Tm", drawn.read_bytes()))
    assert (begin > 200) == (side == "right")


def test_values_are_not_laid_out_a_second_time_on_the_page(filled):
    text = pypdf.PdfReader(BytesIO(filled)).pages[0].extract_text()
    assert "Low" not in text
    assert "Åse" not in text


def test_a_group_may_name_its_question_itself():
    body = (
        '<h1>T</h1><form><p><input type="radio" name="r" value="yes" title="Yes" data-question="Really?">'
        '<input type="radio" name="r" value="no" title="No"></p></form>'
    )
    assert str(fields(opened(render_document(source(body, fillable=True))))["r"].TU) == "Really?"


def test_buttons_and_hidden_inputs_are_left_out():
    body = (
        '<h1>T</h1><form action="https://example.org/"><p>a<button>Send</button>b<input type="submit">c'
        '<input type="hidden" name="h" value="secret"><input name="t" title="T"></p></form>'
    )
    data = render_document(source(body, fillable=True))
    assert list(fields(opened(data))) == ["t"]
    assert b"secret" not in data


def test_nothing_to_fill_means_no_form():
    for fillable in (True, False):
        pdf = opened(render_document(source("<h1>T</h1><p>text</p>", fillable=fillable)))
        assert "/AcroForm" not in pdf.Root


def test_controls_of_a_file_not_to_be_filled_are_only_drawn():
    pdf = opened(render_document(source(FILLED, fillable=False)))
    assert "/AcroForm" not in pdf.Root
    assert not annotations(pdf, "Widget")


@pytest.mark.parametrize(
    "control",
    [
        '<input name="a">',
        '<input title="A">',
        '<input name="a.b" title="A">',
        '<input name="a" title="A"><textarea name="a" title="B"></textarea>',
        '<input type="radio" name="a" title="A">',
        '<input type="radio" name="a" title="A" value="ja/nein">',
        '<input type="radio" name="a" title="A" value="হ্যাঁ">',
        '<input type="radio" name="a" title="A" value="yes"><input type="radio" name="a" title="B" value="yes">',
        '<label><input name="a" title="A"> A</label>',
        '<input id="a" name="a" title="A"><label for="a">A</label>',
        "</form><form>",
    ],
)
def test_a_control_that_breaks_the_contract_is_refused(control):
    with pytest.raises(RenderError) as caught:
        render_document(source(f"<h1>T</h1><form><p>{control}</p></form>", fillable=True))
    assert caught.value.code == "broken"
    assert "contract" in str(caught.value)


@pytest.mark.parametrize("html", ["<title>T</title><p>x", '<html lang="en"><p>x', '<html lang="en"><title> </title>'])
def test_a_document_without_language_or_title_is_refused(html):
    with pytest.raises(RenderError) as caught:
        render_document(Source(html, b"{}", "en"))
    assert caught.value.code == "broken"


@settings(max_examples=8, deadline=None)
@given(
    tokens=st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True), min_size=1, max_size=4, unique=True),
    title=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40),
    manifest=st.binary(max_size=200),
)
def test_any_token_title_and_manifest_comes_back_as_it_went_in(tokens, title, manifest):
    radios = "".join(
        f'<input type="radio" name="r" value="{token}" data-question="{escape(title)}" title="{token}">'
        for token in tokens
    )
    html = source(f"<h1>T</h1><form><p>{radios}</p></form>").html
    with pikepdf.open(BytesIO(render_document(Source(html, manifest, "en", fillable=True)))) as pdf:
        group = fields(pdf)["r"]
        on = [next(k for k in kid.AP.N.keys() if k != "/Off") for kid in group.Kids]  # noqa: SIM118
        assert on == [f"/{token}" for token in tokens]
        assert str(group.TU) == title
        assert pdf.attachments["manifest.json"].get_file().read_bytes() == manifest
