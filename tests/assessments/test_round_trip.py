"""Answers out as a file and back again, unchanged, whatever was written."""

import json
import time
import zipfile
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf.generic import NameObject

from assessments import packages, printouts
from assessments.models import Answer, Answers, BadAnswers
from assessments.uploads import read_answers
from exports.pdf import Source, render
from tests import factories
from tests.assessments import pdfium, poppler
from toolkit.models import ANSWERS, ChecklistPage

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

OPTIONS = {"form": "fillable", "size": "a4"}
WORDS = {
    "en": "Two staff, one desk (2026).",
    "prs": "دو کارمند، یک میز؛ سال ۱۴۰۵.",
    "ps": "دوه کارکوونکي، یو مېز.",
    "ur": "دو ملازم، ایک میز۔",
    "ar": "موظفان، مكتب واحد؟",
    "bn": "দুইজন কর্মী, একটি ডেস্ক।",
}
# What Answer.from_data lets through: no control characters but tab and line end.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    max_size=80,
)


@pytest.fixture
def checklist(db) -> ChecklistPage:
    items = [factories.item("=SUM(1)?"), factories.item("Two?"), factories.item("Three?")]
    return factories.checklist([factories.section("First", items)])


def rows(checklist: ChecklistPage, *answers: Answer) -> Answers:
    ids = [item.id for item in checklist.items()]
    return Answers.to(checklist, {item: answer for item, answer in zip(ids, answers, strict=False) if answer})


def bring(data: bytes, name: str = "file") -> Answers:
    return read_answers(SimpleUploadedFile(name, data), name).answers


def refused(data: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(BadAnswers) as refusal:
        bring(data)
    assert time.monotonic() - began < 5  # D28
    return str(refusal.value)


def on_paper(printout) -> bytes:
    source = Source(
        html=printout.html,
        manifest=printout.manifest,
        language=printout.language,
        fillable=printout.fillable,
        links=printout.links,
        assets=printout.assets,
    )
    return render(source)


answer_rows = st.builds(Answer, mark=st.sampled_from(["", *ANSWERS]), note=texts, evidence=texts, action=texts)


@given(st.lists(answer_rows, min_size=3, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_come_back_from_a_spreadsheet_unchanged(checklist, answers) -> None:
    given_answers = rows(checklist, *answers)
    assert bring(packages.as_xlsx(checklist, given_answers)) == given_answers


def test_what_looks_like_a_formula_goes_out_and_comes_back_as_text(checklist) -> None:
    dangerous = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "{=1}"]
    given_answers = rows(checklist, *[Answer("no", text, text) for text in dangerous[:3]])
    data = packages.as_xlsx(checklist, given_answers)
    sheet = openpyxl.load_workbook(BytesIO(data))["Answers"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(isinstance(cell.value, float | int) for row in sheet.iter_rows() for cell in row)
    assert bring(data) == given_answers


def test_a_formula_that_a_stranger_put_in_is_read_as_its_text(checklist) -> None:
    book = openpyxl.load_workbook(BytesIO(packages.as_xlsx(checklist, rows(checklist, Answer("yes", "x")))))
    book["Answers"]["F2"] = '=CMD("calc")'
    stream = BytesIO()
    book.save(stream)
    assert next(iter(bring(stream.getvalue()).answers.values())).note == '=CMD("calc")'


def test_a_spreadsheet_takes_marks_in_words_or_keys_and_names_what_it_cannot_read(checklist) -> None:
    book = openpyxl.load_workbook(BytesIO(packages.as_xlsx(checklist, rows(checklist))))
    for row, typed in enumerate(["Partly", "NO", "perhaps"], 2):
        book["Answers"].cell(row, 5).value = typed
    stream = BytesIO()
    book.save(stream)
    read = read_answers(SimpleUploadedFile("x", stream.getvalue()), "x")
    assert [answer.mark for answer in read.answers.answers.values()] == ["partly", "no"]
    assert read.problems == ["A3: “perhaps” is no answer, so this question stays open."]


@pytest.mark.parametrize("language", WORDS)
def test_a_prefilled_form_comes_back_as_it_went_out(checklist, language) -> None:
    words = WORDS[language]
    given_answers = rows(checklist, Answer("no", words, "", words), Answer("na"), Answer("", f"{words}\n(2) {words}"))
    data = on_paper(printouts.filled(checklist, given_answers, OPTIONS))
    assert bring(data) == given_answers


def test_a_form_somebody_filled_in_is_read(checklist) -> None:
    data = on_paper(printouts.filled(checklist, rows(checklist), OPTIONS))
    first, second, third = [item.id for item in checklist.items()]
    writer = pypdf.PdfWriter(clone_from=BytesIO(data))
    # As pypdf does it, page by page; its radio groups are set through the group itself.
    for page in writer.pages:
        writer.update_page_form_field_values(page, {f"n_{second}": WORDS["prs"]}, auto_regenerate=False)
    chosen = {f"a_{first}": "/partly", f"a_{third}": "/na"}
    for field in writer.root_object["/AcroForm"]["/Fields"]:
        if mark := chosen.get(field.get_object()["/T"]):
            field.get_object()[NameObject("/V")] = NameObject(mark)
    stream = BytesIO()
    writer.write(stream)
    assert bring(stream.getvalue()).answers == {
        first: Answer("partly"),
        second: Answer("", WORDS["prs"]),
        third: Answer("na"),
    }


@pytest.mark.parametrize("language", ["en", "prs", "ur", "bn"])
def test_a_form_filled_in_with_chromiums_engine_is_read(checklist, language) -> None:
    data = on_paper(printouts.filled(checklist, rows(checklist), OPTIONS))
    first, second, third = [item.id for item in checklist.items()]
    filled = pdfium.fill(data, {f"n_{second}": WORDS[language]}, {f"a_{first}": "/partly", f"a_{third}": "/na"})
    assert bring(filled).answers == {
        first: Answer("partly"),
        second: Answer("", WORDS[language]),
        third: Answer("na"),
    }


@pytest.mark.parametrize("language", ["en", "prs", "ur", "bn"])
def test_a_form_filled_in_with_the_engine_of_linux_viewers_is_read(checklist, language, tmp_path) -> None:
    data = on_paper(printouts.filled(checklist, rows(checklist), OPTIONS))
    first, second, third = [item.id for item in checklist.items()]
    texts, marks = {f"n_{second}": WORDS[language]}, {f"a_{first}": "/partly", f"a_{third}": "/na"}
    filled = poppler.fill(data, list(pdfium.places_of(data, texts, marks)), tmp_path)
    assert bring(filled).answers == {
        first: Answer("partly"),
        second: Answer("", WORDS[language]),
        third: Answer("na"),
    }


@given(st.lists(answer_rows, min_size=3, max_size=3))
@settings(max_examples=15, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_come_back_from_a_form_unchanged(checklist, answers) -> None:
    given_answers = rows(checklist, *answers)
    assert bring(on_paper(printouts.filled(checklist, given_answers, OPTIONS))) == given_answers


def test_the_pdf_of_answers_says_them_as_text_and_can_be_read_back(checklist) -> None:
    given_answers = rows(checklist, Answer("no", "A note.", "A paper.", "A plan."))
    given_answers.answers["gone"] = Answer("yes", "An old note.")
    data = on_paper(printouts.answers(checklist, given_answers, OPTIONS))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    for words in ("A note.", "A paper.", "A plan.", "An old note.", "never decides funding"):
        assert words in text
    assert bring(data) == given_answers


def test_answers_are_private_and_their_file_name_says_nothing(checklist) -> None:
    given_answers = rows(checklist, Answer("no", "ZQ7-note"))
    for make in (printouts.answers, printouts.filled):
        printout = make(checklist, given_answers, OPTIONS)
        assert printout.private
        assert "ZQ7" not in f"{printout.filename}{printout.title}{printout.kind}{printout.page_url}"


def test_a_document_holds_every_answer(checklist) -> None:
    import docx

    given_answers = rows(checklist, Answer("no", "A note of ours.", "A paper.", "A plan."))
    document = docx.Document(BytesIO(packages.as_docx(checklist, given_answers)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("=SUM(1)?", "A note of ours.", "A paper.", "A plan.", "No"):
        assert words in text
    assert document.tables[0].rows[1].cells[3].text == "1"


class TestFilesThatAreNotOurs:
    """Each gets a sentence, in less than five seconds."""

    def test_an_empty_file(self) -> None:
        with pytest.raises(BadAnswers, match="is empty"):
            read_answers(SimpleUploadedFile("x", b""), "x")

    def test_something_else(self) -> None:
        assert "neither a PDF form" in refused(b"GIF89a")

    def test_a_damaged_pdf(self) -> None:
        assert "damaged" in refused(b"%PDF-1.7\n" + b"x" * 1000)

    def test_a_pdf_that_is_no_form_of_ours(self) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
        stream = BytesIO()
        writer.write(stream)
        assert "not a form of this portal" in refused(stream.getvalue())

    def test_a_locked_pdf(self, checklist) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(100, 100)
        writer.encrypt("secret")
        stream = BytesIO()
        writer.write(stream)
        assert "password" in refused(stream.getvalue())

    def test_the_paper_for_a_pen(self, checklist) -> None:
        from toolkit.printouts import checklist as printout

        data = on_paper(printout(str(checklist.pk), {"form": "paper", "size": "a4"}))
        assert "pen and paper" in refused(data)

    def test_a_manifest_somebody_changed(self, checklist) -> None:
        data = on_paper(printouts.filled(checklist, rows(checklist, Answer("no", "x"), Answer("yes")), OPTIONS))
        writer = pypdf.PdfWriter(clone_from=BytesIO(data))
        (name,) = pypdf.PdfReader(BytesIO(data)).attachments
        manifest = json.loads(pypdf.PdfReader(BytesIO(data)).attachments[name][0])
        first = manifest["checklists"][0]["items"].pop(0)
        for item in writer.attachment_list:
            item.content = json.dumps(manifest).encode()
        stream = BytesIO()
        writer.write(stream)
        read = read_answers(SimpleUploadedFile("x", stream.getvalue()), "x")
        assert first["id"] not in read.answers.answers
        assert read.problems == ["This file was changed: some of its fields belong to no question that it names."]

    def test_a_stream_that_unpacks_to_a_flood(self, checklist) -> None:
        import zlib

        flood = zlib.compress(b"\x00" * 500_000_000, 9)
        data = (
            b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>>>endobj\n"
            b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            b"3 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\ntrailer<</Root 1 0 R>>"
            % (len(flood), flood)
        )
        assert refused(data)

    @pytest.mark.parametrize("count", [1, 300])
    def test_an_archive_that_unpacks_to_a_flood(self, count) -> None:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(count):
                archive.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * (30_000_000 if count == 1 else 100_000))
        assert "was not opened" in refused(stream.getvalue())

    def test_macros(self) -> None:
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("xl/vbaProject.bin", b"x")
        assert "macros" in refused(stream.getvalue())

    def test_another_spreadsheet(self) -> None:
        book = openpyxl.Workbook()
        stream = BytesIO()
        book.save(stream)
        assert "does not say which checklist" in refused(stream.getvalue())

    def test_three_hundred_megabytes(self) -> None:
        class Huge:
            size = 300 * 1024 * 1024

            def read(self) -> bytes:
                raise AssertionError("It must not be read at all.")

        with pytest.raises(BadAnswers, match="larger than 10 MB"):
            read_answers(Huge(), "x.pdf")

    @given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{"]))
    def test_no_bytes_break_the_reader(self, data, head) -> None:
        with pytest.raises(BadAnswers):
            bring(head + data)
