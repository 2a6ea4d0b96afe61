"""A citation in Latin letters keeps its order inside a line from right to left, on screen and on paper."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from exports.pdf import Source, render_document
from tests import factories
from tests.eye.sheets import Run, read_sheets
from tests.toolkit import scripts
from toolkit import printouts

CITED = "TIP Protocol, art. 6(3)"
FILTER = Template("{{ words|isolated }}")


@pytest.mark.parametrize(
    ("language", "words", "written"),
    [
        ("en", CITED, CITED),
        ("prs", CITED, f"\u2066{CITED}\u2069"),
        ("ps", "(A) ماده", "\u2066(A) ماده\u2069"),
        ("ur", "پروٹوکول، 6(3)", "پروٹوکول، 6(3)"),
        ("ar", "6(3)", "6(3)"),
        ("bn", "ধারা ৬(৩)", "ধারা ৬(৩)"),
        ("en", "مادهٔ ۶", "\u2067مادهٔ ۶\u2069"),
        ("fa", "A <b>", "\u2066A &lt;b&gt;\u2069"),
    ],
)
def test_only_what_is_of_the_other_direction_is_set_apart(language: str, words: str, written: str) -> None:
    with override(language):
        assert FILTER.render(Context({"words": words})) == written


def dari_checklist() -> tuple[object, str]:
    law = factories.provision(number="6(3)", instrument=factories.instrument(short="TIP Protocol"))
    question = factories.item("آیا کارکنان می‌توانند شخصی را ارجاع دهند؟", [law], why="نیاز کافی است.")
    page = factories.checklist([factories.section("نخست", [question])], language="prs", title="شناسایی")
    return page, law.label


@pytest.mark.django_db
def test_on_a_dari_page_an_english_citation_is_set_apart(visitor: Client) -> None:
    scripts.provision_in("prs")
    page, label = dari_checklist()
    assert f"\u2066{label}\u2069" in visitor.get(page.get_url()).content.decode()  # type: ignore[attr-defined]


@pytest.mark.thorough
@pytest.mark.django_db
def test_on_dari_paper_the_eye_reads_an_english_citation_in_order() -> None:
    page, label = dari_checklist()
    made = printouts.build_public_checklist(str(page.pk), {"form": "paper", "size": "a4"})  # type: ignore[attr-defined]
    sheets = read_sheets(render_document(Source(made.html, made.manifest, "prs", False), seconds=60))
    [seen] = [in_line_with(run, sheet.runs) for sheet in sheets for run in sheet.runs if "Protocol" in run.words]
    assert "".join(label.split()) in seen


def in_line_with(run: Run, runs: list[Run]) -> str:
    """What stands in the line of this run, from left to right."""
    middle = (run.box.low + run.box.high) / 2
    line = [glyph for one in runs if one.box.low < middle < one.box.high for glyph in one.glyphs]
    return "".join(glyph.letter for glyph in sorted(line, key=lambda glyph: glyph.box.left))
