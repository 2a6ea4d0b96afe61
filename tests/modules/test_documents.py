"""The document to edit, read back with python-docx and by its XML."""

import zipfile
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from modules.domain.outlines import Outline
from tests.modules.boxes import packed
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, MARKING, PERSIAN_TITLE, for_lecturers, leaky


def document(outline: Outline = ENGLISH) -> Any:
    return docx.Document(BytesIO(packed("document", outline)))


def lines(outline: Outline = ENGLISH) -> list[tuple[str, str]]:
    """(style, text) of each paragraph with words in it."""
    return [(line.style.name, line.text) for line in document(outline).paragraphs if line.text.strip()]


def test_parts_are_headings_that_a_word_processor_can_list() -> None:
    found = lines()
    heads = [text for style, text in found if style == "Heading 1"]
    assert heads[:3] == [ENGLISH.title, "A class of 90 minutes", "Two crimes"]
    assert heads[-1] == "About this module"
    assert ("Heading 2", "What differs") in found
    assert found[0] == ("Title", ENGLISH.title)
    listed = [text for style, text in found[: found.index(("Heading 1", ENGLISH.title))] if style == "List Bullet"]
    assert set(heads) == set(listed)


def test_lists_keep_their_depth_and_begin_at_one() -> None:
    found = lines()
    assert ("List Number", "Hand out the cards.") in found
    assert ("List Bullet 2", "again") in found
    numbers = [
        line._p.pPr.numPr.numId.val
        for line in document().paragraphs
        if line.style.name == "List Number" and line._p.pPr.numPr is not None
    ]
    assert len(set(numbers)) == 9  # each list has a count of its own
    assert len(numbers) > len(set(numbers))


def test_words_keep_their_face_and_links_their_address() -> None:
    paragraphs = document().paragraphs
    (line,) = [line for line in paragraphs if line.text.startswith("Consent, means & purpose.")]
    assert [run.text for run in line.runs if run.italic] == ["means"]
    assert "\nNot the border." in line.text
    addresses = {link.address for line in paragraphs for link in line.hyperlinks}
    assert {"https://portal.example/en/law/", "https://treaties.example/tip", ENGLISH.url} <= addresses
    assert not any(address.startswith("javascript") for address in addresses)
    assert ("Quote", "“Nobody consents to slavery.”") in lines()


def test_the_class_plan_is_a_table_with_a_head_that_repeats() -> None:
    plan = document().tables[0]
    assert [cell.text for cell in plan.rows[0].cells] == ["Minutes", "What happens", "Part"]
    assert [cell.text for cell in plan.rows[2].cells] == ["25", "Cards\nIn groups.", "Sort the cards"]
    heads = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in plan.rows]
    assert heads == [True, False, False, False, False]
    minutes, happens, where = [cell.width for cell in plan.rows[1].cells]
    assert minutes < where < happens
    (section,) = document().sections
    assert minutes + happens + where <= section.page_width - section.left_margin - section.right_margin


def test_its_properties_say_licence_version_source_and_parent() -> None:
    facts = document(ADAPTATION).core_properties
    assert (facts.title, facts.version, facts.language) == (ADAPTATION.title, "3", "en")
    for said in ("CC BY 4.0", ADAPTATION.url, ADAPTATION.parent_url):
        assert said in facts.comments


def test_a_persian_document_reads_from_right_to_left_throughout() -> None:
    found = document(DARI)
    assert found.core_properties.language == "fa-AF"
    body = found.element.body
    for line in body.iter(qn("w:p")):
        if "".join(line.itertext()).strip().startswith(("United Nations", "https://")):
            continue  # what is written from left to right says so itself
        assert line.pPr is not None
        assert line.pPr.find(qn("w:bidi")) is not None, "".join(line.itertext())
    runs = [run for run in body.iter(qn("w:r")) if PERSIAN_TITLE in "".join(run.itertext())]
    assert runs
    assert all(run.rPr.find(qn("w:rtl")) is not None for run in runs)
    latin = [run for run in body.iter(qn("w:r")) if "ISO 639-3" in "".join(run.itertext())]
    assert all(run.rPr is None or run.rPr.find(qn("w:rtl")) is None for run in latin)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in found.tables)
    assert document().element.body.findall(f".//{qn('w:bidi')}") == []


def test_marking_notes_are_in_a_lecturers_document_only() -> None:
    words = " ".join(text for _style, text in lines(for_lecturers(ENGLISH)))
    assert MARKING in words
    assert "For verified lecturers only" in words
    for outline in (ENGLISH, leaky(ENGLISH), leaky(DARI)):
        with zipfile.ZipFile(BytesIO(packed("document", outline))) as archive:
            assert not any(MARKING.encode() in archive.read(name) for name in archive.namelist())


# The order that the format's schema gives these elements; Word calls a file damaged that has another.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs strike color sz szCs highlight u vertAlign rtl cs lang",
    "tblPr": "tblStyle bidiVisual tblW jc tblBorders tblLayout tblCellMar tblLook",
    "trPr": "cantSplit trHeight tblHeader jc",
}


@pytest.mark.parametrize("outline", [for_lecturers(ENGLISH), for_lecturers(DARI)], ids=["en", "prs"])
def test_properties_stand_in_the_order_that_word_insists_on(outline: Outline) -> None:
    body = document(outline).element.body
    for name, order in ORDERS.items():
        known = [qn(f"w:{tag}") for tag in order.split()]
        for node in body.iter(qn(f"w:{name}")):
            places = [known.index(child.tag) for child in node]
            assert places == sorted(set(places)), [child.tag for child in node]
