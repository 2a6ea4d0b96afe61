"""The starter content: complete, true to its sources, and never in an editor's way."""

import re
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from toolkit.actions.content import load_content
from toolkit.models import ChecklistPage, HomePage, Instrument, Provision, SearchEntry, Term, ToolPage
from toolkit.uploads import render_rich_text

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
CONTENT = settings.BASE_DIR / "content"

# What shared facts allow to be cited as checked; everything else must say that it is to be verified.
CHECKED = set(
    (
        "udhr-1 tip-2 tip-3 tip-6 tip-6-1 tip-6-2 tip-6-3 tip-7 tip-8 tip-14-1 tip-14-2 som-2 som-3 som-5 som-6 som-6-4 "
        "som-16-1 som-16-2 som-19-1 som-19-2 cedaw-6 gr38 gr33 opg-1-3 opg-2 opg-4-6 opg-7-11 opg-12-17 bangkok "
        "model-strategies hrddp unsc-2331 unsc-2388 sdg-5 pk-const-11-1 pk-potpa-2018 pk-rules-2020 iq-law-28-2012"
    ).split()
)
TO_VERIFY = set("som-16-4 som-16-5 som-18 iccpr-8 iccpr-14 crc-35 refugee-33 ilo-c29 ilo-c190".split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(file: Path, **values: object) -> None:
    data = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump({**data, **values}, allow_unicode=True))


def test_the_portal_opens_with_nine_tools_and_fifteen_checklists(starter: None) -> None:
    assert list(ToolPage.objects.live().order_by("number").values_list("number", flat=True)) == list(range(1, 10))
    assert ChecklistPage.objects.live().filter(tool__isnull=False).count() == 9
    assert ChecklistPage.objects.live().filter(tool__isnull=True).count() == 6
    assert Term.objects.count() >= 40


def test_every_checklist_asks_fifteen_to_thirty_whole_questions(starter: None) -> None:
    for page in ChecklistPage.objects.all():
        items = list(page.items())
        assert 15 <= len(items) <= 30, page
        for item in items:
            assert item.value["question"].endswith("?"), item.value["question"]
            assert all(item.value[part] for part in ("why", "evidence", "action")), item.value["question"]
            assert 1 <= len(item.value["provisions"]) <= 3, item.value["question"]


def test_every_tool_has_900_to_1500_words_in_many_blocks(starter: None) -> None:
    for file in sorted((CONTENT / "en/tools").glob("*.yaml")):
        body = yaml.safe_load(file.read_text())["body"]
        words = len(re.findall(r"[\w’'-]+", " ".join(strings_in(body))))
        assert 850 <= words <= 1650, f"{file.name}: {words} words"
        assert len(body) >= 12, file.name


def strings_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings_in(each)]
    return []


def test_each_provision_says_honestly_whether_it_was_checked(starter: None) -> None:
    status = dict(Provision.objects.values_list("key", "status"))
    assert {key for key, value in status.items() if value == "verified"} == CHECKED
    assert {key for key, value in status.items() if value == "to_verify"} == TO_VERIFY


def test_national_law_is_shown_only_where_it_is_known(starter: None) -> None:
    national = Instrument.objects.filter(kind="national")
    assert {str(row.country) for row in national} == {"PK", "IQ"}


def test_a_second_load_changes_nothing(starter: None) -> None:
    before = list(ToolPage.objects.values_list("latest_revision_id", flat=True))
    report = load_content(CONTENT)
    assert (report.created, report.updated, report.left_alone) == ([], [], [])
    assert list(ToolPage.objects.values_list("latest_revision_id", flat=True)) == before


def test_newer_content_replaces_what_no_editor_touched(starter: None, folder: Path) -> None:
    change(folder / "en/tools/01-legislation.yaml", summary="A better lead.")
    report = load_content(folder)
    assert report.updated == ["en/tools/legislation"]
    assert ToolPage.objects.get(slug="legislation").summary == "A better lead."


def test_an_editors_page_is_left_alone_and_named(starter: None, folder: Path) -> None:
    page = ToolPage.objects.get(slug="legislation")
    page.summary = "The editor's own lead."
    page.save_revision().publish()
    change(folder / "en/tools/01-legislation.yaml", summary="A newer lead from us.")
    report = load_content(folder)
    assert report.left_alone == ["en/tools/legislation: summary (changed by an editor)"]
    assert ToolPage.objects.get(slug="legislation").summary == "The editor's own lead."


def test_an_editors_draft_is_left_alone(starter: None, folder: Path) -> None:
    page = ToolPage.objects.get(slug="prevention")
    page.summary = "Half a thought"
    page.save_revision()
    change(folder / "en/tools/02-prevention.yaml", summary="A newer lead from us.")
    (left,) = load_content(folder).left_alone
    assert left.startswith("en/tools/prevention (in an editor's draft: summary; ")
    assert ToolPage.objects.get(slug="prevention").get_latest_revision_as_object().summary == "Half a thought"


def test_an_editors_term_and_provision_are_left_alone(starter: None, folder: Path) -> None:
    Term.objects.filter(slug="gender").update(short="Our national wording.")
    Provision.objects.filter(key="tip-3").update(text="Our national wording.")
    assert load_content(folder).left_alone == [
        "en/law/tip/tip-3: text (changed by an editor)",
        "en/glossary/gender: short (changed by an editor)",
    ]


def test_a_page_an_editor_deleted_does_not_come_back(starter: None) -> None:
    ToolPage.objects.get(slug="sentencing").delete()
    report = load_content(CONTENT)
    assert "en/tools/sentencing (deleted by an editor)" in report.left_alone
    assert not ToolPage.objects.filter(slug="sentencing").exists()


def test_a_question_keeps_its_id_when_it_moves(starter: None, folder: Path) -> None:
    file = folder / "en/checklists/legislation.yaml"
    data = yaml.safe_load(file.read_text())
    before = {item.value["question"]: item.id for item in ChecklistPage.objects.get(slug="legislation").items()}
    data["sections"][0]["items"].reverse()
    data["sections"][-1]["items"].append(data["sections"][0]["items"].pop())
    file.write_text(yaml.safe_dump(data, allow_unicode=True))
    load_content(folder)
    after = {item.value["question"]: item.id for item in ChecklistPage.objects.get(slug="legislation").items()}
    assert after == before


def test_a_reference_to_nothing_stops_the_load_and_changes_nothing(starter: None, folder: Path) -> None:
    change(folder / "en/tools/01-legislation.yaml", summary="New", related=["tools/nowhere"])
    with pytest.raises(LookupError, match="nowhere"):
        load_content(folder)
    assert ToolPage.objects.get(slug="legislation").summary != "New"


def test_broken_yaml_names_the_file(folder: Path) -> None:
    (folder / "en/glossary.yaml").write_text("- slug: [")
    with pytest.raises(ValueError, match=r"glossary\.yaml"):
        load_content(folder)


def test_content_may_hold_no_markup_of_its_own() -> None:
    html = render_rich_text(
        "Hello <script>alert(1)</script> **bold** [a](page:x)", lambda kind, key: 'linktype="page" id="1"'
    )
    assert "<script" not in html
    assert "<strong>bold</strong>" in html
    assert 'linktype="page"' in html


def test_every_page_question_provision_and_term_can_be_found(starter: None) -> None:
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert kinds == set(SearchEntry.Kind.values)
    questions = sum(page.question_count() for page in ChecklistPage.objects.live())
    assert SearchEntry.objects.filter(kind="item").count() == questions
    assert HomePage.objects.get(locale__language_code="en").live
