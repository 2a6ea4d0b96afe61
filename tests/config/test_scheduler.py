"""What comes by the clock comes once, with one beat, with two, and when a clock was put back."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from celery.beat import SchedulingError
from celery.schedules import crontab, schedule
from django.db import DatabaseError, connection

from config import celery_app
from config.models import INSTALLED, JobHeartbeat
from config.scheduler import PortalScheduler, claim_turn

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def entry(name: str, when: Any) -> Any:
    return SimpleNamespace(name=name, task=f"tasks.{name}", schedule=when)


def sweep() -> Any:
    return entry("sweep", schedule(timedelta(seconds=60), app=celery_app))


def daily() -> Any:
    return entry("daily", crontab(hour=12, minute=0, app=celery_app))


def turns(what: Any, *seconds: float) -> list[bool]:
    """Which of those who ask at these times after noon may do it."""
    found = []
    for second in seconds:
        with time_machine.travel(NOON + timedelta(seconds=second), tick=False):
            found.append(claim_turn(what))
    return found


def test_of_two_beats_one_sends_and_a_beat_that_is_a_little_early_is_not_late_a_minute() -> None:
    assert turns(sweep(), 0, 0.4, 3, 59.8, 60.3, 63, 119.9) == [True, False, False, True, False, False, True]


def test_what_comes_at_an_hour_of_the_day_comes_once_a_day_however_many_beats_begin_later() -> None:
    day = 24 * 3600
    assert turns(daily(), 0, 0.5, 20, 7200, day - 1, day, day + 1) == [True, False, False, False, False, True, False]


def test_after_a_day_without_any_beat_it_comes_once() -> None:
    assert turns(daily(), 0, 50 * 3600, 50 * 3600 + 5) == [True, True, False]


def test_a_clock_that_was_put_back_an_hour_makes_nobody_wait_for_an_hour() -> None:
    assert turns(sweep(), 3600, 5, 6, 65) == [True, True, False, True]


def test_where_the_database_cannot_say_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Late mails and files are worse than a task that finds nothing to do."""

    def away(*args: object) -> None:
        raise DatabaseError("ZQ7-away")

    monkeypatch.setattr("config.models.JobHeartbeatQuerySet.take_turn", away)
    assert claim_turn(sweep())


def test_every_task_that_beat_sends_is_one_that_a_worker_knows(settings: Any) -> None:
    """By the name that messages of the release before bear, too, wherever the function stands now."""
    celery_app.loader.import_default_modules()
    names = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "config.tasks.purge" in names
    assert names - set(celery_app.tasks) == set()


class Broker:
    """Takes what beats send, unless it is `away`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[str] = []
        self.away = False
        monkeypatch.setattr("celery.beat.Scheduler.apply_async", lambda beat, entry, **more: self.take(entry))
        monkeypatch.setattr("celery.beat.Scheduler.tick", lambda beat: 1.0)
        monkeypatch.setattr(PortalScheduler, "producer", None)
        monkeypatch.setattr(connection, "close", lambda: None)

    def take(self, entry: Any) -> None:
        if self.away:
            raise SchedulingError("ZQ7-redis://10.0.0.7")
        self.sent.append(entry.name)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    return Broker(monkeypatch)


def test_beat_asks_before_it_sends_and_operators_see_no_row_of_it(broker: Broker) -> None:
    for beat in [PortalScheduler(app=celery_app, lazy=True) for _n in range(2)]:
        beat.apply_entry(sweep())
    assert broker.sent == ["sweep"]
    assert set(JobHeartbeat.objects.all_known()) == {INSTALLED}


def test_what_was_due_while_the_broker_was_away_is_sent_when_it_is_back(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    beat = PortalScheduler(app=celery_app, lazy=True)
    broker.away = True
    beat.apply_entry(daily())
    beat.tick()
    assert broker.sent == []
    broker.away = False
    for _tick in range(2):
        beat.tick()
    assert broker.sent == ["daily"]
    assert "10.0.0.7" not in caplog.text
