"""A checklist goes to KoboToolbox and ODK as one form in all its languages, and what was filled in there comes home."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from assessments.domain.answers import Answer, InvalidAnswersError
from assessments.domain.xlsforms import CHECKLIST, VERSION, name_question, parse_column
from assessments.packages.xlsforms import order_languages, write_rule, write_xlsform
from assessments.selectors.answers import find_rules, find_translations
from assessments.uploads import read_answers
from tests import factories
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, CoherenceRule

pytestmark = pytest.mark.django_db
TEXT = "Two staff;\none desk, “open”\t(2026) ۱۴۰۵"


def form_of(page: ChecklistPage) -> bytes:
    pages = order_languages(find_translations(page.translation_key))
    return write_xlsform(pages, find_rules(pages), pages[0].version_number())


@pytest.fixture
def checklist() -> ChecklistPage:
    items = [factories.item("One?"), factories.item("Two?"), factories.item("Three?")]
    page = factories.checklist([factories.section("First", items)])
    one, two, three = page.item_ids()
    CoherenceRule.objects.create(
        page=page,
        locale=page.locale,
        question="Both at once?",
        all_of=[{"item": one, "answers": ["yes", "partly"]}],
        any_of=[{"item": two, "answers": ["no"]}],
        none_of=[{"item": three, "answers": ["na"]}],
    )
    return page


def in_dari(page: ChecklistPage) -> ChecklistPage:
    other = page.copy_for_translation(factories.locale("prs"), copy_parents=True)
    other.title = "فهرست"
    other.sections[0].value["items"][0]["question"] = "یک؟"
    del other.sections[0].value["items"][2]
    other.save_revision().publish()
    return other


def sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- Out ---


def converted(content: bytes, folder: Path, *, validate: bool = True) -> Any:
    file = folder / "form.xlsx"
    file.write_bytes(content)
    return convert(file, validate=validate)


@pytest.mark.thorough
def test_every_checklist_is_a_form_that_pyxform_and_odk_validate_take_without_a_warning(tmp_path: Path) -> None:
    pages = list(ChecklistPage.objects.live().filter(locale__language_code="en"))
    assert len(pages) == 15
    for number, page in enumerate(pages):
        done = converted(form_of(page), tmp_path, validate=number % 5 == 0)  # Java takes two seconds for each
        assert done.warnings == []
        assert done.xform.count("<select1") == page.question_count()


@pytest.mark.thorough
def test_a_form_in_two_languages_is_taken_and_one_with_a_broken_rule_is_refused(
    checklist: ChecklistPage, tmp_path: Path
) -> None:
    in_dari(checklist)
    done = converted(form_of(checklist), tmp_path)
    assert done.warnings == []
    assert "یک؟" in done.xform
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    column = next(cell.column for cell in book["survey"][1] if cell.value == "relevant")
    book["survey"].cell(book["survey"].max_row - 1, column).value = "${q_gone} = 'yes'"
    book.save(tmp_path / "broken.xlsx")
    with pytest.raises(PyXFormError):
        convert(tmp_path / "broken.xlsx", validate=False)


def test_a_translation_speaks_its_language_and_what_it_lacks_stands_in_the_source_s(checklist: ChecklistPage) -> None:
    one, _two, three = checklist.item_ids()
    in_dari(checklist)
    page = ChecklistPage.objects.get(pk=checklist.pk)
    rows = {row["name"]: row for row in sheet(form_of(page), "survey")}
    assert rows[name_question(one)]["label::دری (prs)"] == "A1. یک؟"
    assert rows[name_question(three)]["label::دری (prs)"] == "A3. Three?"
    assert rows["before"]["label::دری (prs)"] != rows["before"]["label::English (en)"]
    assert {row["name"] for row in sheet(form_of(checklist), "choices")} == set(ANSWERS)


def test_the_same_checklist_gives_the_same_bytes(checklist: ChecklistPage) -> None:
    assert form_of(checklist) == form_of(checklist)


def test_words_that_would_name_a_question_to_a_reader_of_forms_are_words(tmp_path: Path) -> None:
    page = factories.checklist([factories.section("S", [factories.item("Costs ${q_gone}?")])])
    assert "Costs $ {q_gone}?" in converted(form_of(page), tmp_path, validate=False).xform


marks = st.sampled_from(["", *ANSWERS])
conditions = st.lists(
    st.fixed_dictionaries(
        {
            "item": st.sampled_from(["a0", "b0", "c0", "gone"]),
            "answers": st.lists(st.sampled_from(list(ANSWERS)), min_size=1, unique=True),
        }
    ),
    max_size=3,
)


@given(conditions, conditions, conditions, st.fixed_dictionaries(dict.fromkeys(["a0", "b0", "c0"], marks)))
@settings(max_examples=300)
def test_a_rule_shows_on_the_telephone_when_it_speaks_here(
    every: Any, some: Any, none: Any, answered: dict[str, str]
) -> None:
    rule = CoherenceRule(all_of=every, any_of=some, none_of=none)
    words = re.sub(r"\$\{q_(\w+)\} = ('\w+')", r"(answered['\1'] == \2)", write_rule(rule, set(answered)))
    here = eval(words.replace("false()", "False"), {"answered": answered})  # XPath as Python reads it
    assert here == rule.applies_to({item: mark for item, mark in answered.items() if mark})


# --- Home ---


def table(
    page: ChecklistPage, rows: list[list[Answer]], *, group: str = "{}", sign: str = ",", mark: str = ""
) -> bytes:
    """As KoboToolbox and ODK Central write what was filled in: one line a form."""
    names = [("start", "_submission_time"), (group.format(CHECKLIST), group.format(VERSION))]
    parts = ["", "note", "evidence", "action"]
    columns = [group.format(name_question(item, part)) for item in page.item_ids() for part in parts]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=sign)
    writer.writerow([*names[0], *names[1], *columns, "_uuid"])
    for number, row in enumerate(rows, 1):
        said = [text for answer in row for text in (answer.mark, answer.note, answer.evidence, answer.action)]
        writer.writerow(["x", f"2026-12-0{number}T08:00:00", page.translation_key, 1, *said, f"u{number}"])
    return (mark + out.getvalue()).encode()


def bring(data: bytes, name: str = "x.csv") -> list[Any]:
    return read_answers(SimpleUploadedFile(name, data), name)


THREE = [
    [Answer("yes", TEXT, "A file"), Answer("no", "", "", TEXT), Answer("na")],
    [Answer("partly", "ন"), Answer(), Answer("yes")],
    [Answer(), Answer("no"), Answer()],
]


@pytest.mark.parametrize("group", ["{}", "section_a/screen_1/{}", "section_a-screen_1-{}"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_of_either_program_comes_home_as_it_was_typed(
    checklist: ChecklistPage, group: str, sign: str, mark: str
) -> None:
    found = bring(table(checklist, THREE, group=group, sign=sign, mark=mark))
    assert [read.problems for read in found] == [[], [], []]
    assert found[0].sent == "2026-12-01T08:00"
    for read, typed in zip(found, THREE, strict=True):
        assert read.answers.checklist == checklist.translation_key
        assert [read.answers.of(item) for item in checklist.item_ids()] == typed


def test_the_same_table_as_a_spreadsheet_comes_home_too(checklist: ChecklistPage) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(table(checklist, THREE).decode(), newline="")):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert [bring(out.getvalue())[1].answers.of(item) for item in checklist.item_ids()] == THREE[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_labels_in_the_head_get_a_sentence_and_no_empty_result(checklist: ChecklistPage, kind: str) -> None:
    head, row = ["A1. One?", "Note", "_uuid", "_submission_time"], ["Yes", "", "u", "2026"]
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(head)
    book.active.append(row)
    book.save(out)
    data = out.getvalue() if kind == "xlsx" else f"{';'.join(head)}\n{';'.join(row)}\n".encode()
    with pytest.raises(InvalidAnswersError, match="XML values and headers"):
        bring(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"_uuid,rg_checklist,q_a0\n", "Nobody has filled in"),
        (b"_uuid,rg_checklist,q_a0\nu,no key,yes\n", "does not say which checklist"),
        (b"_uuid,rg_checklist,q_a0\n" + b"u,k,yes\n" * 501, "more rows or columns"),
        (b"_uuid,rg_checklist,q_a0\n" + b"u,k," + b"y" * 100_001 + b"\n", "cannot be read as CSV"),
        (b"a,b,c\n1,2,3\n", "neither a PDF form"),
    ],
)
def test_a_table_that_holds_no_answers_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(InvalidAnswersError, match=words):
        bring(data)


def test_a_question_that_moved_to_another_group_is_read_from_the_column_that_was_filled(
    checklist: ChecklistPage,
) -> None:
    """KoboToolbox exports all versions of a form side by side: the older place of a question beside the newer one."""
    first = checklist.item_ids()[0]
    for older, newer, mark in (("yes", "", "yes"), ("", "no", "no"), ("partly", "no", "partly")):
        head = ["a/rg_checklist", f"a/{name_question(first)}", "__version__", f"b/{name_question(first)}", "_uuid"]
        line = [str(checklist.translation_key), older, "vZ9", newer, "u"]
        (read,) = bring("\n".join(",".join(cells) for cells in (head, line)).encode())
        assert read.answers.of(first).mark == mark
        assert read.answers.version is None, "theirs is the version of the form on their server"


def test_a_mark_that_is_none_leaves_its_question_open_and_is_told(checklist: ChecklistPage) -> None:
    data = table(checklist, [[Answer("yes"), Answer("no"), Answer()]]).replace(b",yes,", b",maybe,")
    (read,) = bring(data)
    assert "maybe" in read.problems[0]
    assert [read.answers.of(item).mark for item in checklist.item_ids()] == ["", "no", ""]


@given(st.uuids().map(str), st.sampled_from(["", "note", "evidence", "action"]), st.sampled_from(["", "a/b/", "a-b-"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_question_s_name_leads_back_to_its_id(item: str, text: str, group: str) -> None:
    assert parse_column(group + name_question(item, text)) == (item, text or "mark")


@pytest.mark.parametrize("head", ["q_", "seq_a0", "q_a0__other", "start", "", "q_a0 (Kabul)"])
def test_other_columns_are_none_of_ours(head: str) -> None:
    assert parse_column(head) is None


# --- The pages ---


def test_a_page_says_whose_server_holds_the_answers_before_the_file_is_taken(client: Any, checklist: Any) -> None:
    public = client.get(reverse("assessments:collect", args=[checklist.translation_key]))
    assert "lie on the server of somebody else" in public.content.decode()
    address = reverse("assessments:xlsform", args=[checklist.translation_key])
    assert address in public.content.decode()
    file = client.get(address)
    assert file.content == form_of(checklist)
    assert f'filename="{checklist.slug}-xlsform.xlsx"' in file["Content-Disposition"]
    checklist.unpublish()
    assert client.get(address).status_code == 404


def test_of_several_filled_forms_the_reader_names_one(client: Any, checklist: ChecklistPage) -> None:
    address = reverse("assessments:bring", args=[checklist.translation_key])

    def send(number: str) -> Any:
        file = SimpleUploadedFile("x.csv", table(checklist, THREE))
        return client.post(address, {"file": file, "submission": number}, headers={"sec-fetch-site": "same-origin"})

    asked = send("").content.decode()
    assert "holds 3 filled forms" in asked
    assert "2: 2026-12-02T08:00" in asked
    assert "holds 3 filled forms" in send("4").content.decode()
    assert "ন" in send("2").content.decode()


def test_more_languages_cost_few_statements_more(
    client: Any, checklist: ChecklistPage, django_assert_max_num_queries: Any
) -> None:
    in_dari(checklist)
    with django_assert_max_num_queries(12):
        client.get(reverse("assessments:xlsform", args=[checklist.translation_key]))
