"""Rendered files and evidence in a bucket that many machines share: whole or not there, and gone when they must be."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assessments.actions.copying import erase_assessment
from assessments.models import Evidence
from assessments.storage import evidence
from assessments.tasks import remove_orphans as remove_evidence_orphans
from exports.actions import request_export
from exports.models import Export
from exports.models.exports import State
from exports.storage import files
from exports.storage.stores import StoreUnavailableError
from exports.tasks import render_export, sweep
from exports.tasks.sweeping import (
    delete_lost_rows,
    fail_hopeless_exports,
    remove_orphan_files,
    requeue_abandoned_exports,
)
from tests.assessments.factories import Team, team
from tests.assessments.test_evidence_files import paper
from tests.exports.paper import a_pdf, a_printout

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
PDF = paper() + b"%ZQ7-content"
Objects = Callable[[], dict[str, bytes]]


@pytest.fixture(autouse=True)
def nobody_is_sent(monkeypatch) -> None:
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *args, **options: True)


def rendered(monkeypatch, name: str = "Law", *, by: User | None = None) -> Export:
    """As a worker makes it, with a renderer that costs nothing."""
    monkeypatch.setattr("exports.pdf.render_document", lambda *args, **options: a_pdf())
    row = request_export(a_printout(name, private=by is not None), by=by)
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


# --- Rendered files ---


def test_a_rendered_file_goes_to_the_bucket_and_from_there_to_its_reader(
    objects: Objects, client: Client, tmp_path
) -> None:
    """With the real renderer. Nothing of it stays on the machine that made it."""
    row = request_export(a_printout(manifest=b"{}"))
    render_export(row.pk)
    row.refresh_from_db()
    assert row.state == State.DONE
    ((place, content),) = objects().items()
    assert place == f"exports/{files.make_storage_name(row.key)}"
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    answer = client.get(row.file_url)
    assert b"".join(answer.streaming_content) == content
    assert int(answer["Content-Length"]) == len(content) == row.size
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_package_is_whole_in_the_bucket_or_not_there(objects: Objects) -> None:
    """zipfile writes back and forth; the bucket sees the end of it."""
    with files.open_for_writing("a" * 64) as file, zipfile.ZipFile(file, "w") as archive:
        archive.writestr("words.txt", b"Law")
        assert objects() == {}
    (content,) = objects().values()
    assert zipfile.ZipFile(io.BytesIO(content)).read("words.txt") == b"Law"
    with suppress(RuntimeError), files.open_for_writing("a" * 64) as file:
        file.write(b"half")
        raise RuntimeError
    assert list(objects().values()) == [content]


def test_a_lost_file_is_404_and_a_bucket_that_is_away_is_no_lost_file(
    objects: Objects, client: Client, monkeypatch, bucket_away: Callable[[], None]
) -> None:
    row, other = rendered(monkeypatch), rendered(monkeypatch, "Other")
    files.remove_file(row.key)
    files.remove_file(row.key)  # twice does no harm
    assert client.get(row.file_url).status_code == 404
    bucket_away()
    Export.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(StoreUnavailableError):
        files.open_file(other.key)
    with pytest.raises(StoreUnavailableError):
        delete_lost_rows(other.key[0])
    assert Export.objects.count() == 2


def test_every_object_has_its_row_and_every_row_its_object(objects: Objects, monkeypatch) -> None:
    kept, lost = rendered(monkeypatch), rendered(monkeypatch, "Lost")
    files.remove_file(lost.key)
    files.store_file("a" * 64, b"without a row")
    Export.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    for shard in files.SHARDS:
        remove_orphan_files(shard)  # young: its row may be a moment away
    assert len(objects()) == 2
    monkeypatch.setattr("exports.tasks.sweeping.GRACE", -60)
    for shard in files.SHARDS:
        remove_orphan_files(shard)
        delete_lost_rows(shard)
    assert list(objects()) == [f"exports/{files.make_storage_name(kept.key)}"]
    assert Export.objects.get() == kept


def test_a_private_file_leaves_the_bucket_when_its_hour_is_over(
    objects: Objects, monkeypatch, client: Client, admin: User
) -> None:
    row = rendered(monkeypatch, "Hers", by=admin)
    assert client.get(row.file_url).status_code == 404
    client.force_login(admin)
    answer = client.get(row.file_url)
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content) == a_pdf()
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    sweep()
    assert objects() == {}


def next_try(monkeypatch, row: Export) -> Export:
    """When its lease has run out, as the sweeper hands it on. Nothing is rendered where nothing can be kept."""
    monkeypatch.setattr("exports.pdf.render_document", lambda *args, **options: pytest.fail("rendered in vain"))
    Export.objects.filter(pk=row.pk).update(lease_until=timezone.now())
    fail_hopeless_exports()
    requeue_abandoned_exports()
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def test_a_file_that_finds_no_bucket_is_made_again_later(monkeypatch, bucket_away: Callable[[], None]) -> None:
    """Not at once, three times within a second: its lease runs out, and the sweeper hands it on. After three leases it
    once was given up, as if the machine had stopped each time."""
    with monkeypatch.context() as patch:
        bucket_away()
        row = rendered(patch)
        for _time in range(4):
            assert (row.state, row.attempts, row.error) == (State.RENDERING, 0, "")
            assert row.lease_until > timezone.now()
            row = next_try(patch, row)


def test_a_bucket_that_goes_while_a_file_is_made_costs_it_no_attempt(
    monkeypatch, bucket_away: Callable[[], None]
) -> None:
    def render(*args: object, **options: object) -> bytes:
        bucket_away()
        return a_pdf()

    row = request_export(a_printout("Law"), by=None)
    monkeypatch.setattr("exports.pdf.render_document", render)
    render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.RENDERING, 0)


def test_a_bucket_that_is_away_for_a_day_ends_what_waits_for_it(monkeypatch, bucket_away: Callable[[], None]) -> None:
    bucket_away()
    row = rendered(monkeypatch)
    Export.objects.update(queued_at=timezone.now() - timedelta(days=1))
    for _time in range(4):
        row = next_try(monkeypatch, row)
    assert (row.state, row.error) == (State.FAILED, "killed")


# --- Evidence ---


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def added(us: Team, content: bytes = PDF) -> Evidence:
    place = reverse("assessments:evidence", args=[us.sheet.pk, us.entries[0].item])
    answer = browser(us.editor.user).post(place, {"file": SimpleUploadedFile("report.pdf", content)})
    assert answer.status_code == 302, answer.content.decode()
    return Evidence.objects.latest("pk")


def test_evidence_lies_sealed_in_the_bucket_and_goes_with_its_row(
    objects: Objects, django_capture_on_commit_callbacks
) -> None:
    us = team()
    row = added(us)
    assert list(objects()) == [f"evidence/{evidence.make_storage_name(row.pk)}"]
    assert not any(b"ZQ7-content" in content or b"%PDF" in content for content in objects().values())
    answer = browser(us.viewer.user).get(reverse("assessments:evidence_file", args=[row.pk]))
    assert answer.content == PDF
    assert browser(team(title="Other").owner.user).get(answer.wsgi_request.path).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        browser(us.editor.user).post(reverse("assessments:evidence_remove", args=[row.pk]))
    assert objects() == {}


def test_an_assessment_that_is_deleted_leaves_nothing_in_the_bucket(
    objects: Objects, django_capture_on_commit_callbacks
) -> None:
    us, others = team(), team(title="Other")
    for group in (us, us, others):
        added(group)
    with django_capture_on_commit_callbacks(execute=True):
        erase_assessment(by=us.owner)
    assert len(objects()) == 1
    evidence.store_file(us.assessment.pk, b"its row was never committed")
    assert remove_evidence_orphans() == 0
    assert len(objects()) == 2


def test_evidence_without_a_row_goes(objects: Objects, monkeypatch) -> None:
    us = team()
    kept = added(us)
    evidence.store_file(us.assessment.pk, b"its row was never committed")
    monkeypatch.setattr("assessments.tasks.GRACE", -60.0)
    assert remove_evidence_orphans() == 1
    assert list(objects()) == [f"evidence/{evidence.make_storage_name(kept.pk)}"]


def test_what_cannot_be_kept_says_so_in_a_sentence(bucket_away: Callable[[], None]) -> None:
    us = team()
    bucket_away()
    place = reverse("assessments:evidence", args=[us.sheet.pk, us.entries[0].item])
    answer = browser(us.editor.user).post(place, {"file": SimpleUploadedFile("report.pdf", PDF)})
    assert answer.status_code == 400
    assert "cannot be kept just now" in answer.content.decode()
    assert not Evidence.objects.exists()
