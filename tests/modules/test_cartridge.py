"""A Common Cartridge, imported by a reader of the tests' own."""

import xml.etree.ElementTree as ET

import pytest

from tests.modules import cartridge
from tests.modules.boxes import Page, unpacked
from tests.modules.cartridge import QTI, Course, Unreadable, newer, read
from tests.modules.questions import as_moodle_reads, as_open_edx_reads, asked
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, MARKING, PERSIAN_TITLE, for_lecturers


def course(outline=ENGLISH) -> Course:
    return read(unpacked("cartridge", outline))


def test_a_system_finds_the_course_and_what_is_said_of_it() -> None:
    found = course(ADAPTATION)
    assert found.title == ADAPTATION.title
    assert found.language == "en"
    assert found.rights == "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
    assert found.sources == {"URI": ADAPTATION.url, "version": "3"}
    assert found.parents == [ENGLISH.url]
    assert (course(DARI).title, course(DARI).language) == (PERSIAN_TITLE, "fa-AF")


def named(found: Course, title: str) -> ET.Element:
    """The test that stands under this title."""
    (place,) = [leaf.resource for leaf in found.tree.leaves() if leaf.title == title and leaf.resource in found.tests]
    return found.tests[place]


def test_every_part_is_in_the_tree_under_its_group() -> None:
    tree = course().tree
    groups = {node.title: [leaf.title for leaf in node.children] for node in tree.children if node.children}
    assert groups["Key issues"] == ["Two crimes", "Gender"]
    assert groups["Exercises"] == ["Sort the cards", "Role play"]
    assert groups["Class plans"] == ["A class of 90 minutes"]
    assert len(groups["Discussions"]) == 3
    assert next(node.title for node in tree.children if not node.children) == ENGLISH.title


def test_pages_are_pages_and_the_class_plan_is_a_lesson_plan() -> None:
    found, files = course(), unpacked("cartridge", ENGLISH)
    shown = {leaf.resource for leaf in found.tree.leaves()}
    for name in shown & set(found.web):
        assert Page(files[found.web[name]].decode()).headings[0][0] == "h1"
    assert [found.web[name] for name in found.lesson_plans] == ["web/plan-1.html"]


def test_what_ends_in_questions_is_a_discussion_and_what_is_free_a_link() -> None:
    found = course()
    texts = " ".join(text for _title, text in found.topics.values())
    for question in ("What was hard?", "Who decided?", "Which crime?", "What did you see?"):
        assert f"<li>{question}</li>" in texts
    assert sorted(address for _title, address in found.links.values()) == [ENGLISH.url, "https://treaties.example/tip"]
    assert all('dir="rtl"' in text for _title, text in course(DARI).topics.values())


def test_questions_for_everybody_are_open_ones_and_list_their_options() -> None:
    test = named(course(), "Assessment")
    questions = asked(test)
    assert [question.profile for question in questions] == ["cc.essay.v0p1"] * 3
    assert "Crossing a border" in questions[0].text
    assert not any(question.right for question in questions)
    assert test.find(f".//{cartridge.QTI}resprocessing") is None


def test_a_lecturers_questions_can_be_marked_by_the_system() -> None:
    test = named(course(for_lecturers(ENGLISH)), "Assessment")
    one, several, essay = asked(test)
    assert (one.profile, one.cardinality, one.right) == ("cc.multiple_choice.v0p1", "Single", {"Crossing a border"})
    assert (several.profile, several.cardinality) == ("cc.multiple_response.v0p1", "Multiple")
    assert several.right == {"An adult victim", "A child"}
    assert essay.profile == "cc.essay.v0p1"
    assert one.feedback["Means"] == f"{MARKING} feedback 1"
    assert f"{MARKING} gives" not in ET.tostring(test, encoding="unicode")


def test_everybody_gets_a_self_test_that_the_system_marks_at_once() -> None:
    test = named(course(), "Self-test")
    one, several = asked(test)
    assert (one.profile, one.right) == ("cc.multiple_choice.v0p1", {"Need & nothing else"})
    assert (several.profile, several.right) == ("cc.multiple_response.v0p1", {"You may stop", "This room is private"})
    assert one.feedback == {
        "A signed statement": "A bed is no payment.",
        "Need & nothing else": "Right: need comes first.",
    }
    assert several.feedback["You are safe now"] == "Nobody can keep this."
    fields = [
        (node.findtext(f"{QTI}fieldlabel"), node.findtext(f"{QTI}fieldentry"))
        for node in test.iter(f"{QTI}qtimetadatafield")
    ]
    assert ("qmd_feedbackpermitted", "Yes") in fields
    assert ("cc_maxattempts", "unlimited") in fields
    assert ET.tostring(test) == ET.tostring(named(course(for_lecturers(ENGLISH)), "Self-test"))


def test_learning_systems_that_read_conditions_in_their_own_way_find_the_right_answers() -> None:
    test = named(course(for_lecturers(ENGLISH)), "Assessment")
    one, several, _essay = test.iter(f"{QTI}item")
    assert as_moodle_reads(one) == ({"o1"}, {f"o{n + 1}": f"{MARKING} feedback {n}" for n in range(3)})
    assert as_moodle_reads(several)[0] == {"o1", "o2"}
    assert as_moodle_reads(several)[1].keys() == {"o1", "o2", "o3"}
    assert (as_open_edx_reads(one), as_open_edx_reads(several)) == ({"o1"}, {"o1", "o2"})


@pytest.mark.parametrize("outline", [for_lecturers(ENGLISH), DARI, ADAPTATION], ids=["lecturers", "prs", "adaptation"])
def test_version_1_1_is_the_same_course_under_the_names_that_moodle_knows(outline) -> None:
    files = unpacked("cartridge11", outline)
    assert b'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"' in files["imsmanifest.xml"][:500]
    older, same = read(newer(files)), course(outline)
    for test in (*older.tests.values(), *same.tests.values()):
        test.attrib.clear()
    assert [ET.tostring(test) for test in older.tests.values()] == [ET.tostring(test) for test in same.tests.values()]
    older.tests, same.tests = {}, {}
    assert older == same
    with pytest.raises(Unreadable):
        read(newer(unpacked("cartridge", outline)))


def test_marking_notes_are_a_page_for_instructors_only() -> None:
    files, found = unpacked("cartridge", for_lecturers(ENGLISH)), course(for_lecturers(ENGLISH))
    holding = {name for name, data in files.items() if f"{MARKING} gives".encode() in data}
    assert holding == {"web/marking.html"}
    assert {found.web[name] for name in found.for_instructors} == holding
    assert course().for_instructors == set()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda files: files.pop("web/issue-1.html"), "missing"),
        (lambda files: files.update({"web/stranger.html": b""}), "nobody declares"),
        (lambda files: swap(files, b"rooted-hierarchy", b"flat"), "rooted"),
        (lambda files: swap(files, b'type="imsdt_xmlv1p3"', b'type="imsdt_xmlv9"'), "unknown type"),
        (lambda files: swap(files, b"1.3.0", b"1.1.0"), "version"),
    ],
)
def test_the_reader_would_notice(change, complaint: str) -> None:
    files = dict(unpacked("cartridge", ENGLISH))
    change(files)
    with pytest.raises(Unreadable, match=complaint):
        read(files)


def swap(files: dict[str, bytes], old: bytes, new: bytes) -> None:
    assert old in files["imsmanifest.xml"]
    files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(old, new)
