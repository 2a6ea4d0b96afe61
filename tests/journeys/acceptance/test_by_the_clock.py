"""Kills in a whole portal with its own beat and sweeper, by the clock of the wall (docs/assurance.md, D06 to D10).

tests/exports/test_kills.py proves the same in seconds by winding leases forward. Here nothing is wound: real files are
asked for over HTTP, somebody goes on reading, and the limits are those that a reader would feel.
"""

import json
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg2
import pytest

from tests.chaos.crowd import PUBLIC, Ledger, Person
from tests.chaos.stage import Stage, family, send

FILES = 20
KEY = re.compile(r"/files/(?:status/)?([0-9a-f]{64})")
LEFT = "SELECT count(*), count(*) FILTER (WHERE state = 'done'), max(attempts) FROM exports_export WHERE key = ANY(%s)"
Figure = Callable[[str, object], None]


class Asker(Person):
    """Reads pages that nobody keeps while something is dead, and asks for files."""

    hangs_up = 0  # each answer is timed

    def work(self) -> None:
        self.ask("GET", f"{self.dice.choice(PUBLIC[:5])}?fresh={self.dice.random()}")

    def wants(self, addresses: list[str]) -> list[str]:
        """The keys of what was asked for."""
        found = [KEY.search(self.insist("POST", address, {})[2]) for address in addresses]
        return [key[1] for key in found if key]


class House:
    """A portal that serves, and the addresses of files that nobody has asked for yet."""

    def __init__(self, stage: Stage, addresses: Iterator[str]) -> None:
        self.stage, self.addresses = stage, addresses
        self.ledger, self.over = Ledger(), threading.Event()

    def fresh(self, count: int = FILES) -> list[str]:
        return [next(self.addresses) for _ in range(count)]

    def person(self) -> Asker:
        return Asker(self.stage.ports["web"], self.ledger, self.over, 6)

    def left(self, keys: list[str]) -> tuple[int, int, int]:
        """Rows, done, most attempts."""
        with closing(psycopg2.connect(self.stage.environment["DATABASE_URL"])) as connection:
            cursor = connection.cursor()
            cursor.execute(LEFT, [keys])
            rows, done, attempts = cursor.fetchone()
        return rows, done, attempts or 0

    def until_done(self, keys: list[str], *, seconds: float, since: float) -> tuple[float, int]:
        """Seconds since `since`, and the most attempts that one file took."""
        while True:
            rows, done, attempts = self.left(keys)
            assert rows == len(keys), f"{rows} rows for {len(keys)} files"
            gone = time.monotonic() - since
            if done == len(keys):
                return gone, attempts
            assert gone < seconds, f"{done} of {len(keys)} after {gone:.0f} s\n{self.stage.report()}"
            time.sleep(0.5)

    @contextmanager
    def somebody_reads(self) -> Iterator[Ledger]:
        """Whoever reads meanwhile sees pages or a kind "not now", never a bare error."""
        self.ledger, self.over = Ledger(), threading.Event()
        reader = self.person()
        reader.start()
        yield self.ledger
        self.over.set()
        reader.join(90)
        assert self.ledger.wrong == []
        assert self.ledger.statuses[200] > 0

    def nothing_is_wrong(self) -> None:
        """Every row has its file, whole and the same as when it is made now; every file its row."""
        assert json.loads(self.stage.inside("found"))["wrong"] == []


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    stage = Stage()
    try:
        stage.start()
        cast = json.loads(stage.inside("cast"))
        stage.open_doors()
        yield House(stage, iter(cast["files"]))
    finally:
        stage.stop()


def test_a_child_is_killed(house: House, record_property: Figure) -> None:
    """D06."""
    with house.somebody_reads():
        began = time.monotonic()
        keys = house.person().wants(house.fresh())
        time.sleep(max(0, 2 - (time.monotonic() - began)))
        send(signal.SIGKILL, house.stage.parts["worker"].children()[:1])
        gone, attempts = house.until_done(keys, seconds=120, since=began)
    record_property("figure", f"{len(keys)} files in {gone:.0f} s, at most {attempts} attempts")
    assert len(keys) == FILES
    assert attempts <= 2
    house.nothing_is_wrong()


def test_a_whole_worker_is_killed(house: House, record_property: Figure) -> None:
    """D07. Whoever looks after it starts another; the leases of the dead run out and the sweeper comes by."""
    with house.somebody_reads():
        began = time.monotonic()
        keys = house.person().wants(house.fresh())
        time.sleep(max(0, 2 - (time.monotonic() - began)))
        send(signal.SIGKILL, family(house.stage.parts["worker"].pid))
        gone, attempts = house.until_done(keys, seconds=360, since=began)
    record_property("figure", f"{len(keys)} files in {gone:.0f} s, at most {attempts} attempts")
    assert len(keys) == FILES
    house.nothing_is_wrong()


def test_redis_is_killed_twice(house: House, record_property: Figure) -> None:
    """D08. With a full queue, and while it is worked off; it is started again by whoever looks after it."""
    with house.somebody_reads() as seen:
        began = time.monotonic()
        keys = house.person().wants(house.fresh())
        for _time in range(2):
            send(signal.SIGKILL, [house.stage.parts["redis"].pid])
            time.sleep(4)
        gone, _attempts = house.until_done(keys, seconds=360, since=began)
    shown = seen.statuses[200]
    record_property("figure", f"{len(keys)} files in {gone:.0f} s; {shown} pages read meanwhile, no error among them")
    house.nothing_is_wrong()


def test_redis_is_away_when_somebody_asks(house: House, record_property: Figure) -> None:
    """D09. Five requests of under two seconds each; made within two minutes of its return."""
    redis = house.stage.parts["redis"]
    person = house.person()
    pid, process = redis.pid, redis.process
    redis.process = None  # nobody looks after it for a while
    send(signal.SIGKILL, [pid])
    assert process
    process.wait()
    keys, longest = [], 0.0
    for address in house.fresh(5):
        began = time.monotonic()
        status, _body, where = person.insist("POST", address, {})
        longest = max(longest, time.monotonic() - began)
        found = KEY.search(where)
        assert found, (status, where)
        keys.append(found[1])
        assert person.insist("GET", where)[0] == 200
    redis.start()
    gone, _attempts = house.until_done(keys, seconds=120, since=time.monotonic())
    record_property("figure", f"5 taken in at most {longest:.1f} s each, made {gone:.0f} s after its return")
    assert longest < 2
    assert person.ledger.wrong == []
    house.nothing_is_wrong()


def test_postgresql_is_stopped_at_once(house: House, record_property: Figure) -> None:
    """D10. As `pg_ctl restart -m immediate`."""
    with house.somebody_reads() as seen:
        began = time.monotonic()
        keys = house.person().wants(house.fresh())
        send(signal.SIGQUIT, [house.stage.parts["postgres"].pid])
        house.stage.wait_until_well()
        gone, _attempts = house.until_done(keys, seconds=360, since=began)
    told = seen.statuses[503]
    record_property("figure", f"{len(keys)} files in {gone:.0f} s; {told} times told kindly to come back")
    house.nothing_is_wrong()
