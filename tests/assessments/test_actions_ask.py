"""Each action of a team asks by itself for the role, and for the state of the round, whatever calls it."""

import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.actions import (
    answering,
    beginning,
    copying,
    evidence,
    importing,
    planning,
    reviewing,
    teams,
    upgrading,
)
from assessments.actions.answering import save_answer
from assessments.domain.answers import Answer
from assessments.models import Action, Comment, Evidence, Invitation, Participation, Role
from assessments.presenters.upgrading import find_newer_version
from assessments.uploads.evidence import AcceptedFile
from tests.assessments.factories import Team, checklist, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import PDF, kept
from tests.assessments.test_upgrading import publish_changed

pytestmark = pytest.mark.django_db
YES = Answer("yes")
GONE = "11111111-1111-4111-8111-111111111111"  # what no checklist asks
FOUND = AcceptedFile(PDF, "application/pdf", "a.pdf")
Act = Callable[[Team, Participation], object]

# Action -> (who may not, and may less than somebody who may; what she tries).
ACTIONS: dict[str, tuple[str, Act]] = {
    "save_answer": ("reviewer", lambda us, by: save_answer(us.entries[2], by=by, answer=Answer("yes"), saves=1)),
    "add_comment": ("viewer", lambda us, by: reviewing.add_comment(us.entries[1], by=by, text="T")),
    "resolve_comment": (
        "viewer",
        lambda us, by: reviewing.resolve_comment(Comment.objects.get(), by=by, resolved=True),
    ),
    "send_for_review": ("reviewer", lambda us, by: reviewing.send_for_review(us.round, by=by)),
    "send_back": ("editor", lambda us, by: reviewing.send_back(us.round, by=by, asked="T")),
    "sign_off": ("editor", lambda us, by: reviewing.sign_off(us.round, by=by, head=us.assessment.head)),
    "reopen_round": ("reviewer", lambda us, by: reviewing.reopen_round(us.round, by=by, reason="T")),
    "begin_next_round": ("editor", lambda us, by: next_round(us, by)),
    "change_description": (
        "editor",
        lambda us, by: beginning.change_description(us.assessment, by=by, title="T", country="", two_sign=True),
    ),
    "send_invitation": ("editor", lambda us, by: invited(us, by)),
    "withdraw_invitation": ("editor", lambda us, by: teams.withdraw_invitation(Invitation.objects.get(), by=by)),
    "change_role": ("editor", lambda us, by: teams.change_role(by, by=by, role=Role.OWNER)),
    "leave_team": ("editor", lambda us, by: teams.leave_team(us.viewer, by=by)),
    "import_answers": (
        "reviewer",
        lambda us, by: importing.import_answers(by=by, sheet=us.sheet, answers={us.entries[2].item: YES}, saves={}),
    ),
    "keep_obsolete_answers": (
        "reviewer",
        lambda us, by: importing.keep_obsolete_answers(by=by, sheet=us.sheet, answers={GONE: YES}),
    ),
    "plan_answer": ("reviewer", lambda us, by: planning.plan_answer(by=by, entry=us.entries[2])),
    "plan_missing": ("reviewer", lambda us, by: planning.plan_missing(by=by)),
    "change_action": ("reviewer", lambda us, by: changed(us, by)),
    "move_action": ("reviewer", lambda us, by: planning.move_action(by=by, action=Action.objects.get(), state="done")),
    "add_evidence": ("reviewer", lambda us, by: evidence.add_evidence(by=by, entry=us.entries[0], found=FOUND)),
    "remove_evidence": ("reviewer", lambda us, by: evidence.remove_evidence(by=by, file=Evidence.objects.get())),
    "upgrade_sheet": ("reviewer", lambda us, by: upgraded(us, by)),
    "request_copy": ("reviewer", lambda us, by: copying.request_copy(by=by, language="en")),
    "erase_assessment": ("editor", lambda us, by: copying.erase_assessment(by=by)),
}
# What each does to the team of whoever does it, and to no other.
OF_ONES_OWN = {"change_role", "plan_missing", "request_copy", "erase_assessment"}
# What a signed round refuses to whoever may do it else; the rest of what it refuses is in test_review.py.
FROZEN = ["import_answers", "keep_obsolete_answers", "add_evidence", "remove_evidence", "upgrade_sheet"]


def next_round(us: Team, by: Participation) -> object:
    return beginning.begin_next_round(us.round, by=by, phase="monitor", starts=None, ends=None, with_answers=False)


def invited(us: Team, by: Participation) -> object:
    return teams.send_invitation(us.assessment, by=by, address="new@example.org", role=Role.VIEWER, language="en")


def changed(us: Team, by: Participation) -> object:
    action = Action.objects.get()
    return planning.change_action(by=by, action=action, what="T", who=None, until=None, state="done")


def upgraded(us: Team, by: Participation) -> object:
    to = find_newer_version(us.sheet)
    assert to is not None
    return upgrading.upgrade_sheet(by=by, sheet=us.sheet, to=to, fits={})


@pytest.fixture
def us() -> Team:
    """With one of everything that there is to change."""
    found = team()
    answer(found, "yes", "no", "partly")
    kept(found)
    reviewing.add_comment(found.entries[0], by=found.reviewer, text="Why?")
    planning.plan_answer(by=found.owner, entry=found.entries[1])
    invited(found, found.owner)
    page = found.page
    publish_changed(found)
    found.page = page
    found.assessment.refresh_from_db()
    return found


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_refuses_a_role_that_may_not_and_writes_nothing(us: Team, name: str) -> None:
    role, act = ACTIONS[name]
    if name in {"send_back", "sign_off", "reopen_round"}:
        reviewing.send_for_review(us.round, by=us.owner)
        us.assessment.refresh_from_db()
    if name == "reopen_round":
        reviewing.sign_off(us.round, by=us.owner, head=us.assessment.head)
    length = us.assessment.steps.count()
    with pytest.raises(PermissionDenied):
        act(us, getattr(us, role))
    assert us.assessment.steps.count() == length


@pytest.mark.parametrize("name", [name for name in ACTIONS if name not in OF_ONES_OWN])
def test_the_owner_of_another_team_writes_nothing(us: Team, name: str) -> None:
    """No view lets her get so far: it fetches what is hers. The action does not trust it."""
    elsewhere = checklist(1)[1]
    facts: dict[str, Any] = {"name": "Wahida", "title": "Elsewhere", "country": "", "phase": "design"}
    begun = beginning.begin_assessment(by=us.stranger, starts=None, ends=None, versions=[elsewhere], **facts)
    if name in {"send_back", "sign_off", "reopen_round", "begin_next_round"}:
        reviewing.send_for_review(us.round, by=us.owner)
        us.assessment.refresh_from_db()
    if name in {"reopen_round", "begin_next_round"}:
        reviewing.sign_off(us.round, by=us.owner, head=us.assessment.head)
    length = us.assessment.steps.count()
    with pytest.raises(PermissionDenied), transaction.atomic():
        ACTIONS[name][1](us, begun.participations.get())
    assert us.assessment.steps.count() == length


@pytest.mark.parametrize("name", FROZEN)
def test_a_signed_round_is_refused_by_the_action_itself(us: Team, name: str) -> None:
    _role, act = ACTIONS[name]
    reviewing.send_for_review(us.round, by=us.owner)
    us.assessment.refresh_from_db()
    reviewing.sign_off(us.round, by=us.owner, head=us.assessment.head)
    with pytest.raises(PermissionDenied):
        act(us, us.editor)


def test_every_action_that_somebody_takes_is_in_the_table() -> None:
    """But for those about oneself alone, those that make her a part of the team, and the steps of another."""
    modules = [answering, beginning, importing, copying, evidence, planning, reviewing, teams, upgrading]
    free = {"begin_assessment", "accept_invitation", "rename_participant", "set_reminders", "record_conflict"}
    free |= {"change_round_state", "reopen_answers", "claim_ownership"}  # the last says False (test_teams.py)
    assert {name for module in modules for name in taken_by_somebody(module)} - free == set(ACTIONS)


def taken_by_somebody(module: ModuleType) -> Iterator[str]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        by = inspect.signature(function).parameters.get("by")
        if function.__module__ == module.__name__ and by is not None and by.kind is by.KEYWORD_ONLY:
            yield name
