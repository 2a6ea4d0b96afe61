"""Who may take which package, and that asking is enough."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from exports.models import Export
from exports.storage import files
from exports.tasks import render_export
from modules.actions.publishing import process_module_publication
from modules.models import Module
from modules.packages.formats import PACKAGE_FORMATS
from modules.permissions import LECTURERS
from tests.modules.boxes import opened
from tests.modules.classroom import RIGHT, SECRET, listed, module, part, parts
from toolkit.models import SearchEntry

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


@pytest.fixture
def lecturer(member: User) -> User:
    """Verified: she reads marking notes."""
    member.groups.add(Group.objects.get(name=LECTURERS))
    return member


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_words, **_options: True)


@pytest.fixture
def taught(sent: None) -> Module:
    return module(stored=complete_parts())


def complete_parts() -> list[dict[str, Any]]:
    """Something for each package."""
    deck = part("slides", "deck", title="Slides", slides=listed({"title": "Two", "points": [], "notes": "Say it"}))
    return [*parts(), deck]


def address(row: Module, shelf: str, *, marking: bool = False) -> str:
    return reverse("modules:take_with_marking" if marking else "modules:take", args=[row.slug, shelf])


def content(row: Export) -> str:
    with files.open_file(row.key) as file:
        return "\n".join(data.decode("utf-8", "replace") for data in opened(file.read()).values())


def test_a_visitor_asks_waits_and_gets_a_file_without_any_secret(visitor: Client, taught: Module) -> None:
    for shelf in PACKAGE_FORMATS:
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(address(taught, shelf))
        row = Export.objects.get(kind=f"modules.{shelf}")
        assert answer["Location"] == row.status_url
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
        render_export(row.pk)
        row.refresh_from_db()
        assert (row.state, row.private) == ("done", False)
        assert browser.post(address(taught, shelf))["Location"] == row.file_url
        file = browser.get(row.file_url)
        assert file["Content-Type"] == PACKAGE_FORMATS[shelf].media_type
        assert file["Content-Disposition"].startswith("attachment")
        text = content(row)
        assert SECRET not in text
        assert RIGHT not in text


def test_get_leads_to_the_box_and_makes_nothing(visitor: Client, taught: Module) -> None:
    assert visitor.get(address(taught, "epub"))["Location"] == f"{taught.get_absolute_url()}#teach"
    assert not Export.objects.exists()


def test_a_hundred_who_ask_share_one_file(taught: Module) -> None:
    for _reader in range(3):
        Client().post(address(taught, "cartridge"))
    assert Export.objects.count() == 1


def test_a_changed_module_is_another_file(visitor: Client, taught: Module) -> None:
    visitor.post(address(taught, "epub"))
    Module.objects.filter(pk=taught.pk).update(version=2)
    visitor.post(address(taught, "epub"))
    assert sorted(Export.objects.values_list("version_note", flat=True)) == ["Version 1", "Version 2"]


def test_drafts_and_unknown_shelves_are_404_for_everybody(
    as_: As, lecturer: User, publisher: User, taught: Module
) -> None:
    unpublished, review = module("not-out", live=False), module("for-review", for_review=True)
    bare = module("no-questions", [raw for raw in parts() if raw["type"] != "question"])
    refused = [
        *(address(row, shelf) for row in (unpublished, review) for shelf in ("epub", "handbook")),
        *(address(taught, shelf) for shelf in ("poster", "pdf")),
        address(bare, "moodle"),
        reverse("exports:ask", args=["modules.handbook", review.pk]),
        reverse("exports:ask", args=["modules.handbook", unpublished.pk]),
        reverse("exports:ask", args=["modules.epub", taught.pk]),
    ]
    for browser in (Client(), as_(lecturer), as_(publisher)):
        for path in refused:
            assert browser.post(path).status_code == 404, path
    assert as_(lecturer).post(address(unpublished, "epub", marking=True)).status_code == 404
    assert not Export.objects.exists()


def test_only_a_verified_lecturer_gets_marking_notes_and_only_for_herself(
    as_: As, lecturer: User, other_member: User, editor: User, publisher: User, admin: User, taught: Module
) -> None:
    for stranger in (Client(), as_(other_member), as_(editor), as_(publisher)):
        assert stranger.post(address(taught, "site", marking=True)).status_code == 404
    assert not Export.objects.exists()
    hers = as_(lecturer)
    hers.post(address(taught, "site", marking=True))
    row = Export.objects.get()
    assert (row.private, row.owner) == (True, lecturer)
    render_export(row.pk)
    row.refresh_from_db()
    assert SECRET in content(row)
    assert RIGHT in content(row)
    file = hers.get(row.file_url)
    assert file["Cache-Control"] == "private, no-store"
    for stranger in (Client(), as_(other_member), as_(editor), as_(admin)):
        assert stranger.get(row.file_url).status_code == 404
        assert stranger.get(row.status_url).status_code == 404


def test_a_lecturer_reviews_a_draft_that_is_shown(as_: As, lecturer: User, sent: None) -> None:
    review = module("for-review", for_review=True)
    as_(lecturer).post(address(review, "document", marking=True))
    assert "-draft-" in Export.objects.get().filename


def test_a_lecturers_form_needs_its_token_and_a_link_makes_nothing(lecturer: User, taught: Module) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lecturer)
    assert browser.post(address(taught, "site", marking=True)).status_code == 403
    assert browser.get(address(taught, "site", marking=True)).status_code == 405
    assert not Export.objects.exists()


def test_the_handbook_goes_the_same_way(visitor: Client, as_: As, lecturer: User, taught: Module) -> None:
    visitor.post(address(taught, "handbook"))
    row = Export.objects.get()
    assert (row.kind, row.filename) == ("modules.handbook", "rights-test-handbook-en-v1.pdf")
    asked = visitor.post(reverse("exports:ask", args=["modules.handbook", taught.pk]))
    assert asked["Location"] == row.status_url
    as_(lecturer).post(address(taught, "handbook", marking=True))
    assert Export.objects.get(private=True).filename == "rights-test-handbook-en-v1-lecturers.pdf"


def test_every_shelf_is_on_the_page_with_what_it_is_for(
    visitor: Client, as_: As, lecturer: User, taught: Module
) -> None:
    page = visitor.get(taught.get_absolute_url()).text
    hers = as_(lecturer).get(reverse("modules:marking", args=[taught.slug])).text
    for shelf in PACKAGE_FORMATS.values():
        assert f'action="{address(taught, shelf.code)}"' in page
        assert str(shelf.purpose) in page
        assert f'action="{address(taught, shelf.code, marking=True)}"' in hers
    assert f'action="{address(taught, "handbook")}"' in page
    assert address(taught, "epub", marking=True) not in page
    review = module("for-review", for_review=True)
    assert "/take/" not in visitor.get(review.get_absolute_url()).text


def test_asking_costs_the_same_however_long_the_module_is(visitor: Client, sent: None) -> None:
    counts = []
    for copies in (1, 3):
        row = module(f"long-{copies}", parts() * copies)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            visitor.post(address(row, "cartridge"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("end", ["unpublish", "delete"])
def test_what_is_taken_back_is_no_file_and_no_hit_any_more(
    end: str, visitor: Client, as_: As, lecturer: User, taught: Module
) -> None:
    process_module_publication(taught)
    other = module("another-module", complete_parts())
    as_(lecturer).post(address(taught, "site", marking=True))
    for code in [*PACKAGE_FORMATS, "handbook"]:
        visitor.post(address(other, code))
    kept = set(Export.objects.values_list("key", flat=True))
    for code in [*PACKAGE_FORMATS, "handbook"]:
        visitor.post(address(taught, code))
    assert Export.objects.count() == 2 * len(kept) - 1
    assert SearchEntry.objects.filter(path=f"modules/{taught.slug}/").exists()
    getattr(taught, end)()
    assert set(Export.objects.values_list("key", flat=True)) == kept
    assert not SearchEntry.objects.filter(path=f"modules/{taught.slug}/").exists()
