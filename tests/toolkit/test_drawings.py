"""Drawings of the library: light, in two colours, described, mirrored, and the same on paper."""

import gzip
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template import Context
from django.test import Client
from django.utils import translation

from tests import factories
from toolkit import printouts
from toolkit.domain.drawings import DRAWINGS
from toolkit.models import ToolPage
from toolkit.printouts.pictures import make_drawing_asset
from toolkit.templatetags.drawings import drawing

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
    (svg,) = drawings_in(html)
    title, words = DRAWINGS["consent"]
    assert names_of(svg, html) == [str(title), str(words)]
    assert "aria-label=" not in svg, "it would be said twice"
    assert "Water and bread." in html


@pytest.mark.django_db
def test_the_same_drawing_twice_on_a_page_has_ids_of_its_own_each_time(visitor: Client) -> None:
    blocks = [factories.block("drawing", {"name": "consent", "caption": ""}) for _ in range(2)]
    html = visitor.get(f"/en/{factories.tool(blocks).portal_path()}").content.decode()
    one, other = drawings_in(html)
    assert names_of(one, html) == names_of(other, html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", DRAWINGS)
def test_with_its_words_a_drawing_in_a_page_is_still_under_6_kb(name: str) -> None:
    svg = drawing(Context({"place": 12}), name)
    ElementTree.fromstring(svg)  # our own
    assert len(svg.encode()) < 6000


def drawings_in(html: str) -> list[str]:
    return re.findall(r'<svg class="drawing".*?</svg>', html, re.S)


def names_of(svg: str, html: str) -> list[str]:
    """What its aria-labelledby refers to, each of which stands once on the page and inside it."""
    named = re.search(r'<svg[^>]* role="img"[^>]* aria-labelledby="([^"]+)"', svg)
    assert named
    assert all(html.count(f' id="{one}"') == 1 for one in named[1].split())
    found = [re.search(rf'<(title|desc) id="{one}">([^<]+)</\1>', svg) for one in named[1].split()]
    return [unescape(one[2]) for one in found if one]


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
