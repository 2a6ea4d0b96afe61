"""Spreadsheets saved as ODS: by LibreOffice from ours, and made to do harm."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.answers import Answer, InvalidAnswersError
from assessments.domain.xlsforms import CHECKLIST, VERSION, name_question
from assessments.uploads.opendocument import TYPE
from tests.assessments.test_round_trip import bring, refused

pytestmark = pytest.mark.thorough

# The spreadsheet of three answers, opened and saved as ODS by LibreOffice 26.8.
SAVED = Path(__file__).with_name("answers.ods").read_bytes()
HEAD = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


KEY, ITEM = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"


def pack(content: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", TYPE.removeprefix(b"mimetype"), zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return file.getvalue()


def sheet(*rows: str, name: str = "Sheet1") -> bytes:
    return pack(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{HEAD}><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def row(*cells: str, more: str = "") -> str:
    inside = "".join(f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>" for cell in cells)
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    return f"<table:table-row{more}>{inside}{rest}</table:table-row>"


def test_what_libreoffice_saved_comes_home_as_it_was_typed() -> None:
    answers = bring(SAVED)
    assert answers.version == 3
    assert answers.language == "prs"
    assert list(answers.answers.values()) == [
        Answer("yes", note="دو کارمند، یک میز؛ سال ۱۴۰۵.", evidence="00123"),
        Answer("partly", note="=SUM(1)", action="2026-12-01"),
        Answer("no", note="First line.\nSecond  line.", evidence="<b>&amp;"),
    ]


def test_a_table_of_kobotoolbox_saved_as_ods_comes_home() -> None:
    head = ["start", CHECKLIST, VERSION, f"a/{name_question(ITEM)}", f"a/{name_question(ITEM, 'note')}", "_uuid"]
    line = ["x", KEY, "2", "partly", "Two posts", "u1"]
    read = bring(sheet(row(*head), row(*line), '<table:table-row table:number-rows-repeated="1048500"/>'))
    assert (str(read.checklist), read.version) == (KEY, 2)
    assert read.answers == {ITEM: Answer("partly", note="Two posts")}


def test_a_comment_on_a_cell_is_no_part_of_it_and_spaces_and_ends_of_lines_are() -> None:
    note = (
        '<table:table-cell><office:annotation><text:p>Who?</text:p></office:annotation><text:p>Two<text:s text:c="3"/>'
    )
    note += (
        "<text:span>posts</text:span><text:line-break/>at night</text:p><text:p>and a desk</text:p></table:table-cell>"
    )
    head = row(CHECKLIST, name_question(ITEM, "note"), "_uuid")
    line = row(KEY, "HERE", "u").replace("<table:table-cell><text:p>HERE</text:p></table:table-cell>", note)
    assert bring(sheet(head, line)).answers[ITEM].note == "Two   posts\nat night\nand a desk"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (sheet(row("Name", "Number")), "does not say which checklist"),
        (sheet(), "does not say which checklist"),
        (pack("<office:document-content>"), "damaged"),
        (pack("no tag at all"), "damaged"),
        (SAVED[:2000], "cannot be unpacked"),
        (sheet(row("x" * 10, more=' table:number-rows-repeated="1048576"')), "more rows or columns"),
        (sheet(row(*"abc") * 40_000), "far more than answers"),
        (
            pack(
                '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><office:document-content>&c;</office:document-content>'
            ),
            "damaged",
        ),
    ],
)
def test_what_is_no_spreadsheet_of_ours_gets_a_sentence_soon(data: bytes, words: str) -> None:
    assert words in refused(data)


def test_an_entity_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("ZQ7-secret")
    line = row("note").replace("note", "&file;")
    data = sheet(line)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        text = archive.read("content.xml").decode()
    outside = f'<!DOCTYPE a [<!ENTITY file SYSTEM "file://{secret}">]>'
    said = refused(pack(text.replace("<office:document-content", outside + "<office:document-content", 1)))
    assert "ZQ7" not in said


@given(st.integers(0, len(SAVED) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_gets_a_sentence_or_is_read(place: int, bytes_: bytes) -> None:
    data = SAVED[:place] + bytes_ + SAVED[place + len(bytes_) :]
    try:
        bring(data)
    except InvalidAnswersError as refusal:
        assert str(refusal).endswith(".")


@given(st.text(max_size=300))
def test_any_content_gets_a_sentence_or_is_read(text: str) -> None:
    try:
        bring(pack(f"<office:document-content{HEAD}>{text}</office:document-content>"))
    except InvalidAnswersError as refusal:
        assert str(refusal).endswith(".")
