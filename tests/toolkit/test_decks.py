"""Slides: what an office program finds in them."""

from io import BytesIO
from zipfile import ZipFile

import pptx
from hypothesis import given
from hypothesis import strategies as st
from pptx.oxml.ns import qn

from toolkit.packages.decks import MOST_LETTERS, DeckWriter, share_points

DARI = "قاچاق انسان با قاچاق مهاجران یکی نیست"


def write(dir: str = "ltr", lang: str = "en", points: tuple[str, ...] = ("One", "Two")) -> bytes:
    writer = DeckWriter(title="Prevention", lang=lang, dir=dir, footer="CC BY-SA 4.0")
    writer.open("Prevention", "Three hours", notes="Welcome everybody")
    writer.points("Why it fails", points, notes="Ask first\nThen show")
    writer.word(writer.box(writer.bare("A picture"), (914400, 2000000, 3000000, 500000)), "Beside it", size=20)
    file = BytesIO()
    writer.save(file)
    return file.getvalue()


def read(content: bytes):
    return pptx.Presentation(BytesIO(content))


def paragraphs(content: bytes):
    return [node for slide in read(content).slides for node in slide._element.iter(qn("a:p"))]


def test_the_same_slides_are_the_same_bytes():
    assert write() == write()


def test_slides_are_wide_with_titles_and_notes():
    deck = read(write())
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    assert [slide.shapes.title.text for slide in deck.slides] == ["Prevention", "Why it fails", "A picture"]
    assert deck.slides[1].notes_slide.notes_text_frame.text == "Ask first\nThen show"


def test_licence_and_number_of_the_slide_stand_at_the_foot_of_all():
    deck = read(write())
    assert "CC BY-SA 4.0" in [shape.text_frame.text for shape in deck.slide_master.shapes if shape.has_text_frame]
    assert deck.slide_master._element.findall(f".//{qn('a:fld')}")[0].get("type") == "slidenum"
    opening = next(layout for layout in deck.slide_layouts if layout.name == "Title Slide")
    assert "CC BY-SA 4.0" in [shape.text_frame.text for shape in opening.shapes]


def test_nothing_of_the_librarys_own_template_is_left():
    names = ZipFile(BytesIO(write())).namelist()
    assert not [name for name in names if "thumbnail" in name]
    assert len([name for name in names if name.startswith("ppt/slideLayouts/slideLayout")]) == 3
    facts = read(write()).core_properties
    assert (facts.author, facts.last_modified_by, facts.created.year) == ("", "", 2000)


def test_each_paragraph_says_that_it_is_read_from_the_right():
    made = paragraphs(write("rtl", "fa-AF", (DARI,)))
    assert made
    assert {(node.pPr.get("rtl"), node.pPr.get("algn")) for node in made} == {("1", "r")}


def test_what_is_read_from_the_left_says_so():
    assert {(node.pPr.get("rtl"), node.pPr.get("algn")) for node in paragraphs(write())} == {("0", "l")}


def test_words_name_their_language_and_a_face_of_their_script():
    made = {
        run.find(qn("a:t")).text: run.find(qn("a:rPr"))
        for node in paragraphs(write("rtl", "fa-AF", (DARI, "Palermo Protocol")))
        for run in node.iter(qn("a:r"))
    }
    assert made[DARI].get("lang") == "fa-AF"
    assert made[DARI].find(qn("a:cs")).get("typeface") == "Arial"
    assert made["Palermo Protocol"].get("lang") == "en"


def test_a_box_is_measured_from_where_reading_begins():
    def left(dir: str) -> int:
        return next(shape.left for shape in read(write(dir)).slides[2].shapes if shape.text_frame.text == "Beside it")

    deck = read(write())
    assert left("ltr") == 914400
    assert left("rtl") == deck.slide_width - 914400 - 3000000


@given(st.lists(st.text(min_size=1, max_size=MOST_LETTERS + 50)))
def test_no_point_is_lost_and_no_slide_holds_too_much(points):
    slides = share_points(points)
    assert [point for slide in slides for point in slide] == points
    assert all(len(slide) == 1 or sum(map(len, slide)) <= MOST_LETTERS for slide in slides if slide)


def test_an_address_below_a_persian_slide_keeps_its_last_stroke_at_its_end() -> None:
    deck = DeckWriter(title=DARI, lang="fa-AF", dir="rtl", footer="CC BY 4.0 · https://portal.example/")
    (foot,) = [
        shape for shape in deck.deck.slide_master.shapes if shape.has_text_frame and "CC BY" in shape.text_frame.text
    ]
    properties = foot.text_frame.paragraphs[0]._p.pPr
    assert (properties.get("rtl"), properties.get("algn")) == ("0", "r")
