"""Question banks, read back as a learning system reads them."""

import xml.etree.ElementTree as ET
from dataclasses import replace

from modules.domain.outlines import AnswerOption
from tests.modules.boxes import packed, unpacked
from tests.modules.questions import QTI, asked, from_moodle
from tests.modules.sample import DARI, ENGLISH, MARKING, for_lecturers


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


def test_marking_notes_are_a_page_beside_the_bank() -> None:
    files = unpacked("qti", for_lecturers(ENGLISH))
    assert [name for name, data in files.items() if f"{MARKING} gives".encode() in data] == ["marking.html"]


def test_moodle_gets_choices_it_can_mark_and_notes_only_teachers_read() -> None:
    category, (one, several, essay) = from_moodle(packed("moodle", for_lecturers(ENGLISH)))
    assert category == f"$course$/top/{ENGLISH.title}"
    assert (one.profile, one.cardinality, one.right) == ("multichoice", "Single", {"Crossing a border"})
    assert several.fractions == {"An adult victim": 50.0, "A child": 50.0, "Nobody": -50.0}
    assert one.feedback["Crossing a border"] == f"{MARKING} feedback 0"
    assert (essay.profile, essay.for_teachers) == ("essay", f"{MARKING} gives a point for each element. No more.")


def test_moodle_gets_open_questions_where_no_answer_may_be_known() -> None:
    _category, questions = from_moodle(packed("moodle", ENGLISH))
    assert [question.profile for question in questions] == ["essay"] * 3
    assert "Exploitation & profit" in questions[0].text
    assert not any(question.for_teachers for question in questions)


def test_shares_of_three_are_fractions_that_moodle_knows() -> None:
    options = tuple(AnswerOption(f"Option {n}", right=n < 3) for n in range(4))
    three = replace(ENGLISH.questions[1], options=options)
    _category, (question,) = from_moodle(packed("moodle", replace(for_lecturers(ENGLISH), questions=(three,))))
    assert set(question.fractions.values()) == {33.33333, -33.33333}


def test_a_slash_in_a_title_makes_no_category_of_its_own() -> None:
    category, _questions = from_moodle(packed("moodle", replace(ENGLISH, title="Women / men -- and -")))
    assert category == "$course$/top/Women // men -- and -"
