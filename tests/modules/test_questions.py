"""Question banks, read back as a learning system reads them."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from modules.domain.outlines import AnswerOption, Outline
from tests.modules.boxes import packed, unpacked
from tests.modules.questions import QTI, asked, from_moodle
from tests.modules.sample import DARI, ENGLISH, MARKING, for_lecturers

CONTENT = "{http://www.imsglobal.org/xsd/imscp_v1p1}"


def qti(outline=ENGLISH) -> ET.Element:
    return ET.fromstring(unpacked("qti", outline)["questions.xml"])


def test_a_qti_bank_holds_every_question_under_a_lasting_id() -> None:
    bank = qti(for_lecturers(ENGLISH)).find(f"{QTI}objectbank")
    assert bank is not None
    questions = asked(bank)
    assert [question.text for question in questions] == [
        "Which element does smuggling of migrants need, and trafficking does not?",
        "Who may ask for the presence of a person of her choice? Choose all that apply.",
        "Draft two safeguards <before> an interview.",
    ]
    assert questions[0].options == ["Crossing a border", "Means", "Exploitation & profit"]
    newer = replace(for_lecturers(ENGLISH), version=9)
    assert [question.id for question in asked(qti(newer))] == [question.id for question in questions]
    assert {question.id for question in asked(qti(DARI))}.isdisjoint({question.id for question in questions})


def test_a_public_bank_asks_openly_and_a_lecturers_bank_marks() -> None:
    assert {question.profile for question in asked(qti())} == {"cc.essay.v0p1"}
    one, several, _essay = asked(qti(for_lecturers(ENGLISH)))
    assert (one.right, several.right) == ({"Crossing a border"}, {"An adult victim", "A child"})


def test_answers_are_plain_words_unless_they_hold_what_html_would_read() -> None:
    """Open edX's converter shows the tags of an answer; Moodle reads plain words as HTML."""
    answers = [
        (node.get("texttype"), node.text)
        for label in qti(for_lecturers(ENGLISH)).iter(f"{QTI}response_label")
        for node in label.iter(f"{QTI}mattext")
    ]
    assert ("text/plain", "Means") in answers
    assert ("text/html", "<p>Exploitation &amp; profit</p>") in answers


def test_marking_notes_are_a_page_beside_the_bank() -> None:
    files = unpacked("qti", for_lecturers(ENGLISH))
    assert [name for name, data in files.items() if f"{MARKING} gives".encode() in data] == ["marking.html"]


def test_moodle_gets_choices_it_can_mark_and_notes_only_teachers_read() -> None:
    category, (one, several, essay) = from_moodle(packed("moodle", replace(for_lecturers(ENGLISH), practice=())))
    assert category == f"$course$/top/{ENGLISH.title}"
    assert (one.profile, one.cardinality, one.right) == ("multichoice", "Single", {"Crossing a border"})
    assert several.fractions == {"An adult victim": 50.0, "A child": 50.0, "Nobody": -50.0}
    assert one.feedback["Crossing a border"] == f"{MARKING} feedback 0"
    assert (essay.profile, essay.for_teachers) == ("essay", f"{MARKING} gives a point for each element. No more.")


def test_moodle_gets_open_questions_where_no_answer_may_be_known() -> None:
    _category, questions = from_moodle(packed("moodle", replace(ENGLISH, practice=())))
    assert [question.profile for question in questions] == ["essay"] * 3
    assert "Exploitation & profit" in questions[0].text
    assert not any(question.for_teachers for question in questions)


def test_shares_of_three_are_fractions_that_moodle_knows() -> None:
    options = tuple(AnswerOption(f"Option {n}", right=n < 3) for n in range(4))
    three = replace(ENGLISH.questions[1], options=options)
    _category, (question,) = from_moodle(
        packed("moodle", replace(for_lecturers(ENGLISH), questions=(three,), practice=()))
    )
    assert set(question.fractions.values()) == {33.33333, -33.33333}


def test_a_slash_in_a_title_makes_no_category_of_its_own() -> None:
    category, _questions = from_moodle(packed("moodle", replace(ENGLISH, title="Women / men -- and -", practice=())))
    assert category == "$course$/top/Women // men -- and -"


@pytest.mark.parametrize("outline", [ENGLISH, for_lecturers(ENGLISH)], ids=["everybody", "lecturers"])
def test_the_self_test_is_a_test_beside_the_bank_and_the_manifest_leads_to_both(outline: Outline) -> None:
    files = unpacked("qti", outline)
    root = ET.fromstring(files["imsmanifest.xml"])
    assert root.findtext(f"{CONTENT}metadata/{CONTENT}schema") == "IMS Content"
    kinds = {node.attrib["href"]: node.attrib["type"] for node in root.iter(f"{CONTENT}resource")}
    assert set(kinds) == set(files) - {"imsmanifest.xml"}
    assert {name for name, kind in kinds.items() if kind == "imsqti_xmlv1p2"} == {"questions.xml", "practice.xml"}
    assert [node[0].attrib["href"] for node in root.iter(f"{CONTENT}resource")] == list(kinds)
    ids = [node.attrib["identifier"] for node in root.iter() if "identifier" in node.attrib]
    assert len(ids) == len(set(ids)) == len(kinds) + 1
    practice = ET.fromstring(files["practice.xml"]).find(f"{QTI}assessment")
    assert practice is not None
    one, several = asked(practice)
    assert (one.right, several.right) == ({"Need & nothing else"}, {"You may stop", "This room is private"})
    assert one.feedback["A signed statement"] == "A bed is no payment."


def test_moodle_keeps_the_self_test_in_a_category_of_its_own_and_can_mark_it() -> None:
    root = ET.fromstring(packed("moodle", replace(ENGLISH, title="Women / men")))
    paths = [node.findtext("category/text") for node in root.findall("question[@type='category']")]
    assert paths == ["$course$/top/Women // men", "$course$/top/Women // men/Self-test"]
    kinds = [node.attrib["type"] for node in root.findall("question")]
    assert kinds == ["category", "essay", "essay", "essay", "category", "multichoice", "multichoice"]
    one, several = [
        question for question in from_moodle(packed("moodle", ENGLISH))[1] if question.profile == "multichoice"
    ]
    assert (one.right, one.feedback["A signed statement"]) == ({"Need & nothing else"}, "A bed is no payment.")
    assert several.fractions == {"You may stop": 50.0, "This room is private": 50.0, "You are safe now": -50.0}


def test_a_module_of_one_kind_of_questions_has_no_empty_bank_of_the_other() -> None:
    assert "questions.xml" not in unpacked("qti", replace(ENGLISH, questions=()))
    assert "practice.xml" not in unpacked("qti", replace(ENGLISH, practice=()))
