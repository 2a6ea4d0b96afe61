"""The making of a language's copy for phones: when, of what, one at a time, and what becomes of the one before."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from wagtail.models import Page

from exports.models import Export
from exports.models.exports import State
from tests import factories
from tests.toolkit.saving import bundle_of, finish, saved_list
from toolkit import tasks
from toolkit.caching.content_version import renew_content_version
from toolkit.domain.saved import EVERYTHING, digest_content
from toolkit.models import Provision, Term, ToolPage
from toolkit.packages.saved import BUNDLE, LIST, NotForPhonesError
from toolkit.tasks import find_due_copies, make_saved_copy, renew_saved_copies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "few")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def test_a_copy_is_made_once_for_a_version_and_its_list_names_what_a_phone_checks(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Client().get("/en/saved/list/").json() is None
    make_saved_copy("en")
    finish()
    listed = saved_list()
    pages = bundle_of(listed, EVERYTHING)
    assert list(pages) == list(listed["pages"])
    assert all(digest_content(page) == listed["pages"][path] for path, page in pages.items())
    for address, known in listed["files"].items():
        assert digest_content(Path(settings.BASE_DIR, address.removeprefix("/")).read_bytes()) == known
    assert listed["policies"]["Content-Security-Policy"]
    assert listed["words"]["day"] in listed["words"]["copy"]
    response = Client().get("/en/saved/list/")
    assert (response["Cache-Control"], "Set-Cookie" in response) == ("no-store", False)
    monkeypatch.setattr("toolkit.tasks.render_edition", lambda language: pytest.fail("made twice"))
    make_saved_copy("en")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The languages that were asked for, with the queue."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr("toolkit.tasks.send_task", lambda task, code, *, queue: found.append((code, queue)))
    return found


def test_one_language_after_the_other_waits_among_the_large_files(sent: list[tuple[str, str]]) -> None:
    renew_saved_copies()
    assert sent == [(LANGUAGES[0], "large")]
    make_saved_copy(LANGUAGES[0])
    assert sent[1:] == [(LANGUAGES[1], "large")]
    caches["default"].set("saved.making", "now")
    make_saved_copy(LANGUAGES[1])
    assert not Export.objects.filter(subject=LANGUAGES[1]).exists(), "somebody else makes one now"
    assert len(sent) == 2


def test_while_editors_are_at_work_a_language_rests_for_an_hour_unless_its_copy_was_withdrawn() -> None:
    make_saved_copy("en")
    assert "en" not in find_due_copies()
    renew_content_version()
    assert "en" not in find_due_copies()
    Export.objects.filter(kind=LIST.kind).delete()
    assert "en" in find_due_copies()
    make_saved_copy("en")
    renew_content_version()
    caches["default"].delete("saved.en.lately")
    assert "en" in find_due_copies(), "the hour is over"


@pytest.mark.parametrize("kind", [LIST.kind, BUNDLE.kind])
def test_a_file_that_failed_or_was_lost_is_made_again(kind: str) -> None:
    make_saved_copy("en")
    finish()
    caches["default"].delete("saved.en.lately")
    assert "en" not in find_due_copies()
    row = Export.objects.filter(kind=kind).first()
    assert row
    row.delete()
    assert "en" in find_due_copies()
    make_saved_copy("en")
    again = Export.objects.filter(key=row.key)
    again.update(state=State.FAILED, error=Export.Fault.NO_ROOM)
    caches["default"].delete("saved.en.lately")
    make_saved_copy("en")
    finish()
    assert again.get().state == State.DONE
    assert saved_list()["pages"]


def test_a_page_that_is_not_for_everybody_keeps_its_language_waiting_and_no_other(
    sent: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(language: str) -> None:
        raise NotForPhonesError("/en/tools/quince/: 500")

    monkeypatch.setattr("toolkit.tasks.render_edition", refuse)
    make_saved_copy("en")
    assert "/en/tools/quince/: 500" in caplog.text
    assert "en" not in find_due_copies()
    assert sent == [(LANGUAGES[1], "large")]
    assert not Export.objects.exists()


@pytest.mark.parametrize("step", ["render_edition", "build_list"])
def test_what_changes_while_a_copy_is_made_throws_it_away(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may have been withdrawn that was rendered before."""
    original = getattr(tasks, step)

    def change_meanwhile(*words: Any) -> Any:
        made = original(*words)
        renew_content_version()
        return made

    monkeypatch.setattr(tasks, step, change_meanwhile)
    make_saved_copy("en")
    assert not Export.objects.exists()
    assert "en" in find_due_copies()
    monkeypatch.setattr(tasks, step, original)
    make_saved_copy("en")
    finish()
    assert saved_list()["pages"]


def test_a_copy_that_was_superseded_stays_for_a_day_and_until_the_next_one_is_there() -> None:
    make_saved_copy("en")
    finish()
    first = saved_list()
    days_later(1)
    edit_a_term("Quince.")
    make_saved_copy("en")
    assert saved_list()["version"] == first["version"], "the newer one waits for its turn"
    finish()
    assert saved_list()["version"] != first["version"]
    assert bundle_of(first, EVERYTHING)
    days_later(2)
    edit_a_term("Medlar.")
    make_saved_copy("en")
    assert Client().get(first["sets"][EVERYTHING]["address"]).status_code == 404
    finish()
    assert bundle_of(saved_list(), EVERYTHING)


def edit_a_term(words: str) -> None:
    term = Term.objects.filter(locale__language_code="en", live=True).first()
    assert term
    term.short = words
    term.save()
    renew_content_version()
    caches["default"].delete("saved.en.lately")


def days_later(days: int) -> None:
    for row in Export.objects.all():
        Export.objects.filter(pk=row.pk).update(asked_at=row.asked_at - timedelta(days=days))


@pytest.mark.parametrize("how", ["tool", "provision"])
def test_what_is_withdrawn_takes_the_copy_with_it_and_is_not_in_the_next(
    how: str, django_capture_on_commit_callbacks: Any
) -> None:
    row: Any = factories.tool(slug="quince-tool") if how == "tool" else factories.provision(key="quince-6")
    path = row.get_absolute_url() if how == "provision" else f"/en/{row.portal_path()}"
    row = ToolPage.objects.get(pk=row.pk) if how == "tool" else Provision.objects.get(pk=row.pk)
    if how == "tool":  # below the shelf of tools, as everything a phone saves
        row.move(Page.objects.get(url_path="/home/tools/"), pos="last-child")
        row = ToolPage.objects.get(pk=row.pk)
        path = f"/en/{row.portal_path()}"
    make_saved_copy("en")
    finish()
    listed = saved_list()
    assert path in listed["pages"]
    address = listed["sets"][EVERYTHING]["address"]
    with django_capture_on_commit_callbacks(execute=True):
        row.unpublish()
    assert Client().get("/en/saved/list/").json() is None
    assert Client().get(address).status_code == 404
    make_saved_copy("en")
    finish()
    assert path not in saved_list()["pages"]


def test_an_edit_and_its_taking_back_lead_to_the_list_of_the_content_as_it_is() -> None:
    term = Term.objects.filter(locale__language_code="en", live=True).first()
    assert term
    make_saved_copy("en")
    finish()
    first = saved_list()
    words = term.short
    for text in ("Quince.", words):
        term.short = text
        term.save()
        caches["default"].clear()  # another version of the content
        make_saved_copy("en")
        finish()
    again = saved_list()
    assert again["version"] == first["version"]
