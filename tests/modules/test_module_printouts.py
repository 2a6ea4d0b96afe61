"""A module and a class on paper: what stands there, for whom, and that machines find nothing to complain about."""

import json
import re
import subprocess
from dataclasses import replace
from html import escape as html_of
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pytest
from django.utils.translation import gettext, override

from exports.pdf import Source, render_document
from exports.printouts import Printout, build_printout, read_options
from modules.domain.outlines import ClassPlan, ClassPlanRow, Outline
from modules.models import Module
from modules.printouts import build_class_pack, build_module_handbook
from tests.modules.classroom import SECRET, module
from tests.modules.reading_order import in_order
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, MARKING, for_lecturers, leaky, part_id

pytestmark = pytest.mark.django_db
PLAN = ClassPlan(
    "",
    "My class",
    55,
    (ClassPlanRow(30, "Play", "", part_id(22)), ClassPlanRow(25, "Cards", "In groups.", part_id(21))),
)


def words(printout: Printout, tmp_path: Path) -> str:
    """What pdftotext reads, without white space: lines break where they like. The file stays for the checkers."""
    source = Source(printout.html, printout.manifest, printout.language, links=printout.links, assets=printout.assets)
    (tmp_path / "file.pdf").write_bytes(render_document(source, seconds=60))
    done = subprocess.run(["pdftotext", tmp_path / "file.pdf", "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


def closed_up(text: str) -> str:
    return "".join(text.split())


def is_a_guess(row: Any, file: Path) -> bool:
    """Whether outloud takes something right for a fault. Each excuse is looked up in the file.

    TXT-004: the shapes that a letter of the Arabic script has at the beginning, in the middle and at the end of a word
    are one letter. TAG-002: a long running head, in the margin of its page; the words stand in a tagged heading too.
    ORD-001 takes the words around a link before those inside it; by the tags everything but the numbers of lists is
    painted in order, and one line of the first page. PAG-001: the name of a source that many entries name may end three
    pages; it stands in the middle of others as well, which no running head does.
    """
    if row.rule == "PAG-001":
        return stands_inside_a_page(row.evidence.partition(" (")[0], file)
    if row.rule == "TXT-004":
        return re.search(r"codes all map to U\+06[0-9A-F]{2} ", row.message) is not None and ";" not in row.message
    if row.rule == "TAG-002":
        return row.count == len(row.boxes) and all(box["y0"] > 800 for box in row.boxes)
    return row.rule == "ORD-001" and all(share == 1 for page, share in in_order(file).items() if page > 1)


def stands_inside_a_page(line: str, file: Path) -> bool:
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    pages = [[one.strip() for one in page.splitlines() if one.strip()] for page in done.stdout.split("\f")]
    return any(line in one for page in pages for one in page[8:-8])


def complaints(file: Path) -> list[str]:
    result = outloud.check(str(file))
    assert result.error is None
    found = [f"{row.rule} {row.message}" for row in result.findings if not is_a_guess(row, file)]
    found += [f"{row.rule_id} {row.message}" for row in pdfua.validate(str(file)).findings]
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    return found + ([done.stdout + done.stderr] if done.returncode else [])


@pytest.mark.thorough
@pytest.mark.parametrize("outline", [for_lecturers(ENGLISH), DARI, ADAPTATION], ids=["lecturers", "prs", "adaptation"])
def test_a_handbook_reads_back_and_conforms(outline: Outline, tmp_path: Path) -> None:
    text = words(build_module_handbook(outline, "1"), tmp_path)
    parts = [*outline.issues, *outline.exercises, *outline.plans, *outline.cases, *outline.guidance]
    for said in [outline.title, *(part.title for part in parts)]:
        assert outline.language == "prs" or closed_up(said) in text
    if outline.language == "prs":
        for said in ("دو جرم", "یکی علیه شخص", "نخست بپرسید", "۶۵"):
            assert closed_up(said) in text
    assert complaints(tmp_path / "file.pdf") == []
    # Lists too: they were once painted after all other words of their page.
    assert {page: share for page, share in in_order(tmp_path / "file.pdf").items() if share < 1 and page > 1} == {}


@pytest.mark.thorough
@pytest.mark.parametrize("outline", [ENGLISH, DARI, ADAPTATION], ids=["en", "prs", "adaptation"])
def test_a_class_pack_reads_back_and_conforms(outline: Outline, tmp_path: Path) -> None:
    text = words(build_class_pack(outline, PLAN), tmp_path)
    with override(outline.language):
        assert closed_up(gettext("Slides for this class")) in text
    assert complaints(tmp_path / "file.pdf") == []


def test_a_handbook_has_every_part_once_and_leads_to_it() -> None:
    printout = build_module_handbook(ENGLISH, "1")
    assert (printout.kind, printout.private, printout.fillable) == ("modules.handbook", False, False)
    assert printout.filename == "rights-and-gender-handbook-en-v3.pdf"
    for part in [*ENGLISH.issues, *ENGLISH.exercises, *ENGLISH.plans, *ENGLISH.slides]:
        assert printout.html.count(f"<h1>{part.title}</h1>") == 1
    assert printout.html.count('data-href="#issue-1"') == 1
    assert 'id="issue-1"' in printout.html
    said = json.loads(printout.manifest)
    assert said["module"]["licence"]["name"] == "CC BY 4.0"
    assert [row["kind"] for row in said["parts"]][:2] == ["start", "plan"]
    assert build_module_handbook(ENGLISH, "1") == printout


def test_a_persian_handbook_is_set_from_right_to_left() -> None:
    html = build_module_handbook(DARI, "1").html
    assert '<html lang="fa-AF" dir="rtl">' in html
    assert "نسخهٔ" in html or "Version ۳" in html


def test_a_class_pack_holds_what_the_class_needs_in_its_order() -> None:
    printout = build_class_pack(ENGLISH, PLAN)
    heads = [piece.partition("</h1>")[0] for piece in printout.html.split("<h1>")[1:]]
    assert heads == ["My class", "Role play", "Sort the cards", "Slides for this class", "Reading"]
    assert "Read the roles." in printout.html.partition("Slides for this class")[2]
    assert "Ask before you show the answer." not in printout.html
    assert "A class of 90 minutes" not in printout.html
    assert printout.filename == "rights-and-gender-class-en-v3.pdf"
    other = build_class_pack(ENGLISH, replace(PLAN, rows=PLAN.rows[::-1]))
    assert other.html != printout.html


@pytest.mark.parametrize("outline", [ENGLISH, DARI, ADAPTATION], ids=["en", "prs", "adaptation"])
def test_a_class_pack_says_whence_it_comes_and_what_nobody_has_read_yet(outline: Outline) -> None:
    printout = build_class_pack(outline, PLAN)
    front = printout.html.partition("<h1>")[0]
    assert outline.url in front
    assert f'href="{outline.licence_url}">CC BY 4.0</a>' in front
    assert printout.version_note in front
    with override(outline.language):
        machine = gettext("This was translated by a machine and has not been read by a native speaker yet.")
        draft = gettext("Draft for local review.")
    assert (machine in front, draft in front) == (outline.machine_translated, outline.draft)
    if outline is ADAPTATION:
        assert f">{html_of(outline.parent_title)}</a>" in front
        assert "version 2" in " ".join(front.split())
    assert printout.private == outline.draft


def test_marking_notes_are_on_paper_for_lecturers_only() -> None:
    for printout in (
        build_module_handbook(ENGLISH, "1"),
        build_module_handbook(leaky(ENGLISH), "1"),
        build_class_pack(leaky(ENGLISH), PLAN),
    ):
        assert MARKING not in printout.html
        assert MARKING.encode() not in printout.manifest
        assert not printout.private
    hers = build_module_handbook(for_lecturers(ENGLISH), "1")
    assert hers.private
    assert MARKING in hers.html
    assert MARKING not in build_class_pack(for_lecturers(ENGLISH), PLAN).html


def test_only_what_is_published_and_no_draft_has_an_address() -> None:
    row = module()
    options = read_options({})
    assert build_printout("modules.handbook", str(row.pk), options).filename == "rights-test-handbook-en-v1.pdf"
    assert SECRET not in build_printout("modules.handbook", str(row.pk), options).html
    for refused in (module("a", live=False).pk, module("b", for_review=True).pk, 10**17, "x", ""):
        with pytest.raises(LookupError):
            build_printout("modules.handbook", str(refused), options)


def test_letter_paper_is_another_file() -> None:
    printout = build_module_handbook(ENGLISH, "1", {"size": "letter"})
    assert printout.filename == "rights-and-gender-handbook-en-v3-letter.pdf"
    assert printout.options == {"form": "paper", "size": "letter"}


def test_the_word_paper_in_a_modules_own_name_stays() -> None:
    assert build_module_handbook(replace(ENGLISH, slug="green-paper"), "1").filename == "green-paper-handbook-en-v3.pdf"


@pytest.mark.thorough
def test_the_starter_modules_handbook_conforms(starter: None, tmp_path: Path) -> None:
    row = Module.objects.published().get(slug="rights-and-gender", locale__language_code="en")
    text = words(build_printout("modules.handbook", str(row.pk), read_options({})), tmp_path)
    assert closed_up(row.title) in text
    assert complaints(tmp_path / "file.pdf") == []
