"""Markup in everything that a team, or somebody alone, can type: words on every page, paper and file that shows it."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Letter
from assessments import printouts
from assessments.actions import planning, reviewing, teams
from assessments.actions.answering import save_answer
from assessments.actions.evidence import add_evidence
from assessments.domain.answers import Answer
from assessments.models import Assessment, Participation, Role
from assessments.packages.plans import write_plan_calendar
from assessments.presenters.plan import list_actions, list_planned_actions
from assessments.presenters.sheets import load_sheet_answers
from assessments.selectors.answers import begin_answers
from assessments.uploads.evidence import AcceptedFile
from exports.domain.printouts import unpack_printout
from exports.models import Export
from tests import factories
from tests.assessments import test_extras_access as more
from tests.assessments import test_team_access as first
from tests.assessments.factories import Team, team, user
from tests.assessments.test_copies import packed
from tests.assessments.test_team_answers import sent
from tests.assessments.test_team_evidence import PDF
from tests.free_text import LISTED, Reading, fill, in_blocks, labels_in, listed, markup
from toolkit.models import ChecklistPage

pytestmark = pytest.mark.django_db
PAPER = {"form": "paper", "size": "a4"}
TEXTS = {name: f"assessments.Entry.{name}" for name in ("note", "evidence", "action")}


def answer(mark: str = "no") -> Answer:
    return Answer(mark, **{name: markup(label) for name, label in TEXTS.items()})


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Team:
    """Whose every text is markup: its checklist's, too."""
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)
    made = factories.checklist

    def checklist(sections: Any = None, **fields: Any) -> ChecklistPage:
        block = ChecklistPage._meta.get_field("sections").stream_block
        words = in_blocks(sections, block, markup("toolkit.ChecklistPage.sections"))
        title = {"title": markup("wagtailcore.Page.title"), "summary": markup("toolkit.ChecklistPage.summary")}
        return made(words, **{**fields, **title})

    monkeypatch.setattr(factories, "checklist", checklist)
    found = team(title=markup("assessments.Assessment.title", 120))
    fill("assessments.Participation.name")
    found.owner = Participation.objects.get(pk=found.owner.pk)
    for entry in found.entries[:2]:
        save_answer(entry, by=found.editor, answer=answer(), saves=0)
    save_answer(found.entries[0], by=found.owner, answer=answer("yes"), saves=0)  # a conflict: both stand there
    reviewing.add_comment(found.entries[0], by=found.reviewer, text=markup("assessments.Comment.text"))
    add_evidence(
        by=found.editor,
        entry=found.entries[0],
        found=AcceptedFile(PDF, "application/pdf", markup("assessments.Evidence.name")),
    )
    action = planning.plan_answer(by=found.owner, entry=found.entries[0])
    what = {"what": markup("assessments.Action.what"), "who": found.owner, "until": None, "state": "doing"}
    planning.change_action(by=found.owner, action=action, **what)
    reviewing.send_for_review(found.round, by=found.editor)
    reviewing.send_back(found.round, by=found.reviewer, asked=markup("assessments.Round.asked"))
    return found


def test_what_a_team_types_is_words_wherever_it_is_shown(crew: Team, as_, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading()
    guest = user("guest")
    invitation = teams.send_invitation(
        crew.assessment, by=crew.owner, address=guest.email, role=Role.EDITOR, language="en"
    )
    fill("assessments.Invitation.address", "assessments.Invitation.organisation", "assessments.Invitation.words")
    reading.response("page", Client().get(urlsplit(invitation.link).path), "invitation")
    paths = {**more.addresses(crew), "history": reverse("assessments:history", args=[crew.assessment.pk])}
    paths |= {name: path for name, path in first.addresses(crew).items() if name != "withdraw"}
    for part in (crew.owner, crew.reviewer):
        browser = as_(part.user)
        for name, path in paths.items():
            reading.response("page", browser.get(path), name)
        for what in ("json", "xlsx"):
            reading.response(
                "file", browser.get(reverse("assessments:take_history", args=[crew.assessment.pk, what])), what
            )
        for what in ("json", "xlsx", "docx"):
            path = reverse("assessments:sheet_take", args=[crew.sheet.pk, what])
            reading.response("file", browser.post(path), f"answers.{what}")
    read_what_was_refused(reading, crew, as_(crew.editor.user))
    rows = list_planned_actions(crew.assessment, list_actions(crew.assessment))
    page, answers = crew.sheet.page(), load_sheet_answers(crew.sheet, crew.sheet.page())
    from django.utils import timezone

    for paper in (
        printouts.build_plan_printout(Assessment.objects.get(), rows, PAPER, timezone.localdate()),
        printouts.build_team_answers(crew.sheet, page, answers, PAPER),
        printouts.build_team_form(crew.sheet, page, answers, {**PAPER, "form": "fillable"}),
    ):
        reading.html("paper", paper.html, paper.kind)
    assert "ZQ7" not in write_plan_calendar(rows).decode()
    archive = packed(crew, monkeypatch)
    for name in archive.namelist():
        reading.file(archive.read(name), f"copy/{name}")
    assert reading.wrong == []
    # A letter, plain text, says who invites, and nothing else that a team types.
    said = {label for letter in Letter.objects.all() for label in labels_in(letter.body.open())}
    assert said <= {"assessments.Participation.name"}
    assert reading.differences(listed("assessments")) == []


def read_what_was_refused(reading: Reading, crew: Team, editor: Client) -> None:
    """What comes back because it could not be saved, and what a file brought along for review."""
    entry = crew.entries[0]
    old = sent(entry, n=markup(TEXTS["note"]) + "x")
    save_answer(entry, by=crew.owner, answer=Answer("partly", "other"), saves=entry.saves)
    clash = editor.post(
        reverse("assessments:save", args=[crew.sheet.pk, entry.item]), old, HTTP_X_REQUESTED_WITH="fetch"
    )
    assert clash.status_code == 409
    reading.response("page", clash, "clash")
    brought = load_sheet_answers(crew.sheet, crew.sheet.page())
    brought.answers = {item: answer("partly") for item in [*brought.answers, "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71"]}
    file = SimpleUploadedFile("a.json", brought.to_json().encode())
    review = editor.post(reverse("assessments:sheet_bring", args=[crew.sheet.pk]), {"file": file})
    assert markup(TEXTS["note"])[:4] in review.content.decode()
    reading.response("page", review, "review of a file")
    lines = {"lines": f"A1 n {markup(TEXTS['note'])}\n{markup(TEXTS['note'])}"}
    reading.response("page", editor.post(reverse("assessments:sheet_quick", args=[crew.sheet.pk]), lines), "quick")
    for name, field in (("describe", "title"), ("me", "name"), ("team", "address")):
        path = reverse(f"assessments:{name}", args=[crew.assessment.pk])
        owner = Client()
        owner.force_login(crew.owner.user)
        reading.response("page", owner.post(path, {field: markup(TEXTS["note"]) * 60}, follow=True), name)


def test_what_somebody_types_alone_is_words_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)
    reading = Reading()
    page = factories.checklist([factories.section("One", [factories.item("One?"), factories.item("Two?")])])
    answers = begin_answers(page)
    answers.answers = {
        item: answer() for item in [*(row.id for row in page.items()), "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71"]
    }
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")

    def at(name: str, *rest: str) -> str:
        return reverse(f"assessments:{name}", args=[page.translation_key, *rest])

    file = SimpleUploadedFile("a.json", answers.to_json().encode())
    reading.response("page", browser.post(at("bring"), {"file": file}), "bring")
    browser.post(at("accept"), {"brought": answers.to_json(), "take": list(answers.answers)})
    for name in ("fill", "result", "bring", "quick"):
        reading.response("page", browser.get(at(name)), name)
    reading.response("page", browser.post(at("quick"), {"lines": f"A1 n {answer().note}\n{answer().note}"}), "quick")
    for what in ("json", "xlsx", "docx"):
        reading.response("file", browser.post(at("take", what)), what)
    for what in ("pdf", "form"):
        browser.post(at("take", what))
    papers = [unpack_printout(bytes(row.source)) for row in Export.objects.all()]
    assert len(papers) == 2
    for paper in papers:
        reading.html("paper", paper["html"], "paper")
        reading.file(paper["manifest"], "manifest")
    assert reading.wrong == []
    assert reading.differences({label: LISTED[label] for label in TEXTS.values()}) == []
    assert json.loads(papers[0]["manifest"])
