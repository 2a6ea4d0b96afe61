"""A full copy to keep, and deletion that deletes."""

import hashlib
import io
import json
import time
import zipfile
from pathlib import Path
from unittest.mock import Mock

import pypdf
import pytest
import time_machine
from django.core.files.storage import storages
from django.urls import reverse

from assessments import tasks
from assessments.actions.beginning import begin_next_round
from assessments.actions.copying import request_copy
from assessments.actions.planning import plan_missing
from assessments.actions.reviewing import add_comment
from assessments.models import Action, Assessment, AuditEntry, Comment, Entry, Evidence, Round
from assessments.tasks import copying
from exports import pdf
from exports.models import Export
from exports.packages import PackError
from exports.storage import files
from tests.assessments.factories import Team, team
from tests.assessments.test_plan import answer
from tests.assessments.test_team_evidence import PDF, browser, kept, on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Team:
    found = team()
    answer(found, "yes", "no", "partly")
    kept(found, "گزارش.pdf")
    plan_missing(by=found.owner)
    add_comment(found.entries[0], by=found.reviewer, text="ZQ7-comment")
    return found


def frozen(us: Team) -> Round:
    """Its round, signed off."""
    Round.objects.filter(pk=us.round.pk).update(state=Round.State.FROZEN)
    return us.round


def at(us: Team, name: str) -> str:
    return reverse(f"assessments:{name}", args=[us.assessment.pk])


def packed(us: Team, monkeypatch) -> zipfile.ZipFile:
    monkeypatch.setattr(copying, "render_printout", lambda printout, seconds: printout.html.encode())
    export = request_copy(by=us.owner, language="en")
    file, steps = io.BytesIO(), []
    from exports.domain.packages import unpack_payload

    tasks.pack_copy(unpack_payload(bytes(export.source)), file, steps.append)
    assert steps == list(range(1, len(steps) + 1))
    return zipfile.ZipFile(file)


def test_the_copy_holds_everything_and_its_history_can_be_verified_without_us(us: Team, monkeypatch) -> None:
    archive = packed(us, monkeypatch)
    assert archive.testzip() is None
    data = json.loads(archive.read("assessment.json"))
    assert data["title"] == "ZQ7-title of the team"
    (sheet,) = data["rounds"][0]["sheets"]
    first = sheet["entries"][0]
    assert (first["mark"], first["note"], first["comments"][0]["text"]) == ("yes", "ZQ7-note", "ZQ7-comment")
    (file,) = first["files"]
    assert archive.read(file["path"]) == PDF
    assert file["path"].endswith("گزارش.pdf")
    assert [row["code"] for row in data["plan"]] == ["A2", "B3"]
    before = "0" * 64
    for step in data["history"]:
        assert step["digest"] == hashlib.sha256(step["content"].encode()).hexdigest()
        assert step["before"] == before
        before = step["hash"]
    names = set(archive.namelist())
    stem = f"answers/round-1/{us.page.slug}"
    assert {f"{stem}.pdf", f"{stem}.xlsx", f"{stem}.json", "plan.xlsx", "READ ME.txt"} <= names
    assert b"ZQ7-note" in archive.read(f"{stem}.pdf")
    for part in (us.owner, us.editor):
        assert part.user.email not in archive.read("assessment.json").decode()


def test_the_copy_holds_no_file_of_another_team(us: Team, monkeypatch) -> None:
    kept(team(title="Another"), "ZQ7-theirs.pdf")
    evidence = [name for name in packed(us, monkeypatch).namelist() if name.startswith("evidence/")]
    assert len(evidence) == 1
    assert evidence[0].endswith("گزارش.pdf")


def test_the_same_state_is_the_same_file(us: Team, monkeypatch) -> None:
    monkeypatch.setattr(copying, "render_printout", lambda printout, seconds: b"paper")
    payload = json.dumps({"assessment": str(us.assessment.pk), "language": "en"}).encode()
    one, two = io.BytesIO(), io.BytesIO()
    for file, when in ((one, "2027-01-01"), (two, "2027-01-02")):
        with time_machine.travel(when):
            tasks.pack_copy(payload, file, lambda n: None)
    assert one.getvalue() == two.getvalue()


def test_a_lost_file_is_told_in_its_place(us: Team, monkeypatch) -> None:
    for path in on_disk():
        path.unlink()
    names = packed(us, monkeypatch).namelist()
    assert [name for name in names if name.endswith(".pdf.missing.txt")]


def names_of(us: Team) -> set[str]:
    file = io.BytesIO()
    tasks.pack_copy(json.dumps({"assessment": str(us.assessment.pk), "language": "en"}).encode(), file, lambda n: None)
    return set(zipfile.ZipFile(file).namelist())


def test_a_pdf_that_cannot_be_made_is_told_in_its_place_and_costs_nothing_else(us: Team, monkeypatch) -> None:
    whole = set(packed(us, monkeypatch).namelist())
    monkeypatch.undo()
    monkeypatch.setattr(pdf, "render_document", Mock(side_effect=pdf.RenderError("broken", "it is broken")))
    name = f"answers/round-1/{us.page.slug}.pdf"
    assert names_of(us) == whole - {name} | {f"{name}.missing.txt"}


def test_pdfs_have_a_time_of_their_own_so_that_many_do_not_end_the_copy(us: Team, monkeypatch) -> None:
    second = begin_next_round(frozen(us), by=us.owner, phase="monitor", starts=None, ends=None, with_answers=True)
    asked = []

    def slow(source: pdf.Source, seconds: int) -> bytes:
        asked.append(seconds)
        traveller.shift(copying.FOR_ALL)
        return b"paper"

    monkeypatch.setattr(pdf, "render_document", slow)
    with time_machine.travel("2027-01-01", tick=False) as traveller:
        monkeypatch.setattr(copying.time, "monotonic", time.time)
        names = names_of(us)
    assert asked == [copying.FOR_ONE]
    stems = [f"answers/round-{n}/{us.page.slug}.pdf" for n in (1, second.number)]
    assert {stems[0], f"{stems[1]}.missing.txt"} <= names
    assert [name for name in names if name.startswith("evidence/")]


@pytest.mark.thorough
def test_the_pdf_in_a_copy_is_one(us: Team) -> None:
    file = io.BytesIO()
    tasks.pack_copy(json.dumps({"assessment": str(us.assessment.pk), "language": "en"}).encode(), file, lambda n: None)
    content = zipfile.ZipFile(file).read(f"answers/round-1/{us.page.slug}.pdf")
    assert "ZQ7-note" in " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_copy_is_private_to_whoever_writes_and_asked(us: Team) -> None:
    client = browser(us.editor)
    assert "Make the copy" in client.get(at(us, "copy")).content.decode()
    response = client.post(at(us, "copy_make"))
    export = Export.objects.get()
    assert response.url == export.status_url
    assert (export.owner, export.private, export.media_type) == (us.editor.user, True, "application/zip")
    assert "ZQ7" not in f"{export.title}{export.filename}{export.page_url}{bytes(export.source)!r}"
    assert browser(us.owner).get(export.status_url).status_code == 404
    for part in (us.reviewer, us.viewer):
        assert "Make the copy" not in browser(part).get(at(us, "copy")).content.decode()
        assert browser(part).post(at(us, "copy_make")).status_code == 403
    assert us.assessment.steps.last().action == "copy"


def test_the_worker_makes_it_and_only_she_downloads_it(us: Team, monkeypatch) -> None:
    from exports.tasks import render_export

    monkeypatch.setattr(copying, "render_printout", lambda printout, seconds: b"paper")
    export = request_copy(by=us.owner, language="en")
    render_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.source) == ("done", None)
    response = browser(us.owner).get(export.file_url)
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        assert archive.testzip() is None
        assert "ZQ7-note" in archive.read("assessment.json").decode()
    assert browser(us.editor).get(export.file_url).status_code == 404


def test_only_an_owner_deletes_and_only_with_its_title(us: Team) -> None:
    assert browser(us.stranger).post(at(us, "erase"), {"title": us.assessment.title}).status_code == 404
    for part in (us.editor, us.reviewer, us.viewer):
        assert browser(part).post(at(us, "erase"), {"title": us.assessment.title}).status_code == 403
    wrong = browser(us.owner).post(at(us, "erase"), {"title": "Another"})
    assert wrong.status_code == 400
    assert "This is another title" in wrong.content.decode()
    assert 'value="Another"' in wrong.content.decode()
    assert "Make a full copy first" in wrong.content.decode()
    assert Assessment.objects.filter(pk=us.assessment.pk).exists()


def test_deleted_means_rows_evidence_and_exports_on_the_disk(us: Team, django_capture_on_commit_callbacks) -> None:
    other = team(title="Other")
    theirs = kept(other)
    exports = [request_copy(by=part, language="en") for part in (us.owner, us.editor, other.owner)]
    for export in exports:
        files.store_file(export.key, b"ZQ7-zip")
    with django_capture_on_commit_callbacks(execute=True):
        gone = browser(us.owner).post(at(us, "erase"), {"title": "  zq7-TITLE of the team "})
    assert gone.url == reverse("assessments:mine")
    assert list(Assessment.objects.all()) == [other.assessment]
    mine = {"sheet__round__assessment": us.assessment.pk}
    assert not Entry.objects.filter(**mine).exists()
    assert (Action.objects.count(), Comment.objects.count(), Evidence.objects.get()) == (0, 0, theirs)
    assert not AuditEntry.objects.filter(assessment=us.assessment.pk).exists()
    assert [path.name for path in on_disk()] == [theirs.pk.hex]
    folder = Path(storages["exports"].path(""))
    assert [path.stem for path in folder.rglob("*.pdf")] == [exports[2].key]
    assert Export.objects.get().key == exports[2].key
    for part in (us.owner, us.editor):
        assert browser(part).get(at(us, "copy")).status_code == 404


def test_a_copy_of_what_was_deleted_meanwhile_is_not_made() -> None:
    payload = {"assessment": "6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71", "language": "en"}
    with pytest.raises(PackError):
        tasks.pack_copy(json.dumps(payload).encode(), io.BytesIO(), lambda n: None)
