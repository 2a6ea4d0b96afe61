"""A page or a provision that is no longer for everybody takes its files with it."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from exports import pdf
from exports.actions import request_export
from exports.domain.printouts import unpack_printout
from exports.models import Export
from exports.printouts import build_printout
from exports.storage import files
from exports.tasks import render_export
from tests import factories
from tests.exports.paper import a_pdf
from toolkit.models import ChecklistPage, Provision, SearchEntry, SectionPage, ToolPage
from toolkit.printouts import build_draft_printout
from toolkit.tasks import render_handbooks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A renderer and a broker that cost nothing."""
    monkeypatch.setattr(pdf, "render_document", lambda *_source, **_limits: a_pdf())
    monkeypatch.setattr("exports.tasks.queueing.send_task", lambda *_args, **_options: True)


def finished(kind: str, subject: object, **options: str) -> Export:
    """As a reader has it made."""
    row = request_export(build_printout(f"toolkit.{kind}", str(subject), options))
    render_export(row.pk)
    return Export.objects.get(pk=row.pk)


def is_given(row: Export) -> bool:
    """To a visitor who kept the address."""
    answer = Client().get(row.file_url)
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


def section(slug: str) -> SectionPage:
    return factories.shelf(slug)


def tool_in(place: SectionPage) -> ToolPage:
    page = factories.tool()
    page.move(Page.objects.get(pk=place.pk), pos="last-child")
    return ToolPage.objects.get(pk=page.pk)


def test_every_edition_and_form_of_an_unpublished_tool_is_gone_and_no_other_file(
    django_capture_on_commit_callbacks,
) -> None:
    page, other = factories.tool(), factories.tool()
    rows = [finished("tool", page.pk), finished("tool", page.pk, form="paper", size="letter")]
    page.title = "Second edition"
    page.save_revision().publish()
    rows.append(finished("tool", page.pk))
    kept = finished("tool", other.pk)
    assert len({row.key for row in rows}) == 3
    assert all(is_given(row) for row in [*rows, kept])
    with django_capture_on_commit_callbacks(execute=True):
        ToolPage.objects.get(pk=page.pk).unpublish()
    assert not any(is_given(row) or files.file_exists(row.key) for row in rows)
    assert is_given(kept)


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_the_file_of_a_provision_goes_with_it_and_no_other(how: str, django_capture_on_commit_callbacks) -> None:
    article, other = factories.provision(key="quince-6"), factories.provision(key="quince-7")
    row, kept = finished("provision", article.pk), finished("provision", other.pk)
    assert is_given(row)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(Provision.objects.get(pk=article.pk), how)()
    assert not is_given(row)
    assert not files.file_exists(row.key)
    assert is_given(kept)


def test_a_page_that_is_published_again_has_its_file_again() -> None:
    page = factories.checklist()
    finished("checklist", page.pk)
    page.unpublish()
    with pytest.raises(LookupError):
        build_printout("toolkit.checklist", str(page.pk), {})
    ChecklistPage.objects.get(pk=page.pk).save_revision().publish()
    assert is_given(finished("checklist", page.pk))


def test_a_deleted_section_takes_the_files_of_all_its_pages() -> None:
    place = section("to-go")
    row = finished("tool", tool_in(place).pk)
    Page.objects.get(pk=place.pk).delete()
    assert not is_given(row)


def test_a_private_section_hides_the_files_below_it_and_the_same_address_comes_back_with_it() -> None:
    place = section("quiet")
    page = tool_in(place)
    row, elsewhere = finished("tool", page.pk), finished("tool", factories.tool().pk)
    restriction = PageViewRestriction.objects.create(page=place, restriction_type="login")
    assert not is_given(row)
    assert is_given(elsewhere)
    restriction.delete()
    again = finished("tool", page.pk)
    assert (again.key, is_given(again)) == (row.key, True)


def test_a_restriction_of_the_page_itself_hides_its_file() -> None:
    page = factories.checklist()
    row = finished("checklist", page.pk)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    assert not is_given(row)


def test_a_page_moved_into_a_private_section_takes_its_file_with_it() -> None:
    place = section("quiet")
    PageViewRestriction.objects.create(page=place, restriction_type="login")
    page = factories.tool()
    row = finished("tool", page.pk)
    page.move(Page.objects.get(pk=place.pk), pos="last-child")
    assert not is_given(row)


def test_an_unpublished_checklist_takes_the_tools_file_and_the_handbook_that_it_was_printed_in() -> None:
    tool = factories.tool()
    page = factories.checklist(title="Zebra crossing", tool=tool)
    rows = [finished("checklist", page.pk), finished("tool", tool.pk), finished("handbook", "en")]
    page.unpublish()
    assert not any(is_given(row) for row in rows)
    assert is_given(finished("tool", tool.pk))
    render_handbooks()
    fresh = Export.objects.get(kind="toolkit.handbook", subject="en")
    assert fresh.key != rows[-1].key
    assert "Zebra crossing" not in unpack_printout(bytes(fresh.source or b""))["html"]


def test_a_translated_checklist_takes_the_translated_tools_file_also_where_it_names_the_originals() -> None:
    original = factories.tool()
    factories.home("ur")
    translated = original.copy_for_translation(factories.locale("ur"), copy_parents=True)
    translated.save_revision().publish()
    page = factories.checklist(tool=original, language="ur")
    theirs, english = finished("tool", translated.pk), finished("tool", original.pk)
    page.unpublish()
    assert not is_given(theirs)
    assert is_given(english)


def test_an_editors_own_draft_stays_hers(as_, editor) -> None:
    page = factories.checklist()
    row = request_export(build_draft_printout(page), by=editor)
    page.unpublish()
    assert as_(editor).get(row.status_url).status_code == 200


def test_pages_that_are_printed_nowhere_take_nothing() -> None:
    row = finished("handbook", "en")
    section("empty").unpublish()
    assert is_given(row)


def test_a_private_page_can_be_deleted_and_leaves_nothing_in_the_search() -> None:
    page = factories.checklist()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    ChecklistPage.objects.get(pk=page.pk).delete()
    assert not SearchEntry.objects.filter(page_id=page.pk).exists()


def test_a_published_translation_has_the_translated_tools_file_made_ahead_also_where_it_names_the_originals(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    sent: list[tuple] = []
    monkeypatch.setattr("exports.actions.send_task", lambda _task, *words: sent.append(words))
    original = factories.tool()
    factories.home("ur")
    translated = original.copy_for_translation(factories.locale("ur"), copy_parents=True)
    translated.save_revision().publish()
    page = factories.checklist(tool=original, language="ur")
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert sent == [
        ("toolkit.checklist", str(page.pk), {"form": "fillable"}),
        ("toolkit.checklist", str(page.pk), {"form": "paper"}),
        ("toolkit.tool", str(translated.pk), {"form": "paper"}),
    ]
