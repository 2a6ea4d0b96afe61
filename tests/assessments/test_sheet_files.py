"""A team's answers out as a file and back into the sheet, with a review and without losing anybody's text."""

import io
import json
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.actions import importing
from assessments.actions.answering import save_answer
from assessments.actions.upgrading import upgrade_sheet
from assessments.domain.answers import Answer, Answers
from assessments.models import Round
from assessments.presenters.sheets import load_sheet_answers
from assessments.presenters.upgrading import find_newer_version
from exports.models import Export
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import browser
from tests.assessments.test_upgrading import publish_changed
from toolkit.models import ChecklistPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    return found


def at(us: Team, name: str, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[us.sheet.pk, *more])


def held(us: Team) -> Answers:
    return load_sheet_answers(us.sheet, us.sheet.page())


def bring(us: Team, answers: Answers, who=None):
    file = SimpleUploadedFile("answers.json", answers.to_json().encode())
    return browser(who or us.editor).post(at(us, "sheet_bring"), {"file": file})


def changed(us: Team, **marks: str) -> Answers:
    """The same answers, with other marks for the questions a, b, c."""
    answers = held(us)
    items = dict(zip("abc", [item.id for item in us.page.items()], strict=True))
    answers.answers |= {items[letter]: Answer(mark, "ZQ7-brought") for letter, mark in marks.items()}
    return answers


def fields(us: Team, answers: Answers, *items: str, **saves: int) -> dict[str, object]:
    counters = {f"saves_{entry.item}": entry.saves for entry in us.entries}
    return {"brought": answers.to_json(), "take": items, **counters, **saves}


@pytest.mark.parametrize("what", ["json", "xlsx", "docx"])
def test_whoever_takes_part_takes_files_along(us: Team, what: str) -> None:
    response = browser(us.viewer).post(at(us, "sheet_take", what))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert f'filename="{us.page.slug}-answers.{what}"' in response["Content-Disposition"]
    if what == "json":
        assert Answers.from_json(response.content) == held(us)
    if what == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Answers"]
        assert sheet["F2"].value == "ZQ7-note"
    assert browser(us.stranger).post(at(us, "sheet_take", what)).status_code == 404


@pytest.mark.parametrize("what", ["pdf", "form"])
def test_a_pdf_is_private_to_whoever_asked_and_says_its_pinned_version(us: Team, what: str) -> None:
    publish_changed(us)
    response = browser(us.viewer).post(at(us, "sheet_take", what))
    export = Export.objects.get()
    assert response.url == export.status_url
    assert export.version_note.startswith("Version 1,")
    assert (export.owner, export.subject, export.private) == (us.viewer.user, str(us.assessment.pk), True)
    assert export.page_url == at(us, "sheet_files")
    assert "ZQ7" not in f"{export.title}{export.filename}{export.page_url}"
    assert browser(us.owner).get(export.status_url).status_code == 404
    assert browser(us.viewer).post(at(us, "sheet_take", "exe")).status_code == 404


def test_what_was_read_stands_beside_what_is_there_and_what_is_ticked_is_taken(us: Team) -> None:
    brought = changed(us, a="no", b="yes")
    shown = " ".join(bring(us, brought).content.decode().split())
    assert shown.count("ZQ7-brought") >= 2
    assert "One answer is the same as yours" in shown
    first, second, _third = [entry.item for entry in us.entries]
    done = browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought, second))
    assert done.url == reverse("assessments:sheet", args=[us.sheet.pk])
    assert held(us).of(second) == Answer("yes", "ZQ7-brought")
    assert held(us).of(first) == Answer("yes", "ZQ7-note")
    assert us.assessment.steps.last().action == "answer"


def test_what_somebody_changed_meanwhile_is_shown_again_and_both_texts_are_kept(us: Team) -> None:
    brought = changed(us, a="no", b="yes")
    data = fields(us, brought, *[entry.item for entry in us.entries[:2]])
    save_answer(us.entries[0], by=us.owner, answer=Answer("partly", "ZQ7-owner"), saves=1)
    shown = browser(us.editor).post(at(us, "sheet_accept"), data).content.decode()
    assert "Somebody changed these answers meanwhile" in shown
    assert "ZQ7-owner" in shown
    assert "One answer was taken over." in shown
    first, second = us.entries[0].item, us.entries[1].item
    assert (held(us).of(first).note, held(us).of(second).note) == ("ZQ7-owner", "ZQ7-brought")
    assert "ZQ7-brought" in us.assessment.steps.filter(action="conflict").get().content.open()
    browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought, first))
    assert held(us).of(first).note == "ZQ7-brought"


def test_without_a_counter_nothing_is_overwritten(us: Team) -> None:
    brought = changed(us, a="no")
    item = us.entries[0].item
    data = fields(us, brought, item) | {f"saves_{item}": "x" * 20}
    browser(us.editor).post(at(us, "sheet_accept"), data)
    assert held(us).of(item).note == "ZQ7-note"


def test_answers_to_questions_that_are_gone_are_listed_and_kept_once(us: Team) -> None:
    gone, junk = str(uuid.uuid4()), "no id of ours"
    brought = held(us)
    brought.answers |= {gone: Answer("no", "ZQ7-gone"), junk: Answer("no", "ZQ7-junk")}
    shown = bring(us, brought).content.decode()
    assert "No longer asked" in shown
    assert "ZQ7-gone" in shown
    assert "ZQ7-junk" in shown.partition("Not taken over")[2]
    browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought))
    assert held(us).of(gone) == Answer("no", "ZQ7-gone")
    assert junk not in held(us).answers
    taken = json.loads(browser(us.viewer).post(at(us, "sheet_take", "json")).content)
    assert taken["answers"][gone]["note"] == "ZQ7-gone"


def test_of_answers_that_come_in_together_all_are_kept_or_none(us: Team) -> None:
    """Whatever breaks off in the middle, such as half of a sign, which no UTF-8 holds."""
    before, sheet = held(us).answers, us.sheet
    saves = {str(entry.item): entry.saves for entry in us.entries}
    good, broken = Answer("partly", "ZQ7-brought"), Answer("yes", "\ud800")
    asked = dict(zip(saves, (good, broken), strict=False))
    gone = {str(uuid.UUID(int=1)): good, str(uuid.UUID(int=2)): broken}
    with pytest.raises(UnicodeEncodeError):
        importing.import_answers(by=us.editor, sheet=sheet, answers=asked, saves=saves)
    with pytest.raises(UnicodeEncodeError):
        importing.keep_obsolete_answers(by=us.editor, sheet=sheet, answers=gone)
    assert held(us).answers == before


def test_what_cannot_be_kept_of_gone_questions_is_listed(us: Team, monkeypatch) -> None:
    monkeypatch.setattr(importing, "MOST_GONE", 1)
    one, two = str(uuid.uuid4()), str(uuid.uuid4())
    brought = held(us)
    brought.answers |= {one: Answer("no", "ZQ7-one", "ZQ7-paper", "ZQ7-plan"), two: Answer("no", "ZQ7-two")}
    kept, _heading, left = bring(us, brought).content.decode().partition("Not taken over")
    for words in ("ZQ7-one", "ZQ7-paper", "ZQ7-plan"):
        assert words in kept.partition("No longer asked")[2]
    assert "ZQ7-two" in left
    browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought))
    browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought))  # the limit is for one file
    assert (held(us).of(one).note, held(us).of(two).note) == ("ZQ7-one", "ZQ7-two")
    brought.answers[one] = Answer("yes", "ZQ7-another")
    assert "ZQ7-another" in bring(us, brought).content.decode().partition("Not taken over")[2]
    browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought))
    assert held(us).of(one).note == "ZQ7-one"


def test_a_size_of_paper_that_is_not_offered_is_not_there(us: Team) -> None:
    plan = reverse("assessments:plan_take", args=[us.assessment.pk, "pdf"])
    for place in (at(us, "sheet_take", "pdf"), plan):
        assert browser(us.owner).post(f"{place}?size=x").status_code == 404
        assert browser(us.owner).post(f"{place}?size=letter").status_code == 302


def test_who_does_not_answer_brings_nothing(us: Team) -> None:
    brought = changed(us, a="no")
    for part in (us.reviewer, us.viewer):
        assert bring(us, brought, part).status_code == 403
        assert browser(part).post(at(us, "sheet_accept"), fields(us, brought, us.entries[0].item)).status_code == 403
    assert bring(us, brought, us.stranger).status_code == 404
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    assert bring(us, brought).status_code == 403
    assert browser(us.editor).post(at(us, "sheet_accept"), fields(us, brought, us.entries[0].item)).status_code == 403
    assert held(us).of(us.entries[0].item).note == "ZQ7-note"


def test_a_file_of_another_checklist_or_none_is_told_at_the_field(us: Team) -> None:
    other = team()
    response = bring(us, held(other))
    assert response.status_code == 400
    assert "another checklist" in response.content.decode()
    assert browser(us.editor).post(at(us, "sheet_accept"), {"brought": "{"}).url == at(us, "sheet_bring")


def test_a_checklist_whose_address_is_in_another_script_names_its_files(us: Team) -> None:
    page = ChecklistPage.objects.get(pk=us.page.pk)
    page.slug = "پرسش-نامه"
    page.save_revision().publish()
    assert upgrade_sheet(by=us.owner, sheet=us.sheet, to=find_newer_version(us.sheet), fits={})
    response = browser(us.viewer).post(at(us, "sheet_take", "json"))
    assert "filename*=utf-8''%D9%BE" in response["Content-Disposition"]


def test_files_page_tells_of_a_newer_version(us: Team) -> None:
    assert "See what version" not in browser(us.editor).get(at(us, "sheet_files")).content.decode()
    publish_changed(us)
    shown = browser(us.editor).get(at(us, "sheet_files")).content.decode()
    assert "See what version 2 changes" in shown
    assert at(us, "upgrade") in shown
    assert "See what version" not in browser(us.viewer).get(at(us, "sheet_files")).content.decode()


def test_files_are_made_so_often_and_no_more(us: Team, monkeypatch) -> None:
    from accounts.limits import Limit
    from assessments.views import sheet_files

    monkeypatch.setattr(sheet_files, "OFTEN_ENOUGH", Limit(1, 600))
    client = browser(us.viewer)
    got = [client.post(at(us, "sheet_take", "json")).status_code for _n in range(2)]
    assert got == [200, 429]
