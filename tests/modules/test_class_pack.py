"""What a lecturer takes into the class that she built: the clock, cards to cut out, its own slides."""

from dataclasses import replace
from datetime import time
from io import BytesIO

import pptx
import pytest

from modules.domain.planning import ClassBuilderPlan, ClassWishes, LineKind, PlanLine, make_class_plan
from modules.forms.building import ClassPackForm
from modules.packages.class_slides import build_class_slides
from modules.packages.slides import pack_slides
from modules.presenters.class_pack import collect_cards, make_class_slides
from modules.printouts import build_class_pack
from tests.modules.sample import DARI, ENGLISH, part_id

PLAN = ClassBuilderPlan(
    ClassWishes(40),
    (
        PlanLine(LineKind.OPENING, 5),
        PlanLine(LineKind.ISSUE, 10, part_id(11)),
        PlanLine(LineKind.EXERCISE, 25, part_id(21)),
    ),
)
CARDS = replace(
    ENGLISH.exercises[0],
    material=("The case “Mina's story”, one copy each",),
    steps=("Note: form groups.", "Card 1: A man pays. Card 2: A woman drives.", "۱ کارت: یو نارینه. ۲ کارت: یوه ښځه."),
)


def test_a_class_has_the_clock_from_when_it_begins_and_minutes_otherwise() -> None:
    timed = make_class_plan(ENGLISH, PLAN, "", time(23, 50))
    assert [row.when for row in timed.rows] == ["23:50–23:55", "23:55–00:05", "00:05–00:30"]
    assert [row.when for row in make_class_plan(ENGLISH, PLAN, "").rows] == ["0–5", "5–15", "15–40"]
    assert ClassPackForm({"begins": "nine"}).errors["begins"] == ["Write a time, as in 09:00"]


def test_cards_written_in_steps_and_the_case_an_exercise_names_can_be_cut_out() -> None:
    outline = replace(ENGLISH, exercises=(CARDS,))
    cards = collect_cards(outline, make_class_plan(outline, PLAN, ""))
    assert [card.title for card in cards] == ["Card 1", "Card 2", "۱ کارت", "۲ کارت", "Mina's story"]
    assert (cards[0].text, cards[0].is_large, cards[-1].is_large) == ("A man pays.", False, True)


def test_a_class_has_slides_of_its_own_lines_only() -> None:
    deck = make_class_slides(ENGLISH, make_class_plan(ENGLISH, PLAN, "", time(9)))
    assert [slide.title for slide in deck.slides] == ["Opening", "Two crimes", "Sort the cards"]
    assert deck.slides[0].points == ("Tell the two crimes apart",)
    assert deck.slides[2].points == ENGLISH.exercises[0].debrief
    assert deck.slides[2].notes.startswith("09:15–09:40\nHand out the cards.")


@pytest.mark.django_db
def test_the_pack_prints_clock_cards_and_slides() -> None:
    outline = replace(ENGLISH, exercises=(CARDS,))
    html = build_class_pack(outline, make_class_plan(outline, PLAN, "", time(9))).html
    assert "<td>09:05–09:15</td>" in html
    assert "Slides for this class" in html
    assert html.count("cut-card small") == 2 + 2
    assert "Slides for the class" not in html


def test_slides_to_edit_are_the_same_bytes_twice_and_run_from_right_to_left() -> None:
    package = build_class_slides(DARI, make_class_plan(DARI, PLAN, ""))
    files = BytesIO(), BytesIO()
    for file in files:
        pack_slides(package.payload, file, lambda _number: None)
    assert files[0].getvalue() == files[1].getvalue()
    slides = list(pptx.Presentation(files[0]).slides)
    assert len(slides) == 1 + len(PLAN.lines)
    assert slides[2].notes_slide.notes_text_frame.text.startswith("۵–۱۵")
    assert package.filename == "rights-and-gender-class-slides-prs-v3.pptx"
