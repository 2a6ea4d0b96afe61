"""Guards: how often somebody may try, counted where nobody can turn it."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connections, transaction
from django.test import RequestFactory
from django.utils import timezone

from accounts.limits import (
    DAY,
    Limit,
    client_key,
    consume_limit,
    count_remaining,
    delete_full_purses,
    give_back_limit,
    net_key,
)
from accounts.models import Purse

pytestmark = pytest.mark.django_db
FIVE = Limit(10, 15 * 60, 5)
CARDS = Limit(60, DAY, 30)
MEMBERS = Limit(120, 30 * DAY, 40)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-05-12T21:00:00Z", tick=False) as traveller:
        yield traveller


def tries(count: int, limit: Limit, who: str = "a") -> int:
    return sum(consume_limit("door", who, limit) for _try in range(count))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("side_by_side", [24])
def test_of_twenty_four_at_the_same_moment_only_the_burst_gets_through(side_by_side: int) -> None:
    def once(_number: int) -> bool:
        try:
            return consume_limit("door", "a", FIVE)
        finally:
            connections[settings.LIMITS].close()

    with ThreadPoolExecutor(side_by_side) as pool:
        assert sum(pool.map(once, range(side_by_side))) == 5


def test_what_is_spent_comes_back_evenly(clock) -> None:
    assert tries(9, FIVE) == 5
    clock.shift(FIVE.each - 1)
    assert tries(2, FIVE) == 0
    clock.shift(1)
    assert tries(2, FIVE) == 1
    clock.shift(FIVE.seconds)
    assert tries(9, FIVE) == 5


@pytest.mark.parametrize("limit", [FIVE, CARDS, Limit(3, DAY, 3), Limit(1, 60)], ids=str)
def test_no_window_holds_more_than_the_number(limit: Limit, clock) -> None:
    chance, now, through = random.Random(7), 0.0, []
    for _try in range(400):
        step = chance.choice([0, 0, 0, chance.random() * limit.each, limit.seconds * chance.random() / 4])
        clock.shift(step)
        now += step
        if consume_limit("door", "a", limit):
            through.append(now)
    fullest = max(sum(begin <= moment < begin + limit.seconds for moment in through) for begin in through)
    assert limit.at_once <= fullest <= limit.number


@pytest.mark.parametrize("limit", [CARDS, MEMBERS, Limit(3, DAY, 3)], ids=str)
def test_midnight_gives_nothing_back(limit: Limit, clock) -> None:
    assert tries(limit.at_once + 1, limit) == limit.at_once
    for _day in range(2 if limit.at_once * limit.each > DAY else 1):
        clock.shift(limit.each / 2 if limit.each < DAY else DAY / 2)
        before = count_remaining("door", "a", limit)
        clock.shift(3 * 3600 + 1)  # it is another day
        assert count_remaining("door", "a", limit) - before <= 3 * 3600 / limit.each + 1
        assert tries(limit.number, limit) < limit.at_once


def test_three_a_day_are_three_a_day_on_the_third_day_as_well(clock) -> None:
    limit = Limit(3, DAY, 3)
    assert tries(4, limit) == 3
    clock.shift(DAY / 2)
    assert tries(1, limit) == 0  # refused: nothing of it is written under today's name
    clock.shift(DAY / 2)
    assert tries(9, limit) == 1
    clock.shift(DAY)
    assert tries(9, limit) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refusal_that_is_rolled_back_gives_no_try_back() -> None:
    for _try in range(9):
        with transaction.atomic():
            consume_limit("door", "a", FIVE)
            transaction.set_rollback(True)
    assert count_remaining("door", "a", FIVE) == 0


def test_an_honest_try_is_given_back() -> None:
    assert tries(6, FIVE) == 5
    give_back_limit("door", "a", FIVE)
    give_back_limit("door", "a", FIVE)
    assert count_remaining("door", "a", FIVE) == 2
    assert tries(6, FIVE) == 2
    assert consume_limit("door", "b", FIVE)
    give_back_limit("door", "nobody", FIVE)  # nothing to give back


def test_several_at_once_are_all_taken_or_none() -> None:
    assert consume_limit("cards", "a", CARDS, coins=20)
    assert not consume_limit("cards", "a", CARDS, coins=11)
    assert count_remaining("cards", "a", CARDS) == 10
    assert consume_limit("cards", "a", CARDS, coins=10)
    assert count_remaining("cards", "a", CARDS) == 0


def test_an_emptied_cache_empties_no_purse() -> None:
    assert tries(9, FIVE) == 5
    caches["default"].clear()
    assert tries(9, FIVE) == 0


def test_nothing_in_the_table_says_who_it_was_or_that_it_was_the_same_yesterday(clock) -> None:
    consume_limit("door", "203.0.113.77", FIVE)
    today = set(rows())
    assert today
    assert not any("203" in key or "door" in key for key in today if len(key) != 64)
    clock.shift(DAY)
    consume_limit("door", "203.0.113.77", FIVE)
    assert len(set(rows()) - today) == 1


def rows() -> list[str]:
    return list(Purse.objects.using(settings.LIMITS).values_list("key", flat=True))


def test_purses_that_are_full_again_are_thrown_away_and_others_stay(clock) -> None:
    consume_limit("door", "a", FIVE)
    consume_limit("door", "b", CARDS, coins=30)
    clock.shift(FIVE.seconds)
    delete_full_purses(timezone.now())
    assert len(rows()) == 1
    assert count_remaining("door", "b", CARDS) == 0


@pytest.mark.parametrize(
    ("address", "client", "net"),
    [
        ("203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("nonsense", "unknown", "unknown"),
    ],
)
def test_a_client_and_the_network_around_it(address: str, client: str, net: str, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR=address)
    assert (client_key(request), net_key(request)) == (client, net)


@pytest.mark.parametrize(
    ("behind", "proxies", "header", "expected"),
    [
        (False, 1, "198.51.100.1", "203.0.113.7/32"),  # a client can write what she likes
        (True, 1, "198.51.100.1, 192.0.2.9", "192.0.2.9/32"),
        (True, 2, "198.51.100.1, 192.0.2.9", "198.51.100.1/32"),
        (True, 2, "192.0.2.9", "192.0.2.9/32"),
        (True, 1, "", "203.0.113.7/32"),
        (True, 1, "nonsense", "unknown"),
        (True, 1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_behind_a_proxy_only_what_the_proxy_noted_counts(
    behind: bool, proxies: int, header: str, expected: str, settings, rf: RequestFactory
) -> None:
    settings.BEHIND_PROXY, settings.PROXIES = behind, proxies
    request = rf.get("/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR=header)
    assert client_key(request) == expected
