"""Doors that strangers cannot shut: work, or waiting, where many come at once."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import RequestFactory

from accounts.limits import Limit
from accounts.limits.proof_of_work import (
    EASIEST,
    HARDEST,
    HOUR,
    PUZZLE_LIVES,
    TICKET_LIVES,
    WAIT,
    Door,
    Gate,
    WorkChallenge,
    count_zero_bits,
)
from tests.accounts.work import solution

pytestmark = pytest.mark.django_db
DOOR = Door("test", Limit(6, HOUR, 3))


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-12T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def easy(monkeypatch) -> None:
    """The same with less to calculate."""
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)
    monkeypatch.setattr("accounts.limits.proof_of_work.HARDEST", 9)


def gate(door: Door = DOOR, client: str = "203.0.113.7", harder: bool = False, **fields: str) -> Gate:
    return Gate(door, RequestFactory().post("/", fields, REMOTE_ADDR=client), harder=harder)


def flood(times: int = 3) -> None:
    """Others use up what is free."""
    assert [gate(client=f"198.51.100.{n}").lets_in() for n in range(times)] == [True] * times


def asked(**more: str) -> WorkChallenge:
    found = gate(**more).asked
    assert found
    return found


def answer(of: WorkChallenge) -> dict[str, str]:
    return {"puzzle": of.puzzle, "solution": solution(of.nonce, of.bits)}


def test_a_quiet_door_asks_for_nothing() -> None:
    assert gate().asked is None
    assert gate().lets_in()


def test_a_busy_one_stays_open_for_whoever_works() -> None:
    flood()
    assert not gate().lets_in()
    assert gate(**answer(asked())).lets_in()


def test_one_piece_of_work_opens_once_and_one_door_only() -> None:
    flood()
    done = answer(asked())
    assert not gate(Door("other", Limit(1, HOUR, 1)), harder=True, **done).lets_in()
    assert gate(**done).lets_in()
    assert not gate(**done).lets_in()


def test_nobody_makes_her_own_puzzle_or_gets_by_with_half_the_work(clock) -> None:
    flood()
    given = asked()
    wrong, other = [f"{x}y" for x in range(99) if count_zero_bits(given.nonce, f"{x}y") < given.bits][:2]
    for puzzle, found in [
        (given.puzzle, wrong),
        (given.puzzle, other),
        (given.puzzle.replace(f".{given.bits}.", ".0.", 1), "1"),
        ("", ""),
        ("puzzle.test.0.0.0", "1"),
        (given.ticket, "1"),
    ]:
        assert not gate(puzzle=puzzle, solution=found).lets_in()
    clock.shift(PUZZLE_LIVES + 1)
    flood(1)  # what came back meanwhile
    assert not gate(**answer(given)).lets_in()


def test_the_more_come_the_harder_it_gets_up_to_an_end() -> None:
    flood()
    seen = []
    for _form in range(24):
        now = asked()
        seen.append(now.bits)
        assert gate(**answer(now)).lets_in()
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (4, 9)


def test_work_begun_when_it_was_a_step_easier_is_worth_as_much() -> None:
    flood()
    early = asked()
    for _form in range(3):
        gate(**answer(asked())).lets_in()
    assert asked().bits == early.bits + 1
    assert gate(**answer(early)).lets_in()


def test_nobody_puts_easy_work_by_for_a_busy_hour() -> None:
    flood()
    early = asked()
    for _form in range(6):
        gate(**answer(asked())).lets_in()
    assert asked().bits == early.bits + 2
    assert not gate(**answer(early)).lets_in()


def test_whoever_runs_no_script_waits_instead(clock) -> None:
    flood()
    first = asked()
    assert first.wait == WAIT
    clock.shift(WAIT - 10)
    flood_fields = {"ticket": first.ticket}
    assert not gate(**flood_fields).lets_in()
    again = asked(**flood_fields)
    assert (again.ticket, again.wait) == (first.ticket, 10)  # waiting was not for nothing
    clock.shift(10)
    assert gate(**flood_fields).lets_in()
    assert not gate(**flood_fields).lets_in()


def test_a_ticket_is_not_good_for_ever(clock) -> None:
    flood()
    late = asked().ticket
    clock.shift(WAIT + TICKET_LIVES + 1)
    flood(1)
    assert not gate(ticket=late).lets_in()
    assert asked(ticket=late).ticket != late


def test_nobody_waits_in_a_thousand_windows_for_less_than_the_hardest_work_costs() -> None:
    flood()
    longest = WAIT * 2**5
    assert [asked().wait for _window in range(5)] == [WAIT] * 3 + [longest] * 2
    assert asked(client="192.0.2.1").wait == WAIT
    neighbours = [asked(client=f"192.0.2.{n}").wait for n in range(2, 30)]
    assert 0 < neighbours.count(WAIT) < 12
    assert set(neighbours) == {WAIT, longest}


def test_strangers_in_her_town_do_not_shut_out_whoever_runs_no_script(clock) -> None:
    """Her provider gives one address to thousands, and one of them has asked for every ticket."""
    flood()
    for _window in range(20):
        asked()
    hers = asked()
    clock.shift(hers.wait)
    assert not gate().lets_in()
    assert gate(ticket=hers.ticket).lets_in()


def test_looking_at_the_page_takes_no_ticket() -> None:
    flood()
    for _look in range(9):
        seen = Gate(DOOR, RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")).asked
        assert seen
        assert not seen.ticket
    assert asked().ticket


def test_who_asks_for_more_than_her_share_works_though_nobody_else_comes() -> None:
    assert not gate(harder=True).lets_in()
    found = gate(harder=True).asked
    assert found
    assert gate(harder=True, **answer(found)).lets_in()
    assert gate().lets_in()


def test_the_more_of_them_come_the_harder_they_work_while_others_come_in_free() -> None:
    seen = []
    for _form in range(9):
        found = gate(harder=True).asked
        assert found
        seen.append(found.bits)
        assert gate(harder=True, **answer(found)).lets_in()
    assert seen == [4] * 3 + [5] * 3 + [6] * 3
    assert gate().asked is None


def test_the_numbers_are_those_that_were_measured() -> None:
    assert (EASIEST, HARDEST) == (17, 22)
