"""What the toolkit puts on paper. The renderer has tests of its own; here: what is on the page, and who may have it."""

import functools
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.models import PageViewRestriction

from exports.pdf import Source, render_document
from exports.printouts import Printout
from tests import factories
from tests.toolkit import scripts
from toolkit import printouts
from toolkit.models import ChecklistPage, Picture, Version
from toolkit.printouts.bodies import normalize_headings, tie_passages
from toolkit.printouts.pdf_documents import quote_css_string

pytestmark = pytest.mark.django_db

FILLABLE = {"form": "fillable", "size": "a4"}
PAPER = {"form": "paper", "size": "a4"}
LETTER = {"form": "fillable", "size": "letter"}
RIGHT_TO_LEFT = ["ar", "fa", "prs", "ps", "ur"]


@functools.lru_cache(maxsize=8)
def rendered(html: str, manifest: bytes, language: str, fillable: bool) -> bytes:
    return render_document(Source(html, manifest, language, fillable), seconds=60)


def pdf_of(printout: Printout) -> bytes:
    return rendered(printout.html, printout.manifest, printout.language, printout.fillable)


def text_of(printout: Printout, tmp_path: Path) -> str:
    """What pdftotext reads, without white space: lines break where they like."""
    (tmp_path / "file.pdf").write_bytes(pdf_of(printout))
    done = subprocess.run(["pdftotext", tmp_path / "file.pdf", "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def closed_up(text: str) -> str:
    return "".join(text.split())


def attributes(html: str, tag: str, name: str) -> list[str]:
    return re.findall(rf'<{tag}\b[^>]*?\s{name}="([^"]*)"', html)


def checklist_of(questions: int, **fields: Any) -> ChecklistPage:
    items = [factories.item(provisions=[factories.provision()]) for _ in range(questions)]
    return factories.checklist([factories.section("First contact", items)], **fields)


def queries(call: Any) -> int:
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


# --- Names and manifest -----------------------------------------------------------------------------------------


def test_the_file_is_named_after_the_page_its_language_and_its_version() -> None:
    page = factories.checklist(slug="lawmaking")
    page.save_revision().publish()
    assert printouts.build_public_checklist(str(page.pk), FILLABLE).filename == "lawmaking-checklist-en-v2.pdf"
    assert printouts.build_public_checklist(str(page.pk), PAPER).filename == "lawmaking-checklist-en-v2-paper.pdf"
    assert printouts.build_public_checklist(str(page.pk), LETTER).filename == "lawmaking-checklist-en-v2-letter.pdf"
    assert (
        printouts.build_public_tool(str(factories.tool(slug="lawmaking").pk), PAPER).filename
        == "lawmaking-tool-en-v1-paper.pdf"
    )


def test_the_handbook_is_named_after_the_day_of_its_newest_page() -> None:
    scripts.tool_in("prs")
    newest = Version.objects.filter(page__locale__language_code="prs").latest("published_at").published_at
    assert printouts.build_toolkit_handbook("prs", PAPER).filename == f"toolkit-handbook-prs-{newest:%Y-%m-%d}.pdf"


def test_the_manifest_lists_the_items_in_order_and_names_version_and_language() -> None:
    page = factories.checklist(
        [factories.section("A", [factories.item(), factories.item()]), factories.section("B", [factories.item()])]
    )
    manifest = json.loads(printouts.build_public_checklist(str(page.pk), FILLABLE).manifest)
    (listed,) = manifest["checklists"]
    assert listed["items"] == [{"id": i.id, "section": i.section, "number": i.number} for i in page.items()]
    assert [(i["section"], i["number"]) for i in listed["items"]] == [("A", 1), ("A", 2), ("B", 3)]
    assert (listed["version"], listed["revision"]) == (1, page.live_revision_id)
    assert (listed["slug"], listed["title"], listed["key"]) == (page.slug, page.title, str(page.translation_key))
    assert (manifest["language"], manifest["options"]) == ("en", FILLABLE)
    assert manifest["site"] == settings.BASE_URL


def test_the_same_content_gives_the_same_printout() -> None:
    page = factories.checklist()
    once, again = (printouts.build_public_checklist(str(page.pk), FILLABLE) for _ in range(2))
    assert once == again


# In a process of its own: WeasyPrint lets Pillow take half a picture for a whole one, everywhere in a process.
WHICH_SHEETS = """
import sys
from weasyprint import CSS
from exports.pdf.sheets import known, reuse_known_sheets
css = reuse_known_sheets(CSS)
print([css(string=text) in known().values() for text in sys.stdin.read().split(chr(0))])
"""


def test_the_render_server_has_read_the_style_sheet_that_every_document_brings() -> None:
    printout = printouts.build_public_checklist(str(factories.checklist().pk), FILLABLE)
    sheets = re.findall(r"<style>(.*?)</style>", printout.html, re.S)
    words = {"input": chr(0).join(sheets), "capture_output": True, "text": True, "check": True}
    known = subprocess.run([sys.executable, "-c", WHICH_SHEETS], cwd=settings.BASE_DIR, **words).stdout
    assert known == "[True, False]\n", "the sheet is known, the frame is made anew for each"


def test_a_draft_changes_nothing_until_it_is_published() -> None:
    page = factories.checklist(title="Published words")
    page.title = "Draft words"
    page.save_revision()
    assert "Draft words" not in printouts.build_public_checklist(str(page.pk), FILLABLE).html


# --- Who may have it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["0", "999999999", "x", "", "1; drop", "9" * 40])
@pytest.mark.parametrize(
    "build",
    [printouts.build_public_checklist, printouts.build_public_tool, printouts.build_toolkit_handbook],
    ids=["checklist", "tool", "handbook"],
)
def test_what_does_not_exist_is_refused(build: Callable[..., object], subject: str) -> None:
    with pytest.raises(LookupError):
        build(subject, FILLABLE)


def test_an_unpublished_or_private_page_is_refused() -> None:
    page, tool = factories.checklist(), factories.tool()
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    tool.unpublish()
    for call in (
        lambda: printouts.build_public_checklist(str(page.pk), FILLABLE),
        lambda: printouts.build_public_tool(str(tool.pk), PAPER),
    ):
        with pytest.raises(LookupError):
            call()


def test_a_private_checklist_stays_out_of_its_tool_and_of_the_handbook() -> None:
    tool = scripts.tool_in("ps")
    page = scripts.checklist_in("ps", tool=tool)
    question = scripts.WORDS["ps"][3][0][0]
    assert f'<span class="n">A1</span>{question}' in printouts.build_toolkit_handbook("ps", PAPER).html
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    for printout in (
        printouts.build_public_tool(str(tool.pk), FILLABLE),
        printouts.build_toolkit_handbook("ps", PAPER),
    ):
        assert '<span class="n">A1</span>' not in printout.html
        assert json.loads(printout.manifest)["checklists"] == []


def test_a_link_to_a_page_that_is_not_public_is_only_words() -> None:
    hidden, shown = factories.article(title="Hidden"), factories.article(title="Shown")
    hidden.unpublish()
    links = "".join(f'<a linktype="page" id="{page.pk}">this page</a>' for page in (hidden, shown))
    related = {"title": "More", "pages": [factories.block("item", page.pk) for page in (hidden, shown)]}
    body = [factories.block("text", f"<p>{links}</p>"), factories.block("related", related)]
    html = printouts.build_public_tool(str(factories.tool(body).pk), PAPER).html
    assert "Hidden" not in html
    assert "linktype" not in html
    assert html.count(f'<a href="{settings.BASE_URL}/en/{shown.slug}/">') == 2


# --- Fields -----------------------------------------------------------------------------------------------------


def test_every_field_is_named_after_its_item_and_titled_with_the_whole_question() -> None:
    item = factories.item('Is "need" enough?\nAlways & everywhere?')
    page = factories.checklist([factories.section("A", [item])])
    (group, note) = (f"a_{item['id']}", f"n_{item['id']}")
    pdf = pikepdf.open(BytesIO(pdf_of(printouts.build_public_checklist(str(page.pk), FILLABLE))))
    fields = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
    assert set(fields) == {"service", "date", group, note}
    assert str(fields[group].TU) == 'A1. Is "need" enough? Always & everywhere?'
    assert str(fields[note].TU) == 'A1. Is "need" enough? Always & everywhere? – Note'
    states = [key for kid in fields[group].Kids for key in kid.AP.N if key != "/Off"]
    assert states == ["/yes", "/partly", "/no", "/na"]


def test_the_paper_form_has_squares_and_lines_and_no_fields() -> None:
    printout = printouts.build_public_checklist(str(checklist_of(3).pk), PAPER)
    assert not printout.fillable
    assert not re.search(r"<(input|textarea|select|label|button)\b", printout.html)
    assert printout.html.count('class="box"') == 12
    assert printout.html.count('class="lines"') == 3


def test_the_form_warns_against_names_and_says_what_a_result_is_not() -> None:
    page = checklist_of(1)
    for options in (FILLABLE, PAPER):
        html = printouts.build_public_checklist(str(page.pk), options).html
        assert "Write no names or details of victims, witnesses or suspects." in html
        assert "A result never decides funding or blame" in html


def test_a_copy_of_a_checklist_in_one_tool_has_no_second_fields_of_the_same_name() -> None:
    tool = factories.tool()
    page = factories.checklist(tool=tool)
    page.copy(update_attrs={"slug": "the-copy"}).specific.save_revision().publish()
    printout = printouts.build_public_tool(str(tool.pk), FILLABLE)
    names = attributes(printout.html, "textarea", "name")
    assert len(names) == len(set(names)) == 2
    assert pdf_of(printout)


# --- Languages and sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_right_to_left_languages_mirror_the_page_and_write_their_own_numerals(code: str) -> None:
    html = printouts.build_public_checklist(str(scripts.checklist_in(code).pk), FILLABLE).html
    tag = "fa-AF" if code == "prs" else code
    assert f'<html lang="{tag}" dir="rtl">' in html
    assert re.search(r'@top-right \{ content: "', html)
    latin = code in {"ar", "ur"}  # docs/translation/README.md
    assert ("counter(page)" if latin else "counter(page, persian)") in html
    assert ("30" if latin else "۳۰") in html


@pytest.mark.parametrize("unread", [True, False])
def test_paper_says_that_a_machine_translated_it_until_somebody_has_read_it(unread: bool) -> None:
    page = scripts.checklist_in("prs")
    ChecklistPage.objects.filter(pk=page.pk).update(machine_translated=unread)
    html = printouts.build_public_checklist(str(page.pk), PAPER).html
    assert ("ماشین ترجمه" in html) is unread


def test_letter_paper_differs_in_size_alone() -> None:
    page = checklist_of(1)
    a4, letter = (printouts.build_public_checklist(str(page.pk), options) for options in (FILLABLE, LETTER))
    assert letter.html == a4.html.replace("210mm 297mm", "215.9mm 279.4mm").replace("297mm", "279.4mm")
    pdf = pikepdf.open(BytesIO(pdf_of(letter)))
    assert float(pdf.pages[0].mediabox[2]) == pytest.approx(612, abs=0.1)


def test_a_tools_margin_is_on_the_other_side_for_right_to_left() -> None:
    assert "@page book { margin-left: 66mm }" in printouts.build_public_tool(str(scripts.tool_in("ur").pk), PAPER).html
    assert "@page book { margin-right: 66mm }" in printouts.build_public_tool(str(scripts.tool_in("bn").pk), PAPER).html


# --- What the renderer asks -------------------------------------------------------------------------------------


def every_kind() -> list[Printout]:
    tool = scripts.tool_in("fr")
    page = scripts.checklist_in("fr", tool=tool)
    scripts.checklist_in("fr")
    return [
        printouts.build_public_checklist(str(page.pk), FILLABLE),
        printouts.build_public_checklist(str(page.pk), PAPER),
        printouts.build_public_tool(str(tool.pk), FILLABLE),
        printouts.build_toolkit_handbook("fr", PAPER),
    ]


def test_nothing_outside_the_document_is_asked_for() -> None:
    for printout in every_kind():
        loads = re.findall(r"""url\(["']?([^"')]*)|\bsrc="([^"]*)""", printout.html)
        assert all((css or src).startswith(("data:", "asset:")) or css == "" for css, src in loads if css or src)
        assert not re.search(r"<(link|script|iframe|object|embed)\b|@import|@font-face", printout.html)
        for href in attributes(printout.html, "a", "href"):
            assert href.startswith((settings.BASE_URL, "#"))


def test_headings_begin_at_the_first_level_and_skip_none() -> None:
    for printout in every_kind():
        levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", printout.html)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_place_that_is_pointed_at_exists_once() -> None:
    for printout in every_kind():
        ids = re.findall(r'\sid="([^"]+)"', printout.html)
        assert len(ids) == len(set(ids))
        targets = attributes(printout.html, "a", "href") + attributes(printout.html, "li", "data-href")
        assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)


def test_the_index_names_each_question_for_those_who_hear_only_the_link() -> None:
    printout = every_kind()[-1]
    names = [name for href, name in printout.links.items() if href.startswith("#i")]
    assert names
    assert all(re.search(r": question A\d$", name) for name in names)


@pytest.mark.thorough
def test_every_page_shape_passes_its_checks_and_holds_its_words(tmp_path: Path) -> None:
    title, lead, section, rows = scripts.WORDS["fr"]
    for printout in every_kind():
        text = text_of(printout, tmp_path)
        for words in (title, lead, section, *rows[0]):
            assert closed_up(words) in text
        assert subprocess.run(["qpdf", "--check", tmp_path / "file.pdf"], capture_output=True).returncode == 0
        pdf = pikepdf.open(BytesIO(pdf_of(printout)))
        assert pdf.attachments["manifest.json"].get_file().read_bytes() == printout.manifest
        assert str(pdf.docinfo["/Title"]) == printout.title


@pytest.mark.thorough
@pytest.mark.parametrize("code", ["bn", "prs", "ar"])
def test_questions_in_other_scripts_can_be_read_out_of_the_file(code: str, tmp_path: Path) -> None:
    printout = printouts.build_public_checklist(str(scripts.checklist_in(code).pk), FILLABLE)
    (tmp_path / "file.pdf").write_bytes(pdf_of(printout))
    read = subprocess.run(["pdftotext", tmp_path / "file.pdf", "-"], capture_output=True, text=True).stdout
    words = {word for question in scripts.WORDS[code][3] for word in question[0].split()}
    found = {word for word in words if word in read}
    assert len(found) >= 0.7 * len(words)


@pytest.mark.thorough
def test_every_foot_says_version_date_and_address(tmp_path: Path) -> None:
    page = checklist_of(12)
    printout = printouts.build_public_checklist(str(page.pk), FILLABLE)
    pages = len(pikepdf.open(BytesIO(pdf_of(printout))).pages)
    foot = closed_up(f"{printout.version_note} · {printout.page_url.partition('://')[2].rstrip('/')}")
    assert pages > 1
    assert text_of(printout, tmp_path).count(foot) == pages


@pytest.mark.thorough
@pytest.mark.usefixtures("starter")
def test_every_word_of_a_real_checklist_is_in_its_file(tmp_path: Path) -> None:
    page = ChecklistPage.objects.get(slug="identification-and-referral", locale__language_code="en")
    for options in (FILLABLE, PAPER):
        printout = printouts.build_public_checklist(str(page.pk), options)
        text = text_of(printout, tmp_path)
        for item in page.items():
            for part in ("question", "why", "evidence", "action"):
                assert closed_up(item.value[part]) in text
        pdf = pikepdf.open(tmp_path / "file.pdf")
        assert 6 <= len(pdf.pages) <= 9
        # 55 kB where it was written; the budget is 60 for 25 questions, and this has 26.
        assert (tmp_path / "file.pdf").stat().st_size < 58_000


# --- Blocks -----------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_picture_is_in_the_file_with_its_description_and_without_its_metadata() -> None:
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of someone"
    Image.new("RGB", (3000, 2000), "green").save(out, "JPEG", exif=exif)
    picture = Picture.objects.create(
        title="A room", description="Two chairs.", credit="CC0", file=SimpleUploadedFile("room.jpg", out.getvalue())
    )
    body = [factories.block("figure", {"picture": picture.pk, "caption": "Quiet."})]
    printout = printouts.build_public_tool(str(factories.tool(body).pk), PAPER)
    (name, data) = next(iter(printout.assets.items()))
    assert f'<img src="asset:{name}" alt="Two chairs.">' in printout.html
    image = Image.open(BytesIO(data))
    assert max(image.size) == 1200
    assert not image.getexif()
    assert render_document(Source(printout.html, printout.manifest, "en", assets=printout.assets))


def test_a_picture_whose_file_is_lost_leaves_its_caption() -> None:
    picture = Picture.objects.create(title="Lost", description="-", credit="-", file="nowhere.jpg", width=1, height=1)
    body = [factories.block("figure", {"picture": picture.pk, "caption": "Quiet."})]
    printout = printouts.build_public_tool(str(factories.tool(body).pk), PAPER)
    assert "<img" not in printout.html
    assert "Quiet." in printout.html


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<h3>a</h3><h2>b</h2><h3>c</h3>", "<h2>a</h2><h2>b</h2><h3>c</h3>"),
        ("<h2>a</h2><h4 id='x'>b</h4><h4>c</h4>", "<h2>a</h2><h3 id='x'>b</h3><h3>c</h3>"),
        ("<header></header><h2>a</h2>", "<header></header><h2>a</h2>"),
    ],
)
def test_headings_that_skip_a_level_are_lifted(given: str, kept: str) -> None:
    assert normalize_headings(given) == kept


def test_a_source_in_the_margin_stays_with_its_heading_and_the_paragraph_after_it() -> None:
    parts = [("heading", "<h2>a</h2>"), ("citation", "<i>c</i>"), ("text", '<div class="text"><p>1</p><p>2</p></div>')]
    assert "".join(tie_passages(parts)) == (
        '<div class="passage"><h2>a</h2><i>c</i><div class="text"><p>1</p></div></div><div class="text"><p>2</p></div>'
    )


def test_an_editors_words_cannot_leave_the_style_sheet() -> None:
    assert quote_css_string('a"b\\c</style>\n') == '"a\\22 b\\5c c\\3c /style\\3e \\a "'


# --- Speed ------------------------------------------------------------------------------------------------------


def test_a_question_or_a_source_more_is_not_a_query_more() -> None:
    small, large = (checklist_of(n, tool=factories.tool()) for n in (1, 3))
    for build, few, many in (
        (printouts.build_public_checklist, small.pk, large.pk),
        (printouts.build_public_tool, small.tool_id, large.tool_id),
    ):
        counts = {queries(functools.partial(build, str(pk), FILLABLE)) for pk in (few, many)}
        assert len(counts) == 1
        assert counts.pop() <= 12


@pytest.mark.thorough
def test_the_handbook_asks_the_database_no_more_for_longer_checklists() -> None:
    tools = {code: scripts.tool_in(code) for code in ("bn", "ar")}
    for (code, tool), questions in zip(tools.items(), (1, 3), strict=True):
        scripts.checklist_in(code, questions, tool=tool)
    assert queries(lambda: printouts.build_toolkit_handbook("bn", PAPER)) == queries(
        lambda: printouts.build_toolkit_handbook("ar", PAPER)
    )
