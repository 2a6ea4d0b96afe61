"""Every row has its file, every file its row, every job ends."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from exports.actions import request_export
from exports.models import Export
from exports.models.exports import Fault, State
from exports.storage import files
from exports.tasks import render_export, sweep
from exports.tasks.rendering import claim_export
from exports.tasks.sweeping import delete_expired_exports, delete_lost_rows, remove_orphan_files
from tests.exports.paper import a_pdf, a_printout, an_hour_passes

pytestmark = pytest.mark.django_db


def a_row(name: str = "Law", **changes: object) -> Export:
    row = request_export(a_printout(name))
    Export.objects.filter(pk=row.pk).update(**changes)
    return Export.objects.get(pk=row.pk)


def done(name: str = "Law") -> Export:
    row = a_row(name)
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def lies(key: str) -> Path:
    return Path(storages["exports"].path(files.make_storage_name(key)))


def aged(path: Path, seconds: float) -> Path:
    os.utime(path, (time.time() - seconds, time.time() - seconds))
    return path


def sweep_all() -> None:
    """As sixteen minutes of sweeps."""
    sweep()
    for shard in files.SHARDS:
        remove_orphan_files(shard)
        delete_lost_rows(shard)


def test_what_waits_is_sent_once_a_minute(sent: list) -> None:
    fresh, told, lost, old = (a_row(name) for name in ("Fresh", "Told", "Lost", "Old"))
    Export.objects.filter(pk=told.pk).update(enqueued_at=timezone.now() - timedelta(seconds=30))
    Export.objects.filter(pk=lost.pk).update(queued_at=timezone.now() - timedelta(seconds=6))
    Export.objects.filter(pk=old.pk).update(enqueued_at=timezone.now() - timedelta(seconds=61))
    sweep()
    assert {job[1] for job in sent} == {lost.pk, old.pk}
    assert not {fresh.pk, told.pk} & {job[1] for job in sent}
    sweep()
    assert len(sent) == 2, "nobody is told twice within a minute"


def test_the_oldest_go_first_and_a_long_queue_is_not_sent_all_at_once(sent: list, monkeypatch) -> None:
    monkeypatch.setattr("exports.tasks.sweeping.AT_ONCE", 2)
    rows = [a_row(name, queued_at=timezone.now() - timedelta(hours=1)) for name in ("A", "B", "C")]
    sweep()
    assert [job[1] for job in sent] == [rows[0].pk, rows[1].pk]


def test_a_dead_broker_stops_the_sending_and_nothing_else(monkeypatch) -> None:
    tried = []
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_job, **_options: tried.append(1))
    for name in ("A", "B"):
        a_row(name, queued_at=timezone.now() - timedelta(hours=1))
    sweep()
    assert len(tried) == 1
    assert Export.objects.filter(enqueued_at=None).count() == 2


def test_a_dead_workers_row_is_freed_and_keeps_its_place(sent: list) -> None:
    row = a_row()
    claim_export(row.pk)
    sweep()
    assert Export.objects.get().state == State.RENDERING, "its lease still runs"
    an_hour_passes()
    before = Export.objects.get().queued_at
    sweep()
    row = Export.objects.get()
    assert (row.state, row.attempts, row.queued_at) == (State.QUEUED, 1, before)
    assert sent == [("exports.tasks.render_export", row.pk)]


def test_three_dead_workers_end_the_job(sent: list) -> None:
    row = a_row()
    for _attempt in range(3):
        claim_export(row.pk)
        an_hour_passes()
        sweep()
    row = Export.objects.get()
    assert (row.state, row.error, row.attempts) == (State.FAILED, Fault.KILLED, 3)
    assert len(sent) == 2
    sweep()
    assert claim_export(row.pk) is None


def test_an_expired_private_file_vanishes_with_its_row(renders, sent, member) -> None:
    row = request_export(a_printout("Hers", private=True), by=member)
    render_export(row.pk)
    assert files.file_exists(row.key)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep()
    assert not files.file_exists(row.key)
    assert not Export.objects.exists()


def test_many_that_are_over_go_together(renders, sent, member, django_assert_num_queries) -> None:
    """As many statements for three as for one."""
    for names in (["One"], ["Two", "Three", "Four"]):
        for name in names:
            render_export(request_export(a_printout(name, private=True), by=member).pk)
        keys = list(Export.objects.values_list("key", flat=True))
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        with django_assert_num_queries(4):  # which are over, their rows (and how many), old failures (none)
            assert delete_expired_exports() == len(names)
        assert not any(files.file_exists(key) for key in keys)
    assert not Export.objects.exists()


def test_an_old_failure_is_forgotten(sent: list) -> None:
    a_row(state=State.FAILED, error=Fault.BROKEN, finished_at=timezone.now() - timedelta(days=8))
    kept = a_row("Kept", state=State.FAILED, error=Fault.BROKEN, finished_at=timezone.now() - timedelta(days=6))
    sweep()
    assert Export.objects.get() == kept


def test_a_file_without_a_row_is_removed_and_the_others_stay(renders, sent) -> None:
    kept = done("Kept")
    aged(lies(kept.key), 500)
    orphan, young = "a" * 64, "b" * 64
    for key in (orphan, young):
        files.store_file(key, a_pdf())
    aged(lies(orphan), 500)
    sweep_all()
    assert files.file_exists(kept.key)
    assert not files.file_exists(orphan)
    assert files.file_exists(young), "its row may be a moment away"


def test_what_a_killed_worker_left_half_written_is_removed(sent: list) -> None:
    files.store_file("c" * 64, b"x")
    folder = lies("c" * 64).parent
    for name, age in (("new.part", 100), ("old.part", 4000)):
        (folder / name).write_bytes(b"%PDF")
        aged(folder / name, age)
    sweep_all()
    assert {path.name for path in folder.glob("*.part")} == {"new.part"}


def test_a_row_whose_file_is_lost_is_forgotten_and_made_again_on_demand(renders, sent) -> None:
    row, kept = done("Lost"), done("Kept")
    files.remove_file(row.key)
    Export.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    sweep_all()
    assert Export.objects.get() == kept
    again = done("Lost")
    assert again.key == row.key
    assert files.file_exists(again.key)


def test_every_file_has_its_turn_within_sixteen_minutes(renders, sent, monkeypatch) -> None:
    for digit in files.SHARDS:
        files.store_file(digit * 64, a_pdf())
        aged(lies(digit * 64), 500)
    now = time.time()
    for minute in range(16):
        monkeypatch.setattr("exports.tasks.sweeping.time.time", lambda minute=minute: now + minute * 60)
        sweep()
    assert [digit for digit in files.SHARDS if files.file_exists(digit * 64)] == []


def test_a_second_sweep_changes_nothing(renders, sent) -> None:
    done("Done")
    claim_export(a_row("Dead").pk)
    an_hour_passes()
    sweep()
    before, messages = list(Export.objects.order_by("pk").values()), len(sent)
    sweep()
    assert list(Export.objects.order_by("pk").values()) == before
    assert len(sent) == messages


def test_sweep_is_what_beat_calls(settings) -> None:
    from celery import current_app

    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sweep.name in named
    assert {"exports.tasks.sweep", "exports.tasks.render_export", "exports.tasks.prerender"} <= set(current_app.tasks)


def test_a_store_is_whole_or_absent(monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("config.storage.folders.os.fsync", full)
    with pytest.raises(OSError, match="full"):
        files.store_file("d" * 64, b"x" * 100)
    assert list(lies("d" * 64).parent.iterdir()) == []
