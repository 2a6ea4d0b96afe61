"""Nothing is lost when something is killed: real workers, a real Redis, a real PostgreSQL (docs/assurance.md, D06-D10)."""

import os
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import close_old_connections, connections
from django.test import Client
from django.urls import reverse

from exports.actions import request_export
from exports.models import Export
from exports.models.exports import Fault, State
from exports.storage import files
from exports.tasks import sweep
from tests.exports.engine import Engine, Postgres, Redis, database_url, settle, states, until
from tests.exports.paper import a_pdf, a_printout, an_hour_passes

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def ask(count: int, **wishes: object) -> None:
    for number in range(count):
        request_export(a_printout(f"Job-{number}", wishes=wishes))


def stored() -> list[str]:
    """Finished ones: what a killed worker had half written is the sweeper's (test_sweep.py)."""
    found = [path for shard in files.SHARDS for path in files.list_files(shard, older_than=-60)]
    return sorted(path.stem for path in found if path.suffix != files.PARTIAL)


def everything_is_there(count: int, *, attempts: int) -> None:
    rows = Export.objects.all()
    assert states() == {"done": count}
    assert max(rows.values_list("attempts", flat=True)) <= attempts
    assert stored() == sorted(rows.values_list("key", flat=True)), "every row has one file, every file its row"


def test_a_child_is_killed_in_the_middle_of_a_render(engine: Engine) -> None:
    """D06."""
    engine.start()
    ask(20, sleep=0.4, real=True)
    until(lambda: len(engine.started()) > 6, seconds=60, what="six renders")
    os.kill(engine.rendering_child(), signal.SIGKILL)
    settle(seconds=60)
    everything_is_there(20, attempts=2)
    assert len(engine.started()) == 21, "only the killed one began twice"


def test_the_file_of_a_killed_child_is_begun_again_at_once(engine: Engine) -> None:
    """Nothing sweeps here, and no lease runs out: the child's parent sees to it."""
    engine.start()
    ask(1, sleep=2)
    until(lambda: len(engine.started()) == 1, seconds=60, what="the render")
    os.kill(engine.rendering_child(), signal.SIGKILL)
    until(lambda: states() == {"done": 1}, seconds=30, what="the second attempt")
    everything_is_there(1, attempts=2)
    assert len(engine.started()) == 2


def test_the_whole_worker_is_killed_and_another_takes_over(engine: Engine) -> None:
    """D07."""
    engine.start()
    ask(20, sleep=0.4)
    until(lambda: len(engine.started()) > 6, seconds=60, what="six renders")
    engine.kill_group()
    engine.start()
    settle(seconds=60)
    everything_is_there(20, attempts=2)
    assert max(Counter(engine.started()).values()) <= 2


def test_redis_is_killed_with_a_full_queue_and_again_while_it_is_worked_off(engine: Engine, redis: Redis) -> None:
    """D08."""
    ask(50, sleep=0.1)
    redis.kill()
    redis.start()
    engine.start()
    until(lambda: len(engine.started()) > 10, seconds=60, what="ten renders")
    redis.kill()
    time.sleep(1)
    redis.start()
    settle(seconds=90)
    everything_is_there(50, attempts=2)


@pytest.mark.parametrize("fault", ["dead", "dumb"])
def test_redis_is_away_when_a_reader_asks(engine: Engine, redis: Redis, fault: str) -> None:
    """D09: queued in under two seconds each, and made once Redis is back."""
    redis.kill() if fault == "dead" else redis.hang()
    browser = Client()
    for number in range(5):
        began = time.monotonic()
        address = reverse("exports:ask", args=["tests.checklist", f"Job-{number}"])
        page = browser.post(address, follow=True)
        assert time.monotonic() - began < 2
        assert page.status_code == 200
        assert "waiting its turn" in page.text
    assert states() == {"queued": 5}
    redis.kill()
    redis.start()
    engine.start()
    an_hour_passes()
    sweep()
    settle(seconds=60)
    everything_is_there(5, attempts=1)


def test_a_render_that_kills_its_process_each_time_ends_after_three(engine: Engine) -> None:
    """No hot loop: Redis itself would bring it back for ever. Others are made meanwhile."""
    engine.start()
    request_export(a_printout("Poison", wishes={"kill": True}))
    ask(4, sleep=0.1)
    settle(seconds=60, still=1.5)
    poison = Export.objects.get(subject="Poison")
    assert (poison.state, poison.error, poison.attempts) == (State.FAILED, Fault.KILLED, 3)
    assert engine.started().count("Poison") == 3
    assert states() == {"done": 4, "failed": 1}
    assert not files.file_exists(poison.key)


def test_a_hundred_ask_at_once_and_it_is_rendered_once(engine: Engine) -> None:
    engine.start()
    printout = a_printout("Wanted", wishes={"sleep": 0.3})

    def one(_number: int) -> int:
        try:
            return request_export(printout).pk
        finally:
            close_old_connections()
            connections.close_all()

    with ThreadPoolExecutor(25) as crowd:
        seen = set(crowd.map(one, range(100)))
    assert len(seen) == 1
    settle(seconds=30)
    everything_is_there(1, attempts=1)
    assert engine.started() == ["Wanted"]


def test_two_sweeps_at_once_do_no_harm(engine: Engine) -> None:
    engine.start()
    ask(10, sleep=0.1)
    an_hour_passes()

    def one(_number: int) -> None:
        try:
            sweep()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as beats:
        list(beats.map(one, range(8)))
    settle(seconds=60)
    everything_is_there(10, attempts=2)
    assert a_pdf()


def test_postgresql_crashes_and_comes_back(tmp_path: Path, redis: Redis, transactional_db: None) -> None:
    """D10, on a server of our own: the ledger is asked through another process's eyes."""
    from tests.exports.ledger import Ledger

    server = Postgres()
    engine = Engine(tmp_path, redis, server.copy(database_url()))
    try:
        ledger = Ledger(engine)
        ledger.ask(60, sleep=0.2)
        engine.start()
        until(lambda: len(engine.started()) > 8, seconds=60, what="eight renders")
        server.crash()
        ledger.settle(seconds=90)
        assert ledger.states() == {"done": 60}
        assert ledger.most_attempts() <= 2
        assert len(stored()) == 60
    finally:
        engine.kill_group()
        server.stop()
