"""Law by checklist as a picture, with the table as its twin."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests import factories
from toolkit.presenters.carrying import build_carrying_table
from toolkit.presenters.carrying_picture import COLUMN, ROW, UNIT, CarryingPicture, draw_carrying_table

SVG = "{http://www.w3.org/2000/svg}"
KNOT = re.compile(r"M([\d.]+) ([\d.]+)l([\d.]+) ")


def knots(lines: str) -> list[tuple[float, float, float]]:
    """Where the middle of each is, and half its width."""
    return [(float(x), float(y) + float(r), float(r)) for x, y, r in KNOT.findall(lines)]


def drawn(*, right_to_left: bool = False) -> CarryingPicture:
    return draw_carrying_table(build_carrying_table(), right_to_left=right_to_left)


@pytest.mark.django_db
def test_a_knot_stands_where_an_instrument_carries_questions_and_grows_with_them() -> None:
    law = factories.provision(instrument=factories.instrument(key="a", short="Quince Treaty", force="binding", order=1))
    advice = factories.provision(
        instrument=factories.instrument(key="b", short="Quince Advice", kind="policy", order=2)
    )
    few, many = factories.item(provisions=[law, advice]), [factories.item(provisions=[law]) for _ in range(5)]
    factories.checklist([factories.section("S", [few])], title="Few")
    factories.checklist([factories.section("S", many)], title="Many")
    table, picture = build_carrying_table(), drawn()
    names = [row.text for row in picture.rows]
    heads = [head.text for head in picture.columns]
    of = {name: picture.rows[names.index(name)].y for name in ("Quince Treaty", "Quince Advice")}
    at = {name: picture.columns[heads.index(name)].x for name in ("Few", "Many")}

    def found(lines: str, name: str, head: str) -> list[float]:
        return [r for x, y, r in knots(lines) if abs(y + 3 - of[name]) < 0.3 and abs(x + 3 - at[head]) < 0.3]

    (small,), (large,) = found(picture.binding, "Quince Treaty", "Few"), found(picture.binding, "Quince Treaty", "Many")
    assert small < large
    assert found(picture.guidance, "Quince Advice", "Few")
    assert not found(picture.guidance, "Quince Advice", "Many")
    counted = sum(bool(count) for _law, counts, _total in table.rows for count in counts)
    assert len(knots(picture.binding) + knots(picture.guidance)) == counted


@pytest.mark.django_db
def test_from_right_to_left_it_is_mirrored(starter: None) -> None:
    plain, turned = drawn(), drawn(right_to_left=True)
    assert turned.begin
    assert not plain.begin
    for lines, others in ((plain.binding, turned.binding), (plain.guidance, turned.guidance)):
        mirrored = sorted((round(plain.width - x, 1), round(y, 1)) for x, y, _r in knots(others))
        assert mirrored == sorted((round(x, 1), round(y, 1)) for x, y, _r in knots(lines))


@pytest.mark.django_db
def test_names_of_any_length_leave_room_for_the_knots() -> None:
    law = factories.provision(instrument=factories.instrument(key="long", short="Quince " * 11))
    factories.checklist([factories.section("S", [factories.item(provisions=[law])])], title="Medlar " * 20)
    picture = drawn()
    assert all(len(label.text) <= ROW for label in picture.rows)
    assert all(len(label.text) <= COLUMN for label in picture.columns)
    assert "Quince " * 11 in " ".join([*(label.text for label in picture.rows), ""]), "whole, on several lines"
    assert ("Medlar " * 20).strip() in " ".join(label.text for label in picture.columns)
    assert len({(label.x, label.y) for label in [*picture.rows, *picture.columns]}) == len(
        picture.rows + picture.columns
    )
    assert picture.width < 400


@pytest.mark.django_db
def test_its_letters_are_as_large_as_small_print_on_every_screen(starter: None) -> None:
    picture = drawn()
    assert picture.shown * 16 / picture.width * 9 == pytest.approx(9 * UNIT * 16, abs=0.1)
    assert 9 * UNIT * 16 >= 12


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_picture_has_less_than_15_kb_is_described_and_stands_above_its_twin(
    starter: None, visitor: Client, language: str
) -> None:
    html = visitor.get(f"/{language}/law/by-checklist/").content.decode()
    (svg,) = re.findall(r'<svg\s+viewBox="[^"]*"\s+role="img".*?</svg>', html, re.S)
    assert len(svg.encode()) < 15_000
    root = ElementTree.fromstring(svg.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))  # our own
    words = [part.tag.removeprefix(SVG) for part in root][:2]
    assert words == ["title", "desc"]
    assert root.get("aria-labelledby") == " ".join(part.get("id", "") for part in list(root)[:2])
    assert "style=" not in svg
    assert html.index(svg) < html.index('<table class="carrying"')
    table = html[html.index('<table class="carrying"') :]
    cells = re.findall(r"<td>\s*(\d+)\s*</td>", table)
    rows = table.count('scope="row"')
    assert len(KNOT.findall(svg)) == len(cells) - rows, "one for each number, but the sums"
    assert rows > 30
