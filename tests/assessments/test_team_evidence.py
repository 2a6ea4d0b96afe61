"""Evidence of a team: sealed on the disk, given only to those who take part, gone when it is removed."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from assessments.actions import evidence as actions
from assessments.actions.beginning import begin_next_round
from assessments.actions.evidence import add_evidence
from assessments.models import Evidence, Participation, Round
from assessments.storage import evidence as files
from assessments.tasks import remove_orphans
from assessments.uploads.evidence import AcceptedFile
from tests.assessments.factories import Team, team
from tests.assessments.test_evidence_files import paper

pytestmark = pytest.mark.django_db
PDF = paper() + b"%ZQ7-content"
LONG_AGO = 10**9


@pytest.fixture
def us() -> Team:
    return team()


def browser(who: Participation | User) -> Client:
    client = Client()
    client.force_login(who.user if isinstance(who, Participation) else who)
    return client


def place(us: Team, n: int = 0) -> str:
    return reverse("assessments:evidence", args=[us.sheet.pk, us.entries[n].item])


def kept(us: Team, name: str = "report.pdf", content: bytes = PDF) -> Evidence:
    return add_evidence(by=us.editor, entry=us.entries[0], found=AcceptedFile(content, "application/pdf", name))


def on_disk() -> list[Path]:
    folder = Path(storages["assessments"].path(""))
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_file_comes_back_byte_by_byte_as_a_download_and_lies_sealed(us: Team) -> None:
    editor = browser(us.editor)
    name = "گزارش ZQ7-name.pdf"
    added = editor.post(place(us), {"file": SimpleUploadedFile(name, PDF, "text/html")})
    assert added.status_code == 302, added.content.decode()
    (row,) = Evidence.objects.all()
    shown = browser(us.viewer).get(place(us)).content.decode()
    assert name in shown
    assert "added by" in shown
    response = browser(us.viewer).get(reverse("assessments:evidence_file", args=[row.pk]))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%DA%AF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    (path,) = on_disk()
    assert b"ZQ7" not in path.read_bytes()
    assert "ZQ7" not in str(path)
    with connection.cursor() as cursor:
        cursor.execute("select * from assessments_evidence")
        assert "ZQ7" not in str(cursor.fetchall())
    step = us.assessment.steps.last()
    assert (step.action, step.actor, step.about) == ("attach", us.editor.mark, str(us.entries[0].pk))


def test_who_may_not_answer_adds_and_removes_nothing(us: Team) -> None:
    row = kept(us)
    away = reverse("assessments:evidence_remove", args=[row.pk])
    for part in (us.reviewer, us.viewer):
        client = browser(part)
        assert client.post(place(us), {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 403
        assert client.post(away).status_code == 403
    stranger = browser(us.stranger)
    for url in (place(us), away, reverse("assessments:evidence_file", args=[row.pk])):
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code in {404, 405}
    assert Evidence.objects.count() == 1


def test_removing_takes_row_and_file_and_leaves_a_step(us: Team, django_capture_on_commit_callbacks) -> None:
    row = kept(us)
    with django_capture_on_commit_callbacks(execute=True):
        gone = browser(us.owner).post(reverse("assessments:evidence_remove", args=[row.pk]))
    assert gone.url == place(us)
    assert (Evidence.objects.count(), on_disk()) == (0, [])
    step = us.assessment.steps.last()
    assert step.action == "detach"
    assert "report.pdf" in step.content.open()
    assert browser(us.owner).get(reverse("assessments:evidence_file", args=[row.pk])).status_code == 404


def test_a_frozen_round_keeps_its_evidence_as_it_is(us: Team) -> None:
    row = kept(us)
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    owner = browser(us.owner)
    assert owner.post(place(us), {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 403
    assert owner.post(reverse("assessments:evidence_remove", args=[row.pk])).status_code == 403
    assert "signed off" in owner.get(place(us)).content.decode()
    assert Evidence.objects.count() == 1


def test_a_new_round_begins_without_files_and_shows_those_of_the_one_before(us: Team) -> None:
    row = kept(us)
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    assert begin_next_round(us.round, by=us.owner, phase="monitor", starts=None, ends=None, with_answers=True)
    shown = browser(us.owner).get(place(us)).content.decode()
    assert "There is no file yet." in shown
    assert "From earlier rounds" in shown
    assert reverse("assessments:evidence_file", args=[row.pk]) in shown
    assert reverse("assessments:evidence_remove", args=[row.pk]) not in shown
    assert "From earlier rounds" not in browser(us.owner).get(place(us, 1)).content.decode()


def test_what_is_refused_is_told_at_the_field(us: Team) -> None:
    response = browser(us.editor).post(place(us), {"file": SimpleUploadedFile("a.svg", b"<svg/>")})
    assert response.status_code == 400
    assert "none of the kinds" in response.content.decode()
    too_much = browser(us.editor).post(place(us), {"file": SimpleUploadedFile("a.pdf", PDF + bytes(11 << 20))})
    assert "larger than 10 MB" in too_much.content.decode()
    assert not Evidence.objects.exists()


def test_a_form_from_elsewhere_is_not_taken(us: Team) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(us.editor.user)
    assert client.post(place(us), {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 403


def test_a_question_and_an_assessment_hold_so_much_and_no_more(us: Team, monkeypatch) -> None:
    kept(us)
    monkeypatch.setattr(actions, "MOST_AN_ITEM", 1)
    said = browser(us.editor).post(place(us), {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert "has 1 files already" in said.content.decode()
    monkeypatch.setattr(actions, "MOST_BYTES", len(PDF) + 5)
    said = browser(us.editor).post(place(us, 1), {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert "500 MB of files" in said.content.decode()
    assert Evidence.objects.count() == 1
    assert len(on_disk()) == 1


def test_an_upload_of_any_size_stays_in_memory_and_what_is_too_much_is_not_kept() -> None:
    from assessments.uploads.memory import MOST_BYTES, InMemoryUploadHandler

    handler = InMemoryUploadHandler()
    handler.new_file("file", "a.pdf", "application/pdf", None)
    for start in range(0, 20 << 20, 1 << 20):
        assert handler.receive_data_chunk(bytes(1 << 20), start) is None  # no other handler sees it
    file = handler.file_complete(20 << 20)
    assert isinstance(file.file, io.BytesIO)
    assert (file.size, len(file.read())) == (20 << 20, MOST_BYTES)


def test_new_keys_for_the_portal_leave_files_readable(us: Team, settings, tmp_path) -> None:
    from accounts.sealing.keys import EVERYWHERE, KeyRing

    settings.KEYS_FILE = str(tmp_path / "keys.json")
    ring = KeyRing({"blind": {}, "scopes": {}})
    ring.add_blind()
    ring.add(EVERYWHERE)
    ring.save()
    row = kept(us)
    ring.add(EVERYWHERE)
    ring.save()
    row.key = row.key.open()
    row.save()  # as rotate_keys seals every sealed field again
    ring.retire(EVERYWHERE)
    ring.save()
    assert files.read_evidence(Evidence.objects.get()) == PDF


def test_a_file_put_in_anothers_place_is_not_given_out(us: Team) -> None:
    one, two = kept(us), kept(us, "two.pdf", PDF + b"2")
    files.store_file(one.pk, files.fetch_file(two.pk))
    assert browser(us.owner).get(reverse("assessments:evidence_file", args=[one.pk])).status_code == 404


def test_files_without_a_row_go_after_a_day(us: Team) -> None:
    import os
    import time
    import uuid

    row = kept(us)
    (its_file,) = on_disk()
    lost, half = uuid.uuid4(), its_file.with_name("x.part")
    files.store_file(lost, b"locked")
    half.write_bytes(b"half")
    assert remove_orphans() == 0
    for path in on_disk():
        os.utime(path, (time.time() - 90_000,) * 2)
    assert remove_orphans() == 2
    assert on_disk() == [its_file]
    assert its_file.name == row.pk.hex


def test_more_files_ask_no_more_of_the_database(us: Team) -> None:
    client = browser(us.editor)

    client.get(place(us))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(place(us)).status_code == 200
        return len(seen)

    kept(us)
    first = queries()
    kept(us, "b.pdf")
    kept(us, "c.pdf")
    assert queries() == first
    assert first <= 15
