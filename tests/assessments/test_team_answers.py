"""A team answers: saving, two writers, what a page and a save cost."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.answering import SaveOutcome, save_answer
from assessments.actions.beginning import begin_assessment
from assessments.actions.history import find_first_broken
from assessments.actions.reviewing import send_for_review, sign_off
from assessments.domain.answers import Answer
from assessments.forms.answering import make_form_base, read_submitted_answer, shorten_item_ids
from assessments.models import AuditAction, AuditEntry, Entry
from tests import factories
from tests.assessments.factories import Team, checklist, joined, team, user

pytestmark = pytest.mark.django_db
WARNING = "Never write names or details of victims, witnesses or suspects."
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def crew() -> Team:
    return team()


def form_of(entry: Entry, **values: str) -> dict[str, str]:
    """What a page that shows `entry` sends when `values` are typed."""
    answer = entry.answer()
    now = {"a": answer.mark, "n": answer.note, "e": answer.evidence, "p": answer.action, **values}
    key = shorten_item_ids([entry.item])[entry.item]
    return {f"base_{key}": make_form_base(entry), **{f"{letter}_{key}": text for letter, text in now.items()}}


def sent(entry: Entry, **values: str) -> dict[str, str]:
    """What team.js sends of it: this question only, so names need no end."""
    return {name.split("_")[0]: value for name, value in form_of(entry, **values).items()}


def fresh(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def save_path(entry: Entry) -> str:
    return reverse("assessments:save", args=[entry.sheet_id, entry.item])


def freeze(crew: Team) -> None:
    send_for_review(crew.round, by=crew.owner)
    crew.assessment.refresh_from_db()
    sign_off(crew.round, by=crew.reviewer, head=crew.assessment.head)


def test_whoever_writes_or_reads_answers_sees_the_warning(crew: Team, as_) -> None:
    sheet = reverse("assessments:sheet", args=[crew.sheet.pk])
    round_ = reverse("assessments:assessment", args=[crew.assessment.pk])
    send_for_review(crew.round, by=crew.owner)
    for who, path in [(crew.owner, sheet), (crew.viewer, sheet), (crew.reviewer, round_)]:
        assert WARNING in as_(who.user).get(path).content.decode(), path
    freeze(crew)
    assert WARNING in as_(crew.viewer.user).get(sheet).content.decode()


def test_a_sheet_leads_back_to_the_published_checklist_and_its_tool(as_) -> None:
    tool = factories.tool(title="A tool for the night")
    page, version = checklist(2, slug="night-desk", tool=tool)
    owner = user("olga")
    facts = {"name": "Olga", "title": "Night", "country": "AF", "phase": "design", "starts": None, "ends": None}
    round_ = begin_assessment(by=owner, versions=[version], **facts).rounds.get()
    path = reverse("assessments:sheet", args=[round_.sheets.get().pk])
    ways = [f'href="/en/{one.portal_path()}"' for one in (page, tool)]
    text = as_(owner).get(path).text
    assert [way in text for way in ways] == [True, True]
    page.unpublish()
    tool.unpublish()
    text = as_(owner).get(path).text
    assert [way in text for way in ways] == [False, False]


def test_a_round_leads_to_the_tool_of_each_checklist_however_many_there_are(as_) -> None:
    made = [(tool := factories.tool(), checklist(1, slug=f"round-{n}", tool=tool)[1]) for n in range(3)]
    owner = user("olga")
    facts = {"name": "Olga", "title": "Night", "country": "AF", "phase": "design", "starts": None, "ends": None}
    counts = []
    for rows in (made[:1], made):
        assessment = begin_assessment(by=owner, versions=[version for _tool, version in rows], **facts)
        client, path = as_(owner), reverse("assessments:assessment", args=[assessment.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            text = client.get(path).text
        counts.append(len(seen))
        ways = [tool for tool, _version in made if f'href="/en/{tool.portal_path()}"' in text]
        assert ways == [tool for tool, _version in rows]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["quick", "bring", "result"])
def test_the_warning_stands_on_every_page_without_an_account(crew: Team, client: Client, name: str) -> None:
    path = reverse(f"assessments:{name}", args=[crew.page.translation_key])
    assert WARNING in client.get(path).content.decode()


def test_a_sheet_has_an_open_answer_for_each_question(crew: Team) -> None:
    assert [entry.item for entry in crew.entries] == [item.id for item in crew.page.items()]
    assert not any(entry.answer() or entry.at for entry in crew.entries)


def test_an_answer_is_saved_with_who_and_when_and_a_step(crew: Team, as_) -> None:
    entry = crew.entries[0]
    response = as_(crew.editor.user).post(save_path(entry), sent(entry, a="no", n="Nobody asked"), **FETCH)
    assert response.status_code == 200
    assert "Edith" in response.content.decode()
    saved = fresh(entry)
    assert saved.answer() == Answer("no", "Nobody asked")
    assert saved.by == crew.editor
    assert saved.saves == 1
    step = AuditEntry.objects.get(assessment=crew.assessment, action=AuditAction.ANSWER)
    assert step.actor == crew.editor.mark
    assert step.read_content()["before"]["mark"] == ""
    assert step.read_content()["after"]["note"] == "Nobody asked"


def test_saving_the_same_again_writes_nothing(crew: Team) -> None:
    entry = crew.entries[0]
    save_answer(entry, by=crew.editor, answer=Answer("yes"), saves=0)
    again = save_answer(entry, by=crew.owner, answer=Answer("yes"), saves=0)
    assert again.outcome is SaveOutcome.SAME
    assert fresh(entry).by == crew.editor
    assert crew.assessment.steps.filter(action=AuditAction.ANSWER).count() == 1


def test_who_saves_over_a_newer_text_sees_both_and_the_history_keeps_both(crew: Team, as_) -> None:
    entry = crew.entries[0]
    old_page = sent(entry, a="yes", n="ZQ7-mine")
    save_answer(entry, by=crew.editor, answer=Answer("no", "ZQ7-theirs"), saves=0)
    owner = as_(crew.owner.user)
    for _try in range(2):
        response = owner.post(save_path(entry), old_page, **FETCH)
        assert response.status_code == 409
        page = response.content.decode()
        assert "ZQ7-mine" in page
        assert "ZQ7-theirs" in page
        assert "Edith" in page
    assert fresh(entry).answer() == Answer("no", "ZQ7-theirs")
    clash = AuditEntry.objects.get(
        assessment=crew.assessment, action=AuditAction.CONFLICT
    )  # once, though she tried twice
    assert clash.read_content()["mine"]["note"] == "ZQ7-mine"
    assert clash.read_content()["theirs"]["note"] == "ZQ7-theirs"


@pytest.mark.parametrize(
    ("choice", "text", "stands"),
    [
        ("mine", "ZQ7-mine", "ZQ7-mine"),
        ("mine", "ZQ7-mine and theirs", "ZQ7-mine and theirs"),
        ("theirs", "ZQ7-mine", "ZQ7-theirs"),
    ],
)
def test_a_conflict_ends_with_mine_theirs_or_both_put_together(crew: Team, as_, choice, text, stands) -> None:
    entry = crew.entries[0]
    save_answer(entry, by=crew.editor, answer=Answer("no", "ZQ7-theirs"), saves=0)
    form = {**sent(fresh(entry), n=text), "keep": choice}
    assert as_(crew.owner.user).post(save_path(entry), form, **FETCH).status_code == 200
    assert fresh(entry).note.open() == stands
    assert find_first_broken(crew.assessment) is None


def test_without_javascript_the_whole_form_saves_what_was_changed_and_nothing_else(crew: Team, as_) -> None:
    first, second, third = crew.entries
    form = {**form_of(first, a="yes"), **form_of(second, n="Only a note"), **form_of(third), "item": second.item[:8]}
    save_answer(third, by=crew.editor, answer=Answer("no"), saves=0)  # meanwhile, where she changed nothing
    response = as_(crew.owner.user).post(reverse("assessments:sheet", args=[crew.sheet.pk]), form)
    assert response.status_code == 302
    assert response.url.endswith(f"#item-{second.item}")
    assert [fresh(entry).answer() for entry in (first, second, third)] == [
        Answer("yes"),
        Answer("", "Only a note"),
        Answer("no"),
    ]


def test_without_javascript_a_conflict_is_a_page_that_holds_both_texts(crew: Team, as_) -> None:
    entry = crew.entries[0]
    form = form_of(entry, a="yes", n="ZQ7-mine")
    save_answer(entry, by=crew.editor, answer=Answer("no", "ZQ7-theirs"), saves=0)
    response = as_(crew.owner.user).post(reverse("assessments:sheet", args=[crew.sheet.pk]), form)
    assert response.status_code == 409
    assert "ZQ7-mine" in response.content.decode()
    assert "ZQ7-theirs" in response.content.decode()


def test_a_signed_off_round_refuses_in_a_sentence_and_gives_the_text_back(crew: Team, as_) -> None:
    entry = crew.entries[0]
    freeze(crew)
    owner = as_(crew.owner.user)
    response = owner.post(save_path(entry), sent(entry, n="ZQ7-late"), **FETCH)
    assert response.status_code == 422
    assert "signed off meanwhile" in response.content.decode()
    whole = owner.post(reverse("assessments:sheet", args=[crew.sheet.pk]), form_of(entry, n="ZQ7-late"))
    assert whole.status_code == 400
    assert "ZQ7-late" in whole.content.decode()
    assert not fresh(entry).answer()


def test_a_text_that_is_too_long_is_told_and_given_back(crew: Team, as_) -> None:
    entry = crew.entries[0]
    response = as_(crew.owner.user).post(save_path(entry), sent(entry, n="x" * 2001), **FETCH)
    assert response.status_code == 422
    assert "x" * 2001 in response.content.decode()
    assert not fresh(entry).answer()


@pytest.mark.parametrize("base", ["", "x", "-1-ab", "99999999999-ab", "0"])
def test_a_base_that_is_none_saves_nothing(crew: Team, base: str) -> None:
    entry = crew.entries[0]
    read = read_submitted_answer(entry.item, {"a": "yes", "base": base})
    assert read is None or base == "0"


def test_lines_of_a_form_that_nobody_touched_are_not_touched(crew: Team) -> None:
    entry = crew.entries[0]
    save_answer(entry, by=crew.editor, answer=Answer("no", "one\ntwo"), saves=0)
    assert not read_submitted_answer(entry.item, sent(fresh(entry), n="one\r\ntwo")).is_touched


def said(queries: CaptureQueriesContext) -> list[str]:
    """Without the marks of nested transactions, which only tests have."""
    return [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]


def test_saving_an_answer_asks_the_database_eight_times(crew: Team, as_) -> None:
    browser, entry = as_(crew.editor.user), crew.entries[0]
    with CaptureQueriesContext(connection) as queries:
        assert browser.post(save_path(entry), sent(entry, a="no"), **FETCH).status_code == 200
    assert len(said(queries)) <= 8, "\n".join(said(queries))


def cost(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(said(queries))


def test_thirty_questions_stay_within_61_kb_and_15_queries_whatever_the_team(as_) -> None:
    crew = team(questions=30)
    path, browser = reverse("assessments:sheet", args=[crew.sheet.pk]), as_(crew.editor.user)
    for number, entry in enumerate(crew.entries):
        save_answer(entry, by=crew.editor, answer=Answer("no", f"What we saw, number {number}."), saves=0)
    few = cost(browser, path)
    for number in range(10):
        joined(crew.assessment, "editor", f"Person {number}")
    assert cost(browser, path) == few <= 15
    size = len(browser.get(path).content)
    assert size < 61_000, size  # before compression


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_lose_nothing(crew: Team) -> None:
    entry = crew.entries[0]
    outcomes = []

    def save(text: str, by) -> None:
        try:
            outcomes.append(save_answer(entry, by=by, answer=Answer("no", text), saves=0).outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[f"text {n}", by]) for n, by in enumerate([crew.owner, crew.editor])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.value for one in outcomes) == ["conflict", "saved"]
    texts = " ".join(step.content.open() for step in crew.assessment.steps.all())
    assert "text 0" in texts
    assert "text 1" in texts
    crew.assessment.refresh_from_db()
    assert find_first_broken(crew.assessment) is None
