"""Each rule of the gate notices the fault that it is there for, and nothing in a page that is right."""

import pytest

from exports.pdf import Source, render_document
from tests.eye import look_at
from tests.eye.sheets import read_sheets

pytestmark = pytest.mark.thorough
FACE = "'Noto Sans', 'Noto Naskh Arabic', 'Noto Sans Bengali'"
LINE = "<p>Words that fill a line of the page, one after the other.</p>"
NEW_PAGE = "<p style='break-before: page'>Next.</p>"
BULLETS = "<ul><li>Article six<li>Article seven</ul>"
BULLET = (
    "ul { list-style: none; padding-left: 5mm }"
    "li::before { content: ''; float: left; width: 1.5mm; height: 1.5mm; border: 0.6pt solid #700;"
    " transform: rotate(45deg); margin: 1.2mm 2.9mm 0 -4.4mm }"
)
PERSIAN = "<h1>فهرست</h1><ol><li>تعهدات دولت‌ها در برابر اشخاص<li>نخست بپرسید</ol>" + LINE
OVER_LETTERS = "ol { list-style: none; padding: 0 } li { position: relative } li::before { content: '۱.'; position: absolute; right: 0 }"


def page(body: str, style: str = "", language: str = "en", *, size: str = "210mm 297mm") -> bytes:
    """One document with the margins of ours; `style` may spoil it."""
    direction = "rtl" if language == "fa" else "ltr"
    head = f"@page {{ size: {size}; margin: 22mm 18mm 20mm; font-family: {FACE} }} html {{ font: 10pt/1.5 {FACE} }}"
    html = f"<!doctype html><html lang={language} dir={direction}><head><title>T</title><style>{head} {style}</style></head>"
    return render_document(Source(f"{html}<body>{body}</body></html>", b"{}", language, False))


def faults(data: bytes) -> set[tuple[int, str]]:
    return {(fault.page, fault.rule) for fault in look_at(data)}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        pytest.param(lambda: page(PERSIAN, OVER_LETTERS, "fa"), {(1, "over")}, id="numbers over first letters"),
        pytest.param(
            lambda: page("<h1>T</h1>" + BULLETS + LINE, BULLET + "ul { padding: 0 } li::before { margin-left: 0; margin-right: -3mm }"),
            {(1, "over")},
            id="bullets over references",
        ),
        pytest.param(
            lambda: page("<h1>T</h1><p>One line.</p><p style='margin-top: -2.4em'>Two lines.</p>"), {(1, "over")},
            id="a line over a line",
        ),
        pytest.param(
            lambda: page("<h1>T</h1>" + LINE * 20 + "<h2>Alone</h2>" + NEW_PAGE, "h2 { break-after: auto }"),
            {(1, "alone")},
            id="a heading at the foot",
        ),
        pytest.param(
            lambda: page(
                "<h1>T</h1>" + LINE * 20 + "<ol><li><p style='break-before: page'>One</p></ol>",
                "ol { list-style: none } li::before { content: '1.'; display: block }",
            ),
            {(1, "alone")},
            id="a number at the foot",
        ),
        pytest.param(
            lambda: page(
                "<h1>T</h1>" + LINE * 20 + "<ul><li><p style='break-before: page; clear: both'>One</p></ul>", BULLET
            ),
            {(1, "alone")},
            id="a bullet at the foot",
        ),
        pytest.param(lambda: page("<h1>T</h1>" + LINE * 9 + NEW_PAGE * 2), {(2, "empty")}, id="a page with one line"),
        pytest.param(
            lambda: page("<h1>T</h1>" + LINE + "<p style='margin-left: -14mm'>Out</p>"), {(1, "outside")},
            id="words at the edge",
        ),
        pytest.param(
            lambda: page(
                "<h1>T</h1>" + LINE * 9 + NEW_PAGE + LINE * 9 + "<hr style='margin: 0 -14mm; border: 0; border-top: 1pt solid'>"
            ),
            {(2, "outside")},
            id="a line at the edge",
        ),
    ],
)  # fmt: skip
def test_a_planted_fault_is_noticed(data, wrong: set[tuple[int, str]]) -> None:
    assert faults(data()) == wrong


@pytest.mark.parametrize("size", ["210mm 297mm", "215.9mm 279.4mm"])
def test_nothing_is_noticed_where_nothing_is_wrong(size: str) -> None:
    words = "<h1>T</h1>" + LINE * 15 + "<h2>Not alone</h2>" + BULLETS + LINE * 40
    assert faults(page(words, BULLET + "h2 { break-after: avoid }", size=size)) == set()


def test_the_first_page_and_the_last_may_be_nearly_empty() -> None:
    assert faults(page("<h1>T</h1>" + LINE + NEW_PAGE + LINE * 15 + NEW_PAGE)) == set()


def test_the_gate_sees_what_is_there() -> None:
    """A gate that reads nothing passes everything."""
    [sheet] = read_sheets(page("<h1>T</h1>" + BULLETS, BULLET))
    assert [run.tag for run in sheet.runs] == ["H1", "LBody", "LBody"]
    assert [run.words for run in sheet.runs][1:] == ["Articlesix", "Articleseven"]
    assert len(sheet.marks) == 2
