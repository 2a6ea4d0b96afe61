"""Whose turn it is, in the ledger alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exports import pdf
from exports.actions import request_export
from exports.domain import turns
from exports.models import Export
from exports.models.exports import Fault, Lane, State
from exports.tasks import render_export
from exports.tasks.rendering import claim_export, end_attempt
from exports.tasks.turns import find_next_export
from tests.exports.paper import a_printout

pytestmark = pytest.mark.django_db


def asked(name: str, client: str, **changes: object) -> Export:
    return request_export(a_printout(name, **changes), client=client)


def order() -> list[str]:
    """In which the waiting files would be made."""
    names = []
    while (pk := find_next_export()) is not None:
        row = Export.objects.get(pk=pk)
        Export.objects.filter(pk=pk).delete()
        names.append(row.subject)
    return names


def test_whoever_waits_for_many_lets_others_pass() -> None:
    for number in range(4):
        asked(f"Hers-{number}", "198.51.100.1")
    asked("Mine", "198.51.100.2")
    assert order() == ["Hers-0", "Mine", "Hers-1", "Hers-2", "Hers-3"]


def test_whoever_asks_again_for_what_failed_passes_nobody_who_waits(visitor: Client) -> None:
    """Three that ended, tried again at once by somebody who waits for one already."""
    here = {"REMOTE_ADDR": "198.51.100.1"}
    failed = [asked(f"Again-{number}", "") for number in range(3)]
    Export.objects.update(state=State.FAILED, error=Fault.BROKEN, turn_at=timezone.now())
    visitor.post(reverse("exports:ask", args=["tests.checklist", "Hers"]), **here)
    for row in failed:
        visitor.post(reverse("exports:retry", args=[row.key]), **here)
    assert len(set(Export.objects.values_list("client", flat=True))) == 1
    asked("Mine", "198.51.100.2")
    assert order() == ["Hers", "Mine", "Again-0", "Again-1", "Again-2"]


def test_a_class_behind_one_address_gets_its_files_in_the_order_they_were_asked_for() -> None:
    names = [asked(f"Pupil-{number}", "198.51.100.1").subject for number in range(5)]
    assert order() == names


def test_a_first_try_that_is_not_done_in_time_is_begun_anew_among_the_slow_and_lets_others_pass(fails, sent) -> None:
    fails(pdf.RenderError("too-long", ""))
    slow = asked("Slow", "198.51.100.1")
    render_export(slow.pk)
    slow.refresh_from_db()
    assert (slow.state, slow.lane, slow.attempts) == (State.QUEUED, Lane.SLOW, 0)
    asked("Quick", "198.51.100.1")
    asked("Handbook", "198.51.100.2", seconds=150)
    assert order() == ["Quick", "Handbook", "Slow"]


def test_a_second_attempt_is_a_slow_one(sent) -> None:
    row = claim_export(asked("Killed", "198.51.100.1").pk)
    end_attempt(row, Fault.KILLED, final=False)
    row.refresh_from_db()
    assert (row.state, row.lane, row.attempts) == (State.QUEUED, Lane.SLOW, 1)


def test_a_kind_of_which_two_run_over_lets_other_kinds_pass() -> None:
    for number in range(2):
        row = asked(f"Bomb-{number}", f"192.0.2.{number}", kind="tests.bomb")
        Export.objects.filter(pk=row.pk).update(lane=Lane.SLOW, turn_at=timezone.now() + turns.LATER)
    asked("Bomb-3", "192.0.2.3", kind="tests.bomb")
    asked("Honest", "198.51.100.1")
    assert order()[:2] == ["Honest", "Bomb-3"]


def test_a_kind_of_which_many_wait_and_none_ran_over_keeps_its_place() -> None:
    for number in range(2):
        asked(f"Class-{number}", f"192.0.2.{number}", kind="tests.bomb")
    asked("Honest", "198.51.100.1")
    assert order() == ["Class-0", "Class-1", "Honest"]


def test_a_worker_for_both_begins_nothing_slow_beside_another_slow_one() -> None:
    for name in ("One", "Two"):
        asked(name, "198.51.100.1", seconds=150)
    assert claim_export(find_next_export()).subject == "One"
    assert find_next_export() is None
    quick = asked("Quick", "198.51.100.2")
    assert find_next_export() == quick.pk


def test_in_production_each_worker_takes_its_own_lane(monkeypatch) -> None:
    quick, slow = asked("Quick", "198.51.100.1"), asked("Slow", "198.51.100.2", seconds=150)
    for lane, row in ((Lane.QUICK, quick), (Lane.SLOW, slow)):
        monkeypatch.setattr("exports.tasks.turns.get_worker_lanes", lambda lane=lane: {lane})
        assert find_next_export() == row.pk
        Export.objects.filter(pk=row.pk).delete()
        assert find_next_export() is None


def test_what_is_slow_has_its_turn_where_quick_ones_never_end() -> None:
    slow = asked("Slow", "198.51.100.1", seconds=150)
    asked("Quick", "198.51.100.2")
    Export.objects.filter(pk=slow.pk).update(queued_at=timezone.now() - timedelta(seconds=61))
    assert find_next_export() == slow.pk


@pytest.mark.parametrize(
    ("taken", "seconds"), [([], 4), ([0.5] * 20, 4), ([2] * 20, 8), ([20] * 20, 10), ([0.7] * 11 + [25] * 9, 4)]
)
def test_a_first_try_has_a_few_times_as_long_as_its_kind_takes(taken: list[float], seconds: int) -> None:
    assert turns.limit_first_try(30, [timedelta(seconds=one) for one in taken]) == seconds
    assert turns.limit_first_try(3, []) == 3


def test_a_client_is_a_mark_while_her_file_is_on_its_way_and_nothing_afterwards(renders, visitor: Client) -> None:
    visitor.post(reverse("exports:ask", args=["tests.checklist", "Law"]), REMOTE_ADDR="203.0.113.7")
    row = Export.objects.get()
    assert len(row.client) == 32
    assert "203.0.113" not in str(Export.objects.values().get())
    render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.client) == (State.DONE, "")


def test_a_mark_is_another_one_tomorrow(monkeypatch) -> None:
    today, tomorrow = timezone.now(), timezone.now() + timedelta(days=1)
    marks = set()
    for now in (today, today, tomorrow):
        monkeypatch.setattr("exports.domain.turns.timezone.now", lambda now=now: now)
        marks.add(turns.make_client_mark("203.0.113.7"))
    assert len(marks) == 2


def test_a_file_that_failed_says_no_longer_who_asked(fails) -> None:
    fails(pdf.RenderError("broken", ""))
    row = asked("Law", "203.0.113.7")
    render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.client) == (State.FAILED, "")
