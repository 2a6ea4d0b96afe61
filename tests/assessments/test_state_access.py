"""Who may change and read what of a team's work, in each state that a round can be in. Filled forms, not empty ones.

O owner, E editor, R reviewer, W viewer. V visitor, S stranger, G guarded account, L an owner who left, X an editor whose
account is locked: L and S get the same, and so do X and V, whatever the state.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from assessments.actions import reviewing
from assessments.models import Participation, Role
from assessments.presenters.upgrading import find_newer_version
from assessments.urls import extras
from assessments.urls import teams as core
from tests.assessments import test_extras_access as more
from tests.assessments import test_team_access as first
from tests.assessments.factories import Team, joined, team
from tests.assessments.test_plan import answer
from tests.assessments.test_sheet_files import changed, fields
from tests.assessments.test_team_answers import form_of, sent
from tests.assessments.test_team_evidence import PDF
from tests.assessments.test_upgrading import publish_changed

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

STATES = ["open", "review", "signed"]
# Who changes something by sending a filled form. Whoever is not named changes nothing.
CHANGES = """
#                 open   review signed
describe          O      O      O
team              O      O      O
me                OERW   OERW   OERW
leave             ERW    ERW    ERW
take_over         -      -      -
role              O      O      O
remove            O      O      O
withdraw          O      O      O
send              OE     -      -
send_back         -      OR     -
sign              -      OR     -
reopen            -      -      O
next_round        -      -      O
sheet             OE     OE     -
save              OE     OE     -
comment           OER    OER    -
resolve           OER    OER    -
evidence          OE     OE     -
evidence_remove   OE     OE     -
plan_fill         OE     OE     OE
plan_add          OE     OE     OE
plan_take         -      -      -
reminders         OERW   OERW   OERW
action            OE     OE     OE
upgrade           OE     OE     -
sheet_take        -      -      -
sheet_bring       -      -      -
sheet_quick       -      -      -
sheet_accept      OE     OE     -
copy_make         OE     OE     OE
erase             O      O      O
"""
NO_STATE = {"mine", "new", "join"}  # of no round; test_team_access.py
# Reading is the same in each state, but for forms that a signed round has no use for.
CLOSED_WHEN_SIGNED = {"sheet_bring", "sheet_quick", "evidence_remove"}
PEOPLE = "VSGOERWLX"


def changes() -> dict[str, dict[str, str]]:
    lines = [line.split() for line in CHANGES.strip().splitlines()[1:]]
    return {name: dict(zip(STATES, cells, strict=True)) for name, *cells in lines}


@pytest.fixture
def crew() -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    return found


def everybody(crew: Team) -> dict[str, Client]:
    """Browsers that were signed in before one of them left and one was locked."""
    left, locked = joined(crew.assessment, Role.OWNER, "Lina"), joined(crew.assessment, Role.EDITOR, "Xenia")
    found = dict(zip(first.PEOPLE, first.browsers(crew), strict=True))
    # She takes part, and only her being guarded keeps her out.
    guarded = User.objects.get(pk=found["G"].session["_auth_user_id"])
    Participation.objects.create(assessment=crew.assessment, user=guarded, role=Role.EDITOR, name="Gita")
    for letter, part in (("L", left), ("X", locked)):
        found[letter] = Client()
        found[letter].force_login(part.user)
    Participation.objects.filter(pk=left.pk).update(left=timezone.now())
    User.objects.filter(pk=locked.user_id).update(is_active=False)
    return found


def bring_to(state: str, crew: Team) -> None:
    if state != "open":
        reviewing.send_for_review(crew.round, by=crew.editor)
    if state == "signed":
        crew.assessment.refresh_from_db()
        reviewing.sign_off(crew.round, by=crew.reviewer, head=crew.assessment.head)
    crew.assessment.refresh_from_db()


def forms(crew: Team) -> dict[str, Callable[[], dict[str, Any]]]:
    """What somebody sends who means it. A file is read once, so it is made for each request."""
    entry, title, head = crew.entries[0], crew.assessment.title, crew.assessment.head
    newest = find_newer_version(crew.sheet)
    assert newest is not None
    brought = changed(crew, a="no")
    sheet, one, accepted = form_of(entry, a="no"), sent(entry, a="no"), fields(crew, brought, entry.item)
    return {
        "describe": lambda: {"title": "Another title", "country": "PK"},
        "team": lambda: {"address": "another@example.org", "role": "viewer"},
        "me": lambda: {"name": "Another name"},
        "role": lambda: {"role": "editor"},
        "send_back": lambda: {"asked": "Say more."},
        "sign": lambda: {"head": head},
        "reopen": lambda: {"reason": "Two answers were mixed up."},
        "next_round": lambda: {"phase": "monitor", "answers": "empty"},
        "sheet": lambda: sheet,
        "save": lambda: one,
        "comment": lambda: {"text": "Which office is it?"},
        "evidence": lambda: {"file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")},
        "reminders": lambda: {"wanted": "no"},
        "action": lambda: {"what": "Something else", "state": "doing"},
        "upgrade": lambda: {"to": str(newest.number)},
        "sheet_bring": lambda: {"file": SimpleUploadedFile("answers.json", brought.to_json().encode())},
        "sheet_quick": lambda: {"lines": "A1 n"},
        "sheet_accept": lambda: accepted,
        "erase": lambda: {"title": title},
    }


def addresses(crew: Team) -> dict[str, str]:
    found = {**first.addresses(crew), **more.addresses(crew)}
    # The answer whose action is not planned yet.
    found["plan_add"] = found["plan_add"].replace(crew.entries[0].item, crew.entries[2].item)
    return {name: path for name, path in found.items() if name not in NO_STATE}


@contextmanager
def undone() -> Iterator[CaptureQueriesContext]:
    """What happens inside has not happened."""
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            yield queries
        transaction.set_rollback(True)


def changed_something(queries: CaptureQueriesContext) -> bool:
    change = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "assessments_', re.IGNORECASE)
    return any(change.match(query["sql"].strip()) for query in queries.captured_queries)


def test_the_table_names_every_address_that_takes_a_form() -> None:
    posts = {**first.rows(), **more.rows()}
    taking = {name for name, (_get, post) in posts.items() if set(post) != {"405"}}
    assert set(changes()) == taking - NO_STATE
    assert {pattern.name for pattern in [*core.urlpatterns, *extras.urlpatterns]} == set(posts)


@pytest.mark.parametrize("state", STATES)
def test_only_those_in_the_table_change_anything_and_strangers_learn_nothing(crew: Team, state: str) -> None:
    people, paths, wrong = everybody(crew), addresses(crew), []
    page = crew.page
    publish_changed(crew)  # there is a version to take
    crew.page = page
    bring_to(state, crew)
    filled = forms(crew)
    for name, expected in changes().items():
        codes = {}
        for person in PEOPLE:
            with undone() as queries:
                form = filled.get(name, dict)()
                response = people[person].post(paths[name], form, HTTP_X_REQUESTED_WITH="fetch")
            codes[person] = first.status(response)
            if changed_something(queries) != (person in expected[state]):
                wrong.append(
                    f"{name} by {person}: {codes[person]}, {'refused' if person in expected[state] else 'done'}"
                )
        if codes["L"] != codes["S"] or codes["X"] != codes["V"] or codes["G"] not in {"403", "405"}:
            wrong.append(f"{name}: a difference that tells something: {codes}")
        if any(code.startswith("5") for code in codes.values()):
            wrong.append(f"{name}: broke: {codes}")
    assert wrong == []


@pytest.mark.parametrize("state", ["review", "signed"])
def test_everybody_who_takes_part_reads_on_whatever_the_state_and_nobody_who_left(crew: Team, state: str) -> None:
    people, paths, wrong = everybody(crew), addresses(crew), []
    bring_to(state, crew)
    table = {name: get for name, (get, _post) in {**first.rows(), **more.rows()}.items() if name in paths}
    for name, cells in table.items():
        expected = dict(zip(first.PEOPLE, cells, strict=True))
        if state == "signed" and name in CLOSED_WHEN_SIGNED:
            expected |= dict.fromkeys("OERW", "403")
        if state == "review" and name == "sign":  # else it leads back to the round
            expected |= dict.fromkeys("OR", "200")
        expected |= {"L": expected["S"], "X": expected["V"]}
        for person in "OERWLX":  # the others are in the tables of an open round, and asked nothing of a round's state
            with undone():
                got = first.status(people[person].get(paths[name]))
            if got != expected[person]:
                wrong.append(f"{name} for {person}: {got} instead of {expected[person]}")
    assert wrong == []
