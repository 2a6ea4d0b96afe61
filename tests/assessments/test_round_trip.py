"""Answers out as a file and back again, unchanged, whatever was written."""

import time
from io import BytesIO

import docx
import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from pypdf.generic import NameObject, TextStringObject

from assessments import packages, printouts
from assessments.domain.answers import LONGEST_TEXT, Answer, Answers, InvalidAnswersError
from assessments.selectors.answers import begin_answers
from assessments.uploads import read_answers
from exports.pdf import Source, render_document
from tests import factories
from tests.assessments import pdfium, poppler
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage

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
short_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    max_size=80,
)
long_texts = st.builds(lambda text, times: (text * times)[:LONGEST_TEXT], short_texts, st.integers(2, LONGEST_TEXT))
texts = short_texts | long_texts


@pytest.fixture
def checklist(db) -> ChecklistPage:
    items = [factories.item("=SUM(1)?"), factories.item("Two?"), factories.item("Three?")]
    return factories.checklist([factories.section("First", items)])


def rows(checklist: ChecklistPage, *answers: Answer) -> Answers:
    ids = [item.id for item in checklist.items()]
    return begin_answers(checklist, {item: answer for item, answer in zip(ids, answers, strict=False) if answer})


def bring(data: bytes, name: str = "file") -> Answers:
    (read,) = read_answers(SimpleUploadedFile(name, data), name)
    return read.answers


def refused(data: bytes) -> str:
    began = time.monotonic()
    with pytest.raises(InvalidAnswersError) as refusal:
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
    return render_document(source)


answer_rows = st.builds(Answer, mark=st.sampled_from(["", *ANSWERS]), note=texts, evidence=texts, action=texts)


strangers = st.dictionaries(st.uuids().map(str), answer_rows.filter(bool), max_size=2)
LONG = Answer("no", "ن" * LONGEST_TEXT, "=" * LONGEST_TEXT, "a\n" * (LONGEST_TEXT // 2))


@given(st.lists(answer_rows, min_size=3, max_size=3), strangers)
@example([LONG, LONG, LONG], {"11111111-1111-1111-1111-111111111111": LONG})
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_come_back_from_a_spreadsheet_unchanged(checklist, answers, gone) -> None:
    given_answers = rows(checklist, *answers)
    given_answers.answers |= gone
    assert bring(packages.write_answers_xlsx(checklist, given_answers)) == given_answers


def test_a_spreadsheet_is_printed_one_page_wide_with_its_head_on_each(checklist) -> None:
    sheet = openpyxl.load_workbook(BytesIO(packages.write_answers_xlsx(checklist, rows(checklist))))["Answers"]
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.oddFooter.center.text == "&P / &N"


def test_what_looks_like_a_formula_goes_out_and_comes_back_as_text(checklist) -> None:
    dangerous = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "{=1}"]
    given_answers = rows(checklist, *[Answer("no", text, text) for text in dangerous[:3]])
    data = packages.write_answers_xlsx(checklist, given_answers)
    sheet = openpyxl.load_workbook(BytesIO(data))["Answers"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(isinstance(cell.value, float | int) for row in sheet.iter_rows() for cell in row)
    assert bring(data) == given_answers


def test_a_formula_that_a_stranger_put_in_is_read_as_its_text(checklist) -> None:
    book = openpyxl.load_workbook(BytesIO(packages.write_answers_xlsx(checklist, rows(checklist, Answer("yes", "x")))))
    book["Answers"]["F2"] = '=CMD("calc")'
    stream = BytesIO()
    book.save(stream)
    assert next(iter(bring(stream.getvalue()).answers.values())).note == '=CMD("calc")'


def test_formulas_over_many_cells_are_read_as_their_text_too(checklist) -> None:
    book = openpyxl.load_workbook(BytesIO(packages.write_answers_xlsx(checklist, rows(checklist, Answer("yes", "x")))))
    book["Answers"]["F2"] = ArrayFormula("F2:F3", "=SUM(A1:A2)")
    book["Answers"]["G2"] = DataTableFormula("G2:G3", dt2D=True, r1="A1", r2="A2")
    stream = BytesIO()
    book.save(stream)
    (answer,) = bring(stream.getvalue()).answers.values()
    assert (answer.note, answer.evidence) == ("=SUM(A1:A2)", "=TABLE(A1,A2)")


def test_a_spreadsheet_takes_marks_in_words_or_keys_and_names_what_it_cannot_read(checklist) -> None:
    book = openpyxl.load_workbook(BytesIO(packages.write_answers_xlsx(checklist, rows(checklist))))
    for row, typed in enumerate(["Partly", "NO", "perhaps"], 2):
        book["Answers"].cell(row, 5).value = typed
    stream = BytesIO()
    book.save(stream)
    (read,) = read_answers(SimpleUploadedFile("x", stream.getvalue()), "x")
    assert [answer.mark for answer in read.answers.answers.values()] == ["partly", "no"]
    assert read.problems == ["A3: “perhaps” is no answer, so this question stays open."]


@pytest.mark.parametrize("language", WORDS)
def test_a_prefilled_form_comes_back_as_it_went_out(checklist, language) -> None:
    words = WORDS[language]
    given_answers = rows(checklist, Answer("no", words, "", words), Answer("na"), Answer("", f"{words}\n(2) {words}"))
    data = on_paper(printouts.build_filled_form(checklist, given_answers, OPTIONS))
    assert bring(data) == given_answers


def test_a_form_somebody_filled_in_is_read(checklist) -> None:
    data = on_paper(printouts.build_filled_form(checklist, rows(checklist), OPTIONS))
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
    data = on_paper(printouts.build_filled_form(checklist, rows(checklist), OPTIONS))
    first, second, third = [item.id for item in checklist.items()]
    filled = pdfium.fill(data, {f"n_{second}": WORDS[language]}, {f"a_{first}": "/partly", f"a_{third}": "/na"})
    assert bring(filled).answers == {
        first: Answer("partly"),
        second: Answer("", WORDS[language]),
        third: Answer("na"),
    }


@pytest.mark.parametrize("language", ["en", "prs", "ur", "bn"])
def test_a_form_filled_in_with_the_engine_of_linux_viewers_is_read(checklist, language, tmp_path) -> None:
    data = on_paper(printouts.build_filled_form(checklist, rows(checklist), OPTIONS))
    first, second, third = [item.id for item in checklist.items()]
    texts, marks = {f"n_{second}": WORDS[language]}, {f"a_{first}": "/partly", f"a_{third}": "/na"}
    filled = poppler.fill(data, list(pdfium.places_of(data, texts, marks)), tmp_path)
    assert bring(filled).answers == {
        first: Answer("partly"),
        second: Answer("", WORDS[language]),
        third: Answer("na"),
    }


def test_a_field_of_the_form_takes_as_much_as_is_kept(checklist) -> None:
    given_answers = rows(checklist, Answer("no", "A note.", "A paper.", "A plan."))
    data = on_paper(printouts.build_filled_form(checklist, given_answers, OPTIONS))
    fields = [field.get_object() for field in pypdf.PdfReader(BytesIO(data)).root_object["/AcroForm"]["/Fields"]]
    texts = {name: field.get("/MaxLen") for field in fields if (name := field["/T"])[:2] in ("n_", "e_", "p_")}
    assert {name[0] for name in texts} == {"n", "e", "p"}
    assert set(texts.values()) == {LONGEST_TEXT}


@pytest.mark.parametrize("kind", ["json", "xlsx", "pdf"])
def test_a_text_that_is_cut_is_told_with_its_question(checklist, kind) -> None:
    first, second, _third = [item.id for item in checklist.items()]
    given_answers = rows(checklist, Answer("no", "x"), Answer("yes", "x" * LONGEST_TEXT))
    too_long = "x" * (LONGEST_TEXT + 1)
    if kind == "json":
        data = given_answers.to_json().replace('"x"', f'"{too_long}"').encode()
    elif kind == "xlsx":
        book = openpyxl.load_workbook(BytesIO(packages.write_answers_xlsx(checklist, given_answers)))
        book["Answers"]["F2"] = too_long
        book.save(stream := BytesIO())
        data = stream.getvalue()
    else:
        writer = pypdf.PdfWriter(
            clone_from=BytesIO(on_paper(printouts.build_filled_form(checklist, given_answers, OPTIONS)))
        )
        for field in writer.root_object["/AcroForm"]["/Fields"]:
            if field.get_object()["/T"] == f"n_{first}":
                field.get_object()[NameObject("/V")] = TextStringObject(too_long)
        writer.write(stream := BytesIO())
        data = stream.getvalue()
    read = bring(data)
    assert read.cut == [first]
    assert {len(read.of(item).note) for item in (first, second)} == {LONGEST_TEXT}


@given(st.lists(answer_rows, min_size=3, max_size=3))
@example([LONG, LONG, LONG])
@settings(max_examples=15, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_come_back_from_a_form_unchanged(checklist, answers) -> None:
    given_answers = rows(checklist, *answers)
    assert bring(on_paper(printouts.build_filled_form(checklist, given_answers, OPTIONS))) == given_answers


def test_the_pdf_of_answers_says_them_as_text_and_can_be_read_back(checklist) -> None:
    given_answers = rows(checklist, Answer("no", "A note.", "A paper.", "A plan."))
    given_answers.answers["gone"] = Answer("yes", "An old note.", "An old paper.", "An old plan.")
    data = on_paper(printouts.build_answers_printout(checklist, given_answers, OPTIONS))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    old = ("An old note.", "An old paper.", "An old plan.")
    for words in ("A note.", "A paper.", "A plan.", *old, "never decides funding"):
        assert words in text
    assert bring(data) == given_answers


def test_answers_are_private_and_their_file_name_says_nothing(checklist) -> None:
    given_answers = rows(checklist, Answer("no", "ZQ7-note"))
    for make in (printouts.build_answers_printout, printouts.build_filled_form):
        printout = make(checklist, given_answers, OPTIONS)
        assert printout.private
        assert "ZQ7" not in f"{printout.filename}{printout.title}{printout.kind}{printout.page_url}"


def test_a_document_holds_every_answer(checklist) -> None:
    import docx

    given_answers = rows(checklist, Answer("no", "A note of ours.", "A paper.", "A plan."))
    given_answers.answers["gone"] = Answer("yes", "An old note.", "An old paper.", "An old plan.")
    document = docx.Document(BytesIO(packages.write_answers_docx(checklist, given_answers)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    old = ("No longer asked", "An old note.", "An old paper.", "An old plan.")
    for words in ("=SUM(1)?", "A note of ours.", "A paper.", "A plan.", "No", *old):
        assert words in text
    assert document.tables[0].rows[1].cells[3].text == "1"


@pytest.mark.parametrize("language", ["en", "prs"])
def test_in_a_document_a_label_and_what_was_written_each_have_their_direction(language) -> None:
    items = [factories.item("One?"), factories.item("Two?"), factories.item("Three?")]
    page = factories.checklist([factories.section("First", items)], language=language)
    texts = {WORDS["en"]: False, WORDS["prs"]: True, "2026": None}
    data = packages.write_answers_docx(page, rows(page, *[Answer("no", text) for text in texts]))
    lines = [line for line in docx.Document(BytesIO(data)).paragraphs if line.style.name == "List Bullet"]
    around = True if language == "prs" else None
    assert [[run.font.rtl for run in line.runs] for line in lines] == [
        [around, around if own is None else own] for own in texts.values()
    ]
    assert [line.runs[1].text for line in lines] == list(texts)


def test_the_first_page_of_answers_is_the_picture_and_what_is_missing_stands_with_its_action(checklist) -> None:
    given_answers = rows(checklist, Answer("no"), Answer("yes"), Answer("partly"))
    reader = pypdf.PdfReader(BytesIO(on_paper(printouts.build_answers_printout(checklist, given_answers, OPTIONS))))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    for words in ("A1 No", "A2 Yes", "A3 Partly", "1 / 3"):
        assert words in pages[0]
    _picture, missing = " ".join(pages).split("What is missing")
    actions = [item.value["action"] for item in checklist.items()]
    assert [action in missing for action in actions] == [True, False, True]
