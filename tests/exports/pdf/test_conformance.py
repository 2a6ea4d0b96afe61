"""Both standards, as far as the checkers we can run see; veraPDF itself is not a package."""

import json
import re
import subprocess
import sys
from pathlib import Path

import outloud
import pdfua
import pytest

from exports.pdf import Source, render_document

from .sample import LANGUAGES, MANIFEST, RIGHT_TO_LEFT, html_language, sample, source
from .structure import annotations, elements, kids, opened, tagged

pytestmark = pytest.mark.thorough

# outloud's guesses that no standard asks for. The sample raises none of them; a
# document with a two-column table raises TBL-010.
GUESSES = {"TBL-010", "TXT-004"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_outloud_finds_nothing(language, sample_bytes, tmp_path):
    path = tmp_path / "sample.pdf"
    path.write_bytes(sample_bytes(language))
    result = outloud.check(str(path))
    assert result.error is None
    assert [(f.rule, f.message) for f in result.findings if f.rule not in GUESSES] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pdfua_finds_nothing(language, sample_bytes, tmp_path):
    path = tmp_path / "sample.pdf"
    path.write_bytes(sample_bytes(language))
    assert [(f.rule_id, f.message) for f in pdfua.validate(str(path)).findings] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_qpdf_finds_the_file_sound(language, sample_bytes, tmp_path):
    path = tmp_path / "sample.pdf"
    path.write_bytes(sample_bytes(language))
    check = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_xmp_claims_both_standards_and_describes_the_foreign_one(language, sample_pdf):
    xmp = sample_pdf(language).Root.Metadata.read_bytes().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in xmp


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_states_its_language_and_direction(language, sample_pdf):
    root = sample_pdf(language).Root
    assert str(root.Lang) == html_language(language)
    assert root.ViewerPreferences.DisplayDocTitle
    assert root.ViewerPreferences.Direction == ("/R2L" if language in RIGHT_TO_LEFT else "/L2R")


def test_the_manifest_reads_back_byte_for_byte(sample_pdf):
    attachment = sample_pdf("bn").attachments["manifest.json"]
    assert attachment.get_file().read_bytes() == MANIFEST
    assert attachment.obj.AFRelationship == "/Data"
    json.loads(attachment.get_file().read_bytes())


def test_one_source_gives_the_same_bytes_twice(sample_bytes):
    assert render_document(sample("ur")) == sample_bytes("ur")


def test_another_manifest_gives_another_identifier(sample_pdf):
    first = sample("en")
    other = Source(first.html, b"{}", first.language, first.fillable)
    assert opened(render_document(other)).trailer.ID[0] != sample_pdf("en").trailer.ID[0]


def test_dates_come_from_the_document(sample_pdf):
    pdf = sample_pdf("en")
    assert str(pdf.docinfo["/CreationDate"]) == "D:20261124100000Z"
    params = pdf.attachments["manifest.json"].get_file().obj.Params
    assert str(params.CreationDate).startswith("D:20261124100000")


def test_links_are_called_by_their_words_and_not_by_their_address(sample_pdf):
    names = [str(link.Contents) for link in annotations(sample_pdf("en"), "Link")]
    assert names == ["Guidance on the web", "Section 1"]


def test_a_caller_may_name_a_link_itself():
    html = sample("en").html
    named = Source(html, MANIFEST, "en", links={"https://example.org/guide": "Guide", "#s1": "Part one"})
    names = [str(link.Contents) for link in annotations(opened(render_document(named)), "Link")]
    assert names == ["Guide", "Part one"]


def test_every_annotation_prints(sample_pdf):
    pdf = sample_pdf("en")
    assert all(int(note.F) & 4 for kind in ("Link", "Widget") for note in annotations(pdf, kind))


def test_header_cells_say_what_they_head(sample_pdf):
    scopes = [str(cell.A.Scope) for cell in tagged(sample_pdf("en"), "TH")]
    assert scopes == ["/Column"] * 3 + ["/Row"] * 3


def test_a_row_of_headers_heads_columns_without_a_table_head():
    body = "<h1>T</h1><table><tr><th>a</th><th>b</th></tr><tr><th>c</th><td>d</td></tr></table>"
    pdf = opened(render_document(source(body)))
    assert [str(cell.A.Scope) for cell in tagged(pdf, "TH")] == ["/Column", "/Column", "/Row"]


def test_lists_say_how_they_are_numbered(sample_pdf):
    numbering = [str(found.A.ListNumbering) for found in tagged(sample_pdf("en"), "L")]
    assert numbering == ["/Disc", "/Decimal"]


def test_a_footnote_is_a_note_with_an_id_and_a_label(sample_pdf):
    (note,) = tagged(sample_pdf("en"), "Note")
    assert str(note.ID) == "note-1"
    assert any(getattr(kid, "S", None) == "/Lbl" for kid in kids(note) if not isinstance(kid, int))


def test_only_standard_tags_and_no_wrappers_are_left(sample_pdf):
    tags = {str(element.S)[1:] for element in elements(sample_pdf("en"))}
    assert tags <= {
        "Document",
        "Sect",
        "Div",
        "H1",
        "H2",
        "H3",
        "P",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Link",
        "Figure",
        "Form",
        "Table",
        "Caption",
        "THead",
        "TBody",
        "TR",
        "TH",
        "TD",
        "Note",
        "Span",
    }


def test_running_headers_and_decoration_are_artifacts(sample_pdf):
    pdf = sample_pdf("bn")
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    arrays = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
    assert b"/Artifact BMC" in pdf.pages[0].obj.Contents.read_bytes()  # the picture without alt
    for number, page in enumerate(pdf.pages):
        content = page.obj.Contents.read_bytes()
        if number:
            assert content.count(b"/Artifact <</Type /Pagination>> BDC") >= 2
        marked = {int(n) for n in re.findall(rb"/MCID (\d+)", content)}
        live = {n for n, owner in enumerate(arrays[int(page.obj.StructParents)]) if owner is not None}
        assert marked == live


def test_the_picture_without_alt_is_not_in_the_tree(sample_pdf):
    assert len(tagged(sample_pdf("en"), "Figure")) == 1


def test_a_checklist_of_twenty_five_items_stays_small():
    """Six widgets an item: 151 of them on eight pages."""
    assert len(render_document(sample("en", items=25))) < 48_000
    assert len(render_document(sample("bn", items=25))) < 58_000


def test_the_form_font_is_not_in_the_file(sample_bytes):
    pdf = opened(sample_bytes("en"))
    names = {str(font.BaseFont) for page in pdf.pages for font in page.obj.Resources.Font.values()}
    assert not [name for name in names if "Form" in name]


def test_the_package_loads_no_renderer_by_itself():
    code = "import sys, exports.pdf; print([m for m in ('weasyprint','pikepdf','fontTools') if m in sys.modules])"
    root = Path(__file__).parents[3]
    out = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
