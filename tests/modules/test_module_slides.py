"""The slides to edit, read back with python-pptx."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pptx

from modules.domain.outlines import Outline, Slide, SlideDeck
from modules.packages.formats import list_package_formats
from tests.modules.boxes import packed
from tests.modules.sample import ADAPTATION, DARI, ENGLISH


def slides(outline: Outline = ENGLISH) -> list[Any]:
    return list(pptx.Presentation(BytesIO(packed("slides", outline))).slides)


def words_on(slide: Any) -> list[str]:
    return [line.text for shape in slide.placeholders for line in shape.text_frame.paragraphs]


def test_each_slide_of_the_module_is_one_to_edit_with_what_to_say_in_its_notes() -> None:
    (deck,) = ENGLISH.slides
    first, *others = slides()
    assert words_on(first) == [ENGLISH.title]
    assert [words_on(slide) for slide in others] == [[slide.title, *slide.points] for slide in deck.slides]
    said = [slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "" for slide in others]
    assert said == [slide.notes for slide in deck.slides]
    assert any(said)


def test_several_decks_begin_with_a_slide_of_their_title() -> None:
    second = SlideDeck("d2", "The second hour", (Slide("A border", ("Who is there?",)),))
    found = slides(replace(ENGLISH, slides=(*ENGLISH.slides, second)))
    assert words_on(found[1]) == [ENGLISH.slides[0].title]
    assert [words_on(slide) for slide in found[-2:]] == [["The second hour"], ["A border", "Who is there?"]]


def test_who_passes_them_on_finds_licence_source_and_parent_in_the_first_slides_notes() -> None:
    notes = slides(ADAPTATION)[0].notes_slide.notes_text_frame.text
    for said in ("CC BY 4.0", ADAPTATION.url, ADAPTATION.parent_url):
        assert said in notes


def test_a_machine_translation_says_so_on_its_first_slide_and_runs_from_right_to_left() -> None:
    first, *others = slides(replace(DARI, machine_translated=True))
    assert len(words_on(first)) == 2
    assert len(words_on(slides(replace(DARI, machine_translated=False))[0])) == 1
    directions = {p.get("rtl") for slide in (first, *others) for p in slide._element.iter() if p.tag.endswith("}pPr")}
    assert directions == {"1"}


def test_a_module_without_slides_has_no_file_of_them() -> None:
    assert "slides" in {row.code for row in list_package_formats(ENGLISH)}
    assert "slides" not in {row.code for row in list_package_formats(replace(ENGLISH, slides=()))}
