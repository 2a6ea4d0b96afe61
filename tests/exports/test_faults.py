"""A full disk, a clock that is put right, a new release while files are made: each job ends once, with its file."""

import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from exports import pdf
from exports.actions import request_export
from exports.models import Export
from exports.models.exports import Fault, State
from exports.pdf import fingerprint
from exports.storage import files
from exports.tasks import render_export, sweep
from exports.tasks.rendering import LEASE, claim_export
from tests.exports.engine import Engine, settle, states, until
from tests.exports.paper import a_pdf, a_printout

HOUR = timedelta(hours=1)


@contextmanager
def full_disk() -> Iterator[None]:
    """The kernel takes no byte more for a file of this process."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def lying_about() -> list[Path]:
    return [path for path in Path(storages["exports"].path("")).rglob("*") if path.is_file()]


# --- A full disk ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_on_a_full_disk_a_file_is_tried_once_a_minute_and_made_when_there_is_room(
    renders: list[pdf.Source], sent: list[tuple]
) -> None:
    row = request_export(a_printout())
    with full_disk():
        render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, lying_about()) == (State.QUEUED, 1, [])
    sweep()
    assert sent == [], "three tries in a second would find no room either"
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        sweep()
        assert sent == [("exports.tasks.render_export", row.pk)]
        render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.size) == (State.DONE, 2, files.get_file_size(row.key))
    assert files.open_file(row.key).read() == a_pdf()


@pytest.mark.django_db
def test_a_disk_that_stays_full_ends_the_job_with_its_reason(renders: list[pdf.Source], sent: list[tuple]) -> None:
    row = request_export(a_printout())
    with full_disk():
        for _attempt in range(3):
            render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error, row.attempts) == (State.FAILED, Fault.NO_ROOM, 3)
    assert "no room on the disk" in row.get_error_display()
    assert lying_about() == []


# --- Whatever else may be killed -----------------------------------------------------------------------------------


def test_a_font_is_asked_for_again_where_something_killed_who_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each web process asks once, when somebody first asks it for a file: tests/chaos killed that one."""
    ends, truly = [-9, -15], subprocess.run

    def run(*words: object, **more: object) -> subprocess.CompletedProcess:
        return subprocess.CompletedProcess([], ends.pop(), "") if ends else truly(*words, **more)  # type: ignore[call-overload]

    there = fingerprint._match("Noto Sans")
    monkeypatch.setattr(fingerprint.subprocess, "run", run)
    assert fingerprint._match("Noto Sans") == there != ""
    ends[:] = [-9, -9, -9]
    with pytest.raises(subprocess.CalledProcessError):
        fingerprint._match("Noto Sans")


# --- Clocks --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_clock_put_back_an_hour_keeps_nobody_waiting_for_an_hour(
    renders: list[pdf.Source], sent: list[tuple]
) -> None:
    """What a worker took, and what was sent, before the clock was put back, and lost since."""
    taken, told = request_export(a_printout("Taken")), request_export(a_printout("Told"))
    assert claim_export(taken.pk)
    Export.objects.filter(pk=told.pk).update(enqueued_at=timezone.now())
    with time_machine.travel(timezone.now() - HOUR, tick=False):
        sweep()
        assert sorted(pk for _task, pk in sent) == [taken.pk, told.pk]
        for pk in (taken.pk, told.pk):
            render_export(pk)
        sweep()
    assert states() == {"done": 2}
    assert len(renders) == 2


@pytest.mark.django_db
def test_a_clock_put_forward_an_hour_makes_no_second_file_and_loses_none(sent: list[tuple], monkeypatch) -> None:
    """The sweep takes a file that is being made for abandoned. Its worker notices and leaves it to the other one."""
    row = request_export(a_printout())
    monkeypatch.setattr("exports.tasks.rendering.BEAT", 0)
    seen = []

    def render(source: pdf.Source, *, progress: Callable, **_limits: object) -> bytes:
        if not seen:
            seen.append("first")
            with time_machine.travel(timezone.now() + HOUR, tick=False):
                sweep()
                render_export(row.pk)
                progress(pdf.Progress("layout", 2))  # raises: it is the other one's now
        seen.append("second")
        return a_pdf()

    monkeypatch.setattr(pdf, "render_document", render)
    render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.DONE, 2)
    assert seen == ["first", "second"]
    assert len(lying_about()) == 1


@pytest.mark.django_db
def test_a_lease_is_never_longer_than_a_clock_may_be_wrong() -> None:
    from exports.models.querysets import LONGEST_LEASE

    assert LEASE * 2 <= LONGEST_LEASE


# --- A new release -------------------------------------------------------------------------------------------------


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_end_finishes_what_it_makes_and_its_successor_makes_the_rest(engine: Engine) -> None:
    engine.start()
    for number in range(8):
        request_export(a_printout(f"Job-{number}", wishes={"sleep": 1.5}))
    until(lambda: len(engine.started()) >= 2, seconds=60, what="two renders")
    assert engine.worker
    engine.worker.send_signal(signal.SIGTERM)
    engine.worker.wait(timeout=40)
    assert states()["done"] >= 2, "what it had begun is finished"
    engine.start()
    settle(seconds=90)
    assert states() == {"done": 8}
    assert sorted(engine.started()) == sorted(f"Job-{number}" for number in range(8)), "none began twice"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_messages_of_another_release_are_put_aside_and_the_rest_is_made(engine: Engine) -> None:
    """A task that is not there any more, and one that took other arguments."""
    for words in (
        "send_task('exports.tasks.of_yesterday', (1,))",
        "send_task('exports.tasks.render_export', (1,), {'quality': 'high'})",
    ):
        code = f"from tests.exports.worker import app; app.{words}"
        command = [sys.executable, "-c", code]
        subprocess.run(command, cwd=settings.BASE_DIR, env=engine.environment(), check=True, timeout=60)
    request_export(a_printout("Good"))
    engine.start()
    settle(seconds=60)
    assert states() == {"done": 1}
    assert engine.worker
    assert engine.worker.poll() is None
    said = engine.log.read_text()
    assert "unregistered task" in said
    assert "TypeError" in said
