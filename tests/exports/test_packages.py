"""Files that are no PDF: the same ledger, the same caps, their own words."""

import logging
import zipfile
from dataclasses import fields, replace
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exports import packages
from exports.actions import request_export
from exports.domain.packages import unpack_payload
from exports.models import Export
from exports.models.exports import State
from exports.storage import files
from exports.tasks import render_export
from tests.exports.packing import a_package

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_broker(sent: list) -> None:
    pass


def made(kind: str = "zip", **changes: object) -> Export:
    row = request_export(a_package(kind, **changes))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def test_a_package_goes_from_request_to_file(visitor: Client) -> None:
    row = made()
    assert (row.state, row.pages, row.media_type, row.source) == (State.DONE, 0, "application/zip", None)
    answer = visitor.get(row.file_url)
    content = b"".join(answer.streaming_content)
    assert len(content) == row.size == files.get_file_size(row.key)
    assert zipfile.ZipFile(BytesIO(content)).read("words.json") == b'{"words": "Law"}'
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="copy-en-v3.zip"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]


def test_all_who_ask_share_one_row_and_another_version_is_another_file() -> None:
    one = made()
    assert request_export(a_package()).pk == one.pk
    for changed in (a_package(version="2"), a_package(payload=b"{}"), a_package(media_type="application/x-other")):
        assert request_export(changed).pk != one.pk


def test_any_changed_field_changes_the_key() -> None:
    package, other = a_package(), a_package("long", subject="2", title="B", language="fr", filename="b.epub")
    other = replace(other, media_type="a/b", payload=b"", version="9", version_note="n", page_url="/x", private=True)
    other = replace(other, options={"for": "all"}, fillable=True, seconds=99)
    for item in fields(package):
        changed = replace(package, **{item.name: getattr(other, item.name)})
        assert (changed.key("r") == package.key("r")) is (item.name == "seconds"), item.name
    assert unpack_payload(package.pack()) == package.payload


@pytest.mark.parametrize("name", ["../copy.zip", "copy", "a b.zip", "copy.zip\r\nX: y", ".zip", "copy.", "copy.Z"])
def test_an_unsafe_file_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        a_package(filename=name)


def test_a_pdf_is_no_package() -> None:
    with pytest.raises(ValueError, match="Printout"):
        a_package(media_type="application/pdf")


def test_a_pdf_without_pages_and_a_file_without_bytes_are_never_done() -> None:
    row = made()
    for wrong in ({"media_type": "application/pdf"}, {"size": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=row.pk).update(**wrong)


def test_what_takes_too_long_ends_at_once_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 1000, 31))
    monkeypatch.setattr("exports.tasks.rendering.time.monotonic", lambda: next(clock))
    made("long")
    row = made("long")  # its first try, which does not count, and all of its time
    assert (row.state, row.error, row.attempts) == (State.FAILED, "too-long", 1)
    assert not files.file_exists(row.key)


def test_what_grows_too_large_or_is_refused_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST", 1000)
    assert (made("large").error, made("refusing").error) == ("too-big", "refused")
    assert not list(files.list_files(made("large").key[0], older_than=-60))


def test_a_packers_bug_is_tried_three_times_and_quotes_nothing_private(
    member: User, caplog: pytest.LogCaptureFixture
) -> None:
    row = request_export(a_package("buggy", payload=b"ZQ7-secret", private=True), by=member)
    with caplog.at_level(logging.DEBUG):
        for _attempt in range(5):
            render_export(row.pk)
    row.refresh_from_db()
    assert (row.state, row.error, row.attempts) == (State.FAILED, "broken", 3)
    assert "ZQ7-secret" not in caplog.text


def test_a_kind_that_is_gone_since_it_was_asked_for_fails_instead_of_hanging(settings: Any) -> None:
    row = request_export(a_package())
    settings.FILE_KINDS = ["toolkit.printouts.PRINTOUTS"]
    for _attempt in range(3):
        render_export(row.pk)
    row.refresh_from_db()
    assert row.state == State.FAILED


def test_a_private_package_is_its_owners_alone_and_never_cached(as_, member: User, other_member: User) -> None:
    row = request_export(a_package(private=True), by=member)
    render_export(row.pk)
    row.refresh_from_db()
    assert as_(member).get(row.file_url)["Cache-Control"] == "private, no-store"
    for stranger in (as_(other_member), Client()):
        assert stranger.get(row.file_url).status_code == 404
        assert stranger.get(row.status_url).status_code == 404


def test_the_status_page_speaks_of_a_file(visitor: Client) -> None:
    row = request_export(a_package())
    waiting = visitor.get(row.status_url).text
    Export.objects.filter(pk=row.pk).update(state=State.RENDERING, lease_until=timezone.now(), page=2, stage="packing")
    making = visitor.get(row.status_url).text
    Export.objects.filter(pk=row.pk).update(state=State.QUEUED)
    render_export(row.pk)
    ready = visitor.get(row.status_url).text
    assert "Your file is waiting its turn" in waiting
    assert "Putting the parts together" in making
    assert "Your file is ready" in ready
    assert "Download the file" in ready
    assert '<span class="ltr">ZIP</span>' in ready
    for page in (waiting, making, ready):
        assert "PDF" not in page
        assert "0 pages" not in page


def test_a_package_has_no_address_of_its_own(visitor: Client) -> None:
    assert visitor.post(reverse("exports:ask", args=["tests.zip", "one"])).status_code == 404
