"""Comments, review, sign-off, rounds, and the history as it is shown and taken along."""

import io
import json
from hashlib import sha256

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import beginning, copying, reviewing, teams
from assessments.actions.answering import save_answer
from assessments.actions.history import find_first_broken
from assessments.domain.answers import Answer
from assessments.models import Assessment, AuditAction, AuditEntry, Comment, Role, Round
from tests.assessments.factories import Team, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Team:
    crew = team()
    save_answer(crew.entries[0], by=crew.editor, answer=Answer("no", "=1+1"), saves=0)
    save_answer(crew.entries[1], by=crew.owner, answer=Answer("yes"), saves=0)
    return crew


def path(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


def head(crew: Team) -> str:
    crew.assessment.refresh_from_db()
    return crew.assessment.head


def sign(crew: Team) -> None:
    reviewing.send_for_review(crew.round, by=crew.owner)
    reviewing.sign_off(crew.round, by=crew.reviewer, head=head(crew))


def test_whoever_closes_a_comment_after_the_round_was_signed_is_told(crew: Team, as_) -> None:
    comment = reviewing.add_comment(crew.entries[0], by=crew.reviewer, text="ZQ7-which office?")
    sign(crew)
    answer = as_(crew.editor.user).post(path("resolve", comment.pk), follow=True)
    assert [str(said) for said in answer.context["messages"]] == [str(reviewing.moved_on().message)]
    comment.refresh_from_db()
    assert not comment.is_resolved


def test_a_comment_is_made_closed_and_opened_again(crew: Team, as_) -> None:
    sheet, item = crew.sheet.pk, crew.entries[0].item
    reviewer = as_(crew.reviewer.user)
    assert reviewer.post(path("comment", sheet, item), {"text": ""}).status_code == 400
    reviewer.post(path("comment", sheet, item), {"text": "ZQ7-which office?"})
    comment = Comment.objects.get()
    assert "ZQ7-which office?" in as_(crew.viewer.user).get(path("item", sheet, item)).content.decode()
    assert "1 open comment" in as_(crew.viewer.user).get(path("sheet", sheet)).content.decode()
    as_(crew.editor.user).post(path("resolve", comment.pk))
    comment.refresh_from_db()
    assert comment.resolved_by == crew.editor
    reviewer.post(path("resolve", comment.pk), {"open": "1"})
    comment.refresh_from_db()
    assert not comment.is_resolved
    did = list(crew.assessment.steps.filter(about=str(crew.entries[0].pk)).values_list("action", flat=True))
    assert did == [AuditAction.ANSWER, AuditAction.COMMENT, AuditAction.RESOLVE, AuditAction.REOPEN]


def test_comments_are_sealed(crew: Team) -> None:
    reviewing.add_comment(crew.entries[0], by=crew.reviewer, text="ZQ7-secret")
    with connection.cursor() as cursor:
        cursor.execute("select text from assessments_comment")
        assert "ZQ7" not in str(cursor.fetchall())


def test_a_round_goes_to_review_and_back_with_a_note(crew: Team, as_) -> None:
    pk, reviewer = crew.assessment.pk, as_(crew.reviewer.user)
    page = reviewer.post(path("sign", pk), {"head": head(crew)}, follow=True).content.decode()
    assert "no longer where you saw it" in page  # not sent yet
    assert crew.round.state == Round.State.OPEN
    as_(crew.editor.user).post(path("send", pk))
    assert reviewer.post(path("send_back", pk), {"asked": ""}).status_code == 400
    reviewer.post(path("send_back", pk), {"asked": "ZQ7-please say more"})
    assert crew.round.state == Round.State.OPEN
    assert "ZQ7-please say more" in as_(crew.editor.user).get(path("sheet", crew.sheet.pk)).content.decode()


def test_signing_off_freezes_what_was_seen(crew: Team, as_) -> None:
    pk, reviewer = crew.assessment.pk, as_(crew.reviewer.user)
    reviewing.send_for_review(crew.round, by=crew.owner)
    seen = head(crew)
    save_answer(crew.entries[2], by=crew.editor, answer=Answer("no"), saves=0)
    page = reviewer.post(path("sign", pk), {"head": seen}, follow=True).content.decode()
    assert "Please look again" in page
    assert not crew.round.is_frozen
    seen = head(crew)
    reviewer.post(path("sign", pk), {"head": seen})
    signed = crew.round
    assert signed.is_frozen
    assert signed.frozen_by == crew.reviewer
    assert signed.frozen_head == seen
    with pytest.raises(ValidationError, match="signed off meanwhile"):
        reviewing.add_comment(crew.entries[0], by=crew.reviewer, text="late")
    page = as_(crew.viewer.user).get(path("assessment", pk)).content.decode()
    assert "Rana" in page
    assert seen in page


@pytest.mark.parametrize("answers", ["copied", "empty"])
def test_the_next_round_begins_with_the_last_answers_or_with_none(crew: Team, as_, answers: str) -> None:
    pk, owner = crew.assessment.pk, as_(crew.owner.user)
    owner.post(path("next_round", pk), {"phase": "monitor", "answers": answers})
    assert crew.assessment.rounds.count() == 1  # the first one is not signed off
    sign(crew)
    owner.post(path("next_round", pk), {"phase": "monitor", "answers": answers})
    fresh = crew.round
    assert (fresh.number, fresh.phase, fresh.state) == (2, "monitor", Round.State.OPEN)
    first = crew.entries[0]
    assert first.note.open() == ("=1+1" if answers == "copied" else "")
    assert first.by == (crew.editor if answers == "copied" else None)
    assert first.saves == 0
    old = crew.assessment.rounds.get(number=1).sheets.get().entries.get(item=first.item)
    assert old.note.open() == "=1+1"
    assert "Round 1" in owner.get(path("assessment", pk)).content.decode()
    assert owner.get(path("round", pk, 1)).status_code == 200
    assert owner.get(path("round", pk, 3)).status_code == 404
    with pytest.raises(ValidationError, match="not signed off yet"):
        beginning.begin_next_round(fresh, by=crew.owner, phase="design", starts=None, ends=None, with_answers=True)
    assert crew.assessment.rounds.count() == 2
    assert find_first_broken(crew.assessment) is None


# --- History ----------------------------------------------------------------------------------------------------


def test_the_history_shows_who_changed_what_when_before_and_after(crew: Team, as_) -> None:
    entry = crew.entries[0]
    save_answer(entry, by=crew.owner, answer=Answer("partly", "ZQ7-after"), saves=1)
    viewer = as_(crew.viewer.user)
    page = viewer.get(path("history", crew.assessment.pk)).content.decode()
    for words in ("Olga", "Edith", "answered", "=1+1", "ZQ7-after", head(crew)):
        assert words in page
    one = viewer.get(path("history", crew.assessment.pk) + f"?about={crew.entries[1].pk}").content.decode()
    assert "ZQ7-after" not in one
    for wrong in ("x", "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71", team().entries[0].pk):
        assert viewer.get(path("history", crew.assessment.pk) + f"?about={wrong}").status_code == 404


def test_the_history_costs_the_same_for_one_step_and_for_many(crew: Team, as_) -> None:
    viewer, costs = as_(crew.viewer.user), []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            viewer.get(path("history", crew.assessment.pk))
        costs.append(len(queries))
        for number, entry in enumerate(crew.entries):
            save_answer(entry, by=crew.editor, answer=Answer("no", f"again {number}"), saves=entry.saves)
    assert costs[0] == costs[1]


def test_a_person_who_is_erased_leaves_a_whole_chain_without_her_name(crew: Team, as_) -> None:
    crew.editor.user.delete()
    page = as_(crew.owner.user).get(path("history", crew.assessment.pk)).content.decode()
    assert "Edith" not in page
    assert "A person who left" in page
    assert crew.entries[0].note.open() == "=1+1"
    sheet = as_(crew.owner.user).get(path("sheet", crew.sheet.pk)).content.decode()
    assert "A person who left" in sheet
    assert find_first_broken(crew.assessment) is None


def test_the_chain_in_the_json_file_can_be_checked_by_anybody(crew: Team, as_) -> None:
    response = as_(crew.viewer.user).get(path("take_history", crew.assessment.pk, "json"))
    data = json.loads(response.content)
    before = "0" * 64
    for step in data["steps"]:
        assert step["before"] == before
        assert step["digest"] == sha256(step["content"].encode()).hexdigest()
        names = ("number", "at", "actor", "action", "about", "digest", "before")
        facts = [data["assessment"], *(str(step[name]) for name in names)]
        assert step["hash"] == sha256(json.dumps(facts).encode()).hexdigest()
        before = step["hash"]
    assert before == head(crew)


def test_the_spreadsheet_holds_words_and_no_formula(crew: Team, as_) -> None:
    response = as_(crew.viewer.user).get(path("take_history", crew.assessment.pk, "xlsx"))
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows())
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}  # n: empty
    assert rows[-1][-1].value == head(crew)
    assert as_(crew.viewer.user).get(path("take_history", crew.assessment.pk, "exe")).status_code == 404


def test_verify_trail_names_the_first_broken_step_and_ends_with_one(crew: Team, capsys) -> None:
    other = team()
    call_command("verify_trail")
    assert "2 histories are whole." in capsys.readouterr().out
    AuditEntry.objects.filter(assessment=crew.assessment, number=2).update(action="other")
    call_command("verify_trail", str(other.assessment.pk))
    with pytest.raises(CommandError) as error:
        call_command("verify_trail")
    assert error.value.returncode == 1
    assert f"{crew.assessment.pk}: broken at step 2" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("verify_trail", "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71")


def test_a_step_cut_off_at_the_end_is_missed(crew: Team) -> None:
    last = crew.assessment.steps.order_by("-number")[0]
    last.delete()
    assert find_first_broken(crew.assessment) == last.number


def test_a_comment_that_is_sent_again_because_nobody_answered_is_one(crew: Team) -> None:
    entry = crew.entries[0]
    for by, text in [(crew.reviewer, "Why?"), (crew.reviewer, "Why?"), (crew.owner, "Why?"), (crew.reviewer, "Why?")]:
        reviewing.add_comment(entry, by=by, text=text)
    assert [row.by_id for row in entry.comments.order_by("at")] == [crew.reviewer.pk, crew.owner.pk, crew.reviewer.pk]


def test_what_a_reviewer_typed_too_late_is_shown_to_her_once_more(crew: Team, as_) -> None:
    """Her page was open while somebody else signed the round off."""
    reviewer, pk, entry = as_(crew.reviewer.user), crew.assessment.pk, crew.entries[0]
    reviewing.send_for_review(crew.round, by=crew.owner)
    reviewing.sign_off(crew.round, by=crew.owner, head=head(crew))
    late = reviewer.post(path("send_back", pk), {"asked": "ZQ7-say more"})
    assert late.status_code == 400
    assert "no longer where you saw it" in late.content.decode()
    assert "ZQ7-say more" in late.content.decode()
    late = reviewer.post(path("comment", crew.sheet.pk, entry.item), {"text": "ZQ7-which office?"})
    assert late.status_code == 400
    assert "signed off meanwhile" in late.content.decode()
    assert "ZQ7-which office?" in late.content.decode()
    for name in ("send", "sign"):
        by = crew.owner if name == "send" else crew.reviewer
        page = as_(by.user).post(path(name, pk), {"head": head(crew)}, follow=True).content.decode()
        assert "no longer where you saw it" in page
    assert not Comment.objects.exists()
    assert crew.round.frozen_by == crew.owner


def test_an_action_asks_for_role_and_state_itself_whoever_calls_it(crew: Team) -> None:
    reviewing.send_for_review(crew.round, by=crew.editor)
    with pytest.raises(PermissionDenied):
        reviewing.sign_off(crew.round, by=crew.editor, head=head(crew))
    with pytest.raises(PermissionDenied):
        reviewing.send_back(crew.round, by=crew.editor, asked="More.")
    with pytest.raises(PermissionDenied):
        save_answer(crew.entries[2], by=crew.reviewer, answer=Answer("yes"), saves=0)
    with pytest.raises(PermissionDenied):
        reviewing.add_comment(crew.entries[0], by=crew.viewer, text="Why?")
    with pytest.raises(PermissionDenied):
        teams.change_role(crew.editor, by=crew.editor, role=Role.OWNER)
    with pytest.raises(PermissionDenied):
        teams.leave_team(crew.owner, by=crew.editor)
    with pytest.raises(PermissionDenied):
        copying.erase_assessment(by=crew.editor)
    with pytest.raises(ValidationError, match="changed something since"):
        reviewing.sign_off(crew.round, by=crew.reviewer, head="0" * 64)
    reviewing.send_back(crew.round, by=crew.reviewer, asked="More.")
    with pytest.raises(ValidationError, match="no longer where you saw it"):
        reviewing.sign_off(crew.round, by=crew.reviewer, head=head(crew))
    with pytest.raises(ValidationError, match="no longer where you saw it"):
        reviewing.send_back(crew.round, by=crew.owner, asked="Something else.")
    assert crew.round.asked.open() == "More."


def test_a_button_that_is_pressed_again_because_nobody_answered_says_nothing_new(crew: Team) -> None:
    for _again in range(2):
        reviewing.send_for_review(crew.round, by=crew.owner)
    for _again in range(2):
        reviewing.send_back(crew.round, by=crew.reviewer, asked="More.")
    reviewing.send_for_review(crew.round, by=crew.editor)
    seen = head(crew)
    for _again in range(2):
        reviewing.sign_off(crew.round, by=crew.reviewer, head=seen)
    did = list(crew.assessment.steps.order_by("number").values_list("action", flat=True))
    assert did[-4:] == [AuditAction.SEND, AuditAction.RETURN, AuditAction.SEND, AuditAction.SIGN]


# --- Two people sign, and what was signed too early ---


@pytest.fixture
def pair() -> Team:
    """A team as it begins: two people sign."""
    crew = team(two_sign=True)
    save_answer(crew.entries[0], by=crew.editor, answer=Answer("no"), saves=0)
    reviewing.send_for_review(crew.round, by=crew.editor)
    return crew


def test_a_team_begins_with_two_who_sign() -> None:
    assert Assessment(title="T").two_sign


def test_signing_shows_what_is_open_and_asks_before_it_does_anything(pair: Team, as_) -> None:
    reviewing.add_comment(pair.entries[0], by=pair.reviewer, text="Which office?")
    page = as_(pair.reviewer.user).get(path("sign", pair.assessment.pk)).content.decode()
    assert "1 of 3 answered" in " ".join(page.split())
    assert "1 open comment" in " ".join(page.split())
    assert "Another owner or reviewer has to sign after you" in page
    assert pair.round.state == Round.State.REVIEW
    assert not pair.round.first_by


def test_the_second_of_two_signs_off_and_the_first_one_does_not_count_twice(pair: Team, as_) -> None:
    pk, reviewer, owner = pair.assessment.pk, as_(pair.reviewer.user), as_(pair.owner.user)
    seen = head(pair)
    reviewer.post(path("sign", pk), {"head": seen})
    assert pair.round.first_by == pair.reviewer
    reviewer.post(path("sign", pk), {"head": seen})  # sent again because nobody answered
    reviewer.post(path("sign", pk), {"head": head(pair)})
    assert not pair.round.is_frozen
    page = owner.get(path("assessment", pk)).content.decode()
    assert "has signed. Another owner or" in " ".join(page.split())
    assert path("sign", pk) not in reviewer.get(path("assessment", pk)).content.decode()
    assert "Another owner or reviewer has to sign after you" not in owner.get(path("sign", pk)).content.decode()
    owner.post(path("sign", pk), {"head": head(pair)})
    assert pair.round.is_frozen
    assert pair.round.frozen_by == pair.owner
    did = list(pair.assessment.steps.order_by("number").values_list("action", flat=True))
    assert did[-2:] == [AuditAction.FIRST, AuditAction.SIGN]


def test_what_changes_after_the_first_signature_undoes_it(pair: Team) -> None:
    reviewing.sign_off(pair.round, by=pair.reviewer, head=head(pair))
    save_answer(pair.entries[1], by=pair.editor, answer=Answer("yes"), saves=0)
    assert reviewing.sign_off(pair.round, by=pair.owner, head=head(pair)) is False
    assert pair.round.first_by == pair.owner
    assert reviewing.sign_off(pair.round, by=pair.reviewer, head=head(pair)) is True


def test_a_round_that_was_sent_back_has_no_first_signature_any_more(pair: Team) -> None:
    reviewing.sign_off(pair.round, by=pair.reviewer, head=head(pair))
    reviewing.send_back(pair.round, by=pair.owner, asked="Say more.")
    reviewing.send_for_review(pair.round, by=pair.editor)
    assert not pair.round.first_by
    assert reviewing.sign_off(pair.round, by=pair.owner, head=head(pair)) is False


def test_who_is_alone_signs_alone_and_so_does_everybody_where_the_owner_wants_it(pair: Team, as_) -> None:
    teams.leave_team(pair.reviewer, by=pair.owner)
    assert reviewing.sign_off(pair.round, by=pair.owner, head=head(pair)) is True
    other = team(two_sign=True)
    reviewing.send_for_review(other.round, by=other.editor)
    as_(other.owner.user).post(path("describe", other.assessment.pk), {"title": "T", "country": ""})
    other.assessment.refresh_from_db()
    assert not other.assessment.two_sign
    page = as_(other.viewer.user).get(path("history", other.assessment.pk)).content.decode()
    assert "Two people sign off" in page
    assert reviewing.sign_off(other.round, by=other.reviewer, head=head(other)) is True


def test_an_owner_opens_what_was_signed_off_and_says_why(crew: Team, as_) -> None:
    sign(crew)
    pk, owner = crew.assessment.pk, as_(crew.owner.user)
    assert path("reopen", pk) in owner.get(path("assessment", pk)).content.decode()
    assert path("reopen", pk) not in as_(crew.reviewer.user).get(path("assessment", pk)).content.decode()
    assert owner.post(path("reopen", pk), {"reason": ""}).status_code == 400
    assert crew.round.is_frozen
    owner.post(path("reopen", pk), {"reason": "ZQ7-two answers were mixed up"})
    assert crew.round.state == Round.State.OPEN
    assert not crew.round.frozen_by
    assert not crew.round.frozen_head
    page = as_(crew.viewer.user).get(path("history", pk)).content.decode()
    assert "opened the round again" in page
    assert "ZQ7-two answers were mixed up" in page
    assert save_answer(crew.entries[2], by=crew.editor, answer=Answer("yes"), saves=0)
    assert find_first_broken(crew.assessment) is None
    with pytest.raises(ValidationError):
        reviewing.reopen_round(crew.round, by=crew.owner, reason="again")
    with pytest.raises(PermissionDenied):
        reviewing.reopen_round(crew.round, by=crew.editor, reason="mine")


def test_a_round_that_another_one_follows_stays_signed(crew: Team) -> None:
    sign(crew)
    first = crew.round
    beginning.begin_next_round(first, by=crew.owner, phase="monitor", starts=None, ends=None, with_answers=False)
    with pytest.raises(ValidationError):
        reviewing.reopen_round(first, by=crew.owner, reason="late")
