"""Drawings of the library: light, in two colours, described, mirrored, and the same on paper."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests import factories
from toolkit import printouts
from toolkit.domain.drawings import DRAWINGS
from toolkit.models import ToolPage
from toolkit.printouts.pictures import make_drawing_asset

FOLDER = Path(settings.BASE_DIR) / "templates/drawings"
COLOURS = {"--k1", "--k2", "--tint", "--wash", "--sunk", "--ground", "--paper", "--halo", "--rule"}
PAPER = {"form": "paper", "size": "a4"}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_light_holds_no_word_and_takes_its_colours_from_the_page(name: str) -> None:
    whole = (FOLDER / f"{name}.svg").read_text()
    assert len(whole.encode()) < 6000
    root = ElementTree.fromstring(whole)  # our own file
    assert {part.tag.partition("}")[2] for part in root.iter()} <= {"svg", "g", "path", "circle", "ellipse", "rect"}
    assert not re.search(r"\b(id|style|href|class|on\w+)=", whole)
    used = set(re.findall(r"var\((--[\w-]+)", whole))
    assert {"--k1", "--k2"} & used
    assert used <= COLOURS
    assert not re.search(r'(?:fill|stroke)="#', whole), "a raw colour does not follow dark mode"


def test_the_library_names_every_file_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == set(DRAWINGS)


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_drawing_is_described_in_every_language(language: str) -> None:
    with translation.override(language):
        for name, (title, words) in DRAWINGS.items():
            assert len(str(words)) > 40
            if language != "en":
                with translation.override("en"):
                    english = str(title), str(words)
                assert (str(title), str(words)) != english, name


@pytest.mark.django_db
def test_a_reader_who_does_not_see_it_hears_what_it_shows(visitor: Client) -> None:
    page = factories.tool([factories.block("drawing", {"name": "consent", "caption": "Water and bread."})])
    html = visitor.get(f"/en/{page.portal_path()}").content.decode()
    assert '<svg class="drawing"' in html
    assert 'aria-label="A person may say yes' in html
    assert "Water and bread." in html


@pytest.mark.django_db
def test_a_drawing_that_left_the_library_leaves_no_hole(visitor: Client) -> None:
    page = factories.tool([factories.block("drawing", {"name": "gone", "caption": ""})])
    assert visitor.get(f"/en/{page.portal_path()}").status_code == 200
    assert "drawing-gone" not in printouts.build_public_tool(str(page.pk), PAPER).html


@pytest.mark.django_db
def test_on_paper_it_is_an_image_with_words_mirrored_where_lines_run_from_right_to_left() -> None:
    block = [factories.block("drawing", {"name": "return", "caption": ""})]
    plain = printouts.build_public_tool(str(factories.tool(block).pk), PAPER)
    (name,) = plain.assets
    assert f'<img src="asset:{name}" alt="A person with a bag' in plain.html
    assert b"var(" not in plain.assets[name]
    assert b"matrix(-1" not in plain.assets[name]
    turned, lines = make_drawing_asset("return", "rtl")
    assert turned != name
    assert b"matrix(-1 0 0 1 320 0)" in lines


@pytest.mark.django_db
@pytest.mark.thorough
def test_each_tool_has_a_drawing_and_stays_light(starter: None, visitor: Client) -> None:
    for tool in ToolPage.objects.live().filter(locale__language_code="en"):
        html = visitor.get(f"/en/{tool.portal_path()}").content
        assert b'class="drawing"' in html, tool
        assert len(gzip.compress(html, 9)) < 20_000, tool
