"""From asking to done: one row, one job, at most three attempts."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from exports import pdf
from exports.actions import delete_exports, render_files_ahead, request_export, retry_export
from exports.models import Export
from exports.models.exports import Fault, State
from exports.storage import files
from exports.tasks import prerender, render_export
from exports.tasks.rendering import (
    LEASE,
    PAUSES,
    claim_export,
    end_attempt,
    finish_export,
    make_reporter,
    retry_while_database_is_down,
)
from tests.exports.paper import a_pdf, a_printout

pytestmark = pytest.mark.django_db


def fresh(row: Export) -> Export:
    return Export.objects.get(pk=row.pk)


def test_a_render_ends_with_a_file_and_without_its_source(renders: list[pdf.Source]) -> None:
    row = request_export(a_printout(assets={"a": b"\x00"}, links={"#a": "A"}, fillable=True))
    render_export(row.pk)
    row = fresh(row)
    assert (row.state, row.attempts, row.pages, row.size) == ("done", 1, 2, len(a_pdf()))
    assert row.source is None
    assert files.open_file(row.key).read() == a_pdf()
    assert renders[0].assets == {"a": b"\x00"}
    assert renders[0].links == {"#a": "A"}
    assert renders[0].fillable


def test_the_real_renderer_takes_what_we_give_it() -> None:
    row = request_export(a_printout("Real"))
    for _time in range(2):  # a busy machine may need more than a first try has
        render_export(row.pk)
    row = fresh(row)
    assert (row.state, row.error, row.pages) == ("done", "", 1)
    assert files.open_file(row.key).read(5) == b"%PDF-"


def test_asking_twice_is_one_row_and_one_message(sent: list, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert request_export(a_printout()) == request_export(a_printout())
    assert sent == [("exports.tasks.render_export", Export.objects.get().pk)]
    assert Export.objects.get().enqueued_at is not None


def test_nothing_is_sent_before_the_commit(sent: list, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request_export(a_printout())
        assert sent == []
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_after_a_rollback(sent: list) -> None:
    def change_our_mind() -> None:
        with transaction.atomic():
            request_export(a_printout())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_our_mind()
    assert sent == []
    assert not Export.objects.exists()


def test_the_page_count_of_last_time_is_expected_next_time(renders: list) -> None:
    first = request_export(a_printout(options={"size": "a4"}))
    assert first.expected_pages == 0
    render_export(first.pk)
    edited = request_export(a_printout(options={"size": "a4"}, html="<p>edited"))
    assert edited.pk != first.pk
    assert edited.expected_pages == 2
    assert request_export(a_printout(options={"size": "letter"})).expected_pages == 0


def test_a_repeat_of_a_finished_file_renders_nothing(renders: list, django_assert_num_queries) -> None:
    row = request_export(a_printout())
    render_export(row.pk)
    with django_assert_num_queries(1):
        assert request_export(a_printout()).state == State.DONE
    render_export(row.pk)
    assert len(renders) == 1
    assert fresh(row).attempts == 1


def test_only_one_worker_gets_the_row() -> None:
    row = request_export(a_printout())
    mine = claim_export(row.pk)
    assert mine is not None
    assert (mine.state, mine.attempts) == ("rendering", 1)
    assert timezone.now() < mine.lease_until <= timezone.now() + LEASE
    assert claim_export(row.pk) is None


def test_a_lease_that_ran_out_frees_the_row_three_times_in_all() -> None:
    row = request_export(a_printout())
    for attempt in (1, 2, 3):
        taken = claim_export(row.pk)
        assert taken is not None
        assert taken.attempts == attempt
        Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_export(row.pk) is None


def test_progress_is_noted_once_a_second_and_renews_the_lease(monkeypatch, django_assert_num_queries) -> None:
    row = claim_export(request_export(a_printout()).pk)
    assert row is not None
    Export.objects.update(lease_until=timezone.now())
    report = make_reporter(row)
    with django_assert_num_queries(0):
        report(pdf.Progress("layout", 3))
    monkeypatch.setattr("exports.tasks.rendering.BEAT", 0)  # a second later
    with django_assert_num_queries(1):
        report(pdf.Progress("layout", 4))
    assert (fresh(row).stage, fresh(row).page) == ("layout", 4)
    assert fresh(row).lease_until > timezone.now() + LEASE / 2


def test_a_withdrawn_row_stops_its_render_and_leaves_no_file(monkeypatch) -> None:
    row = request_export(a_printout())
    monkeypatch.setattr("exports.tasks.rendering.BEAT", 0)

    def render(source: object, *, progress, **_limits: object) -> bytes:
        Export.objects.all().delete()
        progress(pdf.Progress("layout", 1))
        raise AssertionError("it went on")

    monkeypatch.setattr(pdf, "render_document", render)
    render_export(row.pk)
    assert not files.file_exists(row.key)


def test_a_row_that_expired_during_the_render_leaves_no_file() -> None:
    row = claim_export(request_export(a_printout()).pk)
    assert row is not None
    files.store_file(row.key, a_pdf())
    Export.objects.all().delete()
    finish_export(row, 10, 1)
    assert not files.file_exists(row.key)


def test_a_slow_attempt_that_was_given_up_still_counts_when_it_arrives() -> None:
    row = claim_export(request_export(a_printout()).pk)
    assert row is not None
    Export.objects.update(state=State.FAILED, error=Fault.KILLED)
    finish_export(row, 10, 1)
    assert (fresh(row).state, fresh(row).error) == ("done", "")


def test_an_overtaken_attempt_cannot_fail_the_row() -> None:
    row = claim_export(request_export(a_printout()).pk)
    assert row is not None
    Export.objects.update(attempts=2)
    end_attempt(row, Fault.TOO_LONG, final=True)
    assert fresh(row).state == "rendering"


@pytest.mark.parametrize(
    ("error", "attempts", "code"),
    [
        (pdf.RenderError("too-long", ""), 1, "too-long"),
        (pdf.RenderError("refused", ""), 1, "refused"),
        (SoftTimeLimitExceeded(), 1, "too-long"),
        (pdf.RenderError("too-big", ""), 1, "too-big"),
        (pdf.RenderError("broken", ""), 1, "broken"),
        (pdf.RenderError("too-big", "", again=True), 3, "too-big"),
        (pdf.RenderError("broken", "", again=True), 3, "broken"),
        (ZeroDivisionError(), 3, "broken"),
        (OSError("disk full"), 3, "broken"),
    ],
)
def test_what_fails_ends_with_its_code(error: Exception, attempts: int, code: str, fails, sent: list) -> None:
    fails(error)
    row = request_export(a_printout())
    for _message in range(5):
        render_export(row.pk)
    row = fresh(row)
    assert (row.state, row.error, row.attempts) == ("failed", code, attempts)
    moved_over = 1 if code == "too-long" else 0  # its first try, which does not count
    assert len(sent) == attempts - 1 + moved_over


def test_nothing_private_is_logged(fails, sent: list, member, caplog) -> None:
    fails(ValueError("her answer"))
    render_export(request_export(a_printout("Hers", private=True), by=member).pk)
    assert "ValueError" in caplog.text
    assert "her answer" not in caplog.text
    assert member.email not in caplog.text


def test_a_failed_export_waits_for_somebody_to_press_the_button(
    fails, renders, sent: list, django_capture_on_commit_callbacks
) -> None:
    fails(pdf.RenderError("broken", ""))
    row = request_export(a_printout())
    render_export(row.pk)
    assert request_export(a_printout()).state == State.FAILED
    with django_capture_on_commit_callbacks(execute=True):
        assert retry_export(fresh(row))
        assert not retry_export(fresh(row)), "a second press does nothing"
    assert len(sent) == 1
    assert (fresh(row).state, fresh(row).attempts, fresh(row).error) == ("queued", 0, "")


def test_publishing_renders_ahead(renders, sent: list, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        render_files_ahead(Export(pk=7))  # which tests/exports/paper.py says that the tests' own printout shows
    assert sent.pop() == ("exports.tasks.prerender", "tests.checklist", "7", {"form": "fillable"})
    prerender("tests.checklist", "Ahead", {"size": "letter"})
    row = Export.objects.get()
    assert row.options == {"form": "fillable", "size": "letter"}
    assert sent == [("exports.tasks.render_export", row.pk)]


@pytest.mark.parametrize("subject", ["missing", "private"])
def test_what_is_not_public_is_not_rendered_ahead(subject: str, sent: list) -> None:
    prerender("tests.checklist", subject)
    assert not Export.objects.exists()


def test_a_step_survives_a_database_that_is_away_for_a_while(monkeypatch) -> None:
    """It waits longer from try to try: a PostgreSQL that starts again takes seconds."""
    waited: list[float] = []
    monkeypatch.setattr("exports.tasks.rendering.time.sleep", waited.append)
    monkeypatch.setattr("exports.tasks.rendering.connection.close", lambda: None)
    answers = iter([OperationalError, OperationalError, "there"])

    def step() -> object:
        answer = next(answers)
        if isinstance(answer, str):
            return answer
        raise answer

    assert retry_while_database_is_down(step) == "there"
    assert waited == [0.5, 1]
    assert sum(PAUSES) > 15


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"attempts": 4},
        {"state": "done"},
        {"state": "done", "size": 1, "pages": 1, "finished_at": timezone.now()},  # its source is still there
        {"source": None},
        {"state": "rendering"},
        {"state": "failed"},
        {"error": "broken"},
        {"private": True},
        {"private": True, "session": "x"},
        {"session": "x"},
        {"expires_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_row_that_cannot_be(wrong: dict) -> None:
    request_export(a_printout())
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.update(**wrong)


def test_a_broker_that_is_away_costs_a_reader_nothing(monkeypatch, django_capture_on_commit_callbacks) -> None:
    """Who asks, who presses "Try again", and the editor who publishes: what waits is sent by the next sweep."""

    def away(*_args: object, **_options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("exports.actions.enqueue_export", away)
    monkeypatch.setattr("exports.actions.send_task", away)
    monkeypatch.setattr("exports.actions.files_rendered_ahead", lambda shown: {("toolkit.tool", "1", "paper")})
    with django_capture_on_commit_callbacks(execute=True):
        row = request_export(a_printout())
    Export.objects.update(state=State.FAILED, error=Fault.KILLED)
    with django_capture_on_commit_callbacks(execute=True) as steps:
        assert retry_export(fresh(row))
        render_files_ahead(row)
    assert len(steps) == 2
    assert fresh(row).state == State.QUEUED


def test_a_disk_that_is_away_keeps_no_withdrawn_row_and_no_other_file(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    for title in ("One", "Two"):
        request_export(a_printout(title))
    tried = []

    def away(key: str) -> None:
        tried.append(key)
        raise OSError

    monkeypatch.setattr(files, "remove_file", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_exports(Export.objects.all()) == 2
    assert len(set(tried)) == 2
    assert not Export.objects.exists()
