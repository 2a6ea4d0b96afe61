"""What follows from a publication."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests import factories
from toolkit.actions.publishing import record_publication
from toolkit.actions.search_rows import index_all_content
from toolkit.models import ChecklistPage, SearchEntry, Version
from toolkit.tasks import publish_scheduled

pytestmark = pytest.mark.django_db


def publish(page: ChecklistPage) -> ChecklistPage:
    page.save_revision().publish()
    return ChecklistPage.objects.get(pk=page.pk)


def test_each_publication_is_the_next_version_and_names_its_revision() -> None:
    page = factories.checklist()
    page.title = "Second"
    page = publish(page)
    versions = list(Version.objects.filter(page=page))
    assert [version.number for version in versions] == [2, 1]
    assert versions[0].revision_id == page.live_revision_id


def test_a_draft_is_no_version_and_cannot_be_found() -> None:
    page = factories.checklist()
    page.title = "Zebra draft"
    page.save_revision()
    assert Version.objects.filter(page=page).count() == 1
    assert not SearchEntry.objects.filter(title="Zebra draft").exists()


def test_what_an_editor_gave_a_day_comes_and_goes_on_that_day() -> None:
    """By the task that the beat sends; before and after it, readers get nothing."""
    now = timezone.now()
    page = factories.tool(title="Zebra of Monday", live=False)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
    page.save_revision().publish()

    def is_read() -> bool:
        publish_scheduled()
        found = SearchEntry.objects.filter(title="Zebra of Monday").exists()
        assert found == (Client().get(page.url).status_code == 200)
        return found

    assert not is_read()
    with time_machine.travel(now + timedelta(hours=2)):
        assert is_read()
    with time_machine.travel(now + timedelta(hours=4)):
        assert not is_read()


def test_questions_keep_their_ids_through_edits_reordering_and_copies() -> None:
    first, second = factories.item("First?"), factories.item("Second?")
    page = factories.checklist([factories.section("A", [first, second])])
    raw = page.sections.get_prep_value()
    raw[0]["value"]["items"].reverse()
    raw[0]["value"]["items"][0]["value"]["question"] = "Second, better?"
    page.sections = page.sections.stream_block.to_python(raw)
    page = publish(page)
    assert [item.id for item in page.items()] == [second["id"], first["id"]]
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert [item.id for item in copy.specific.items()] == [second["id"], first["id"]]


def test_an_unpublished_page_leaves_the_search() -> None:
    page = factories.checklist()
    assert SearchEntry.objects.filter(page=page).count() == 3
    page.unpublish()
    assert SearchEntry.objects.filter(page=page).count() == 0


def test_a_page_made_private_leaves_the_search_with_all_below_it() -> None:
    page = factories.checklist()
    restriction = PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    assert SearchEntry.objects.filter(page=page).count() == 0
    restriction.delete()
    assert SearchEntry.objects.filter(page=page).count() == 3


def test_a_row_that_outlived_its_publication_is_still_hidden() -> None:
    page = factories.checklist()
    ChecklistPage.objects.filter(pk=page.pk).update(live=False)
    assert SearchEntry.objects.filter(page=page).exists()
    assert not SearchEntry.objects.visible().filter(page=page).exists()


def test_a_question_rests_on_its_provisions() -> None:
    rule = factories.provision()
    page = factories.checklist([factories.section("A", [factories.item("Kept?", [rule]), factories.item("Other?")])])
    assert [row.title for row in rule.carried.all()] == ["Kept?"]
    assert SearchEntry.objects.filter(page=page, kind="item").count() == 2


@pytest.mark.thorough
def test_rebuilding_everything_gives_the_same_rows() -> None:
    rule = factories.provision()
    factories.term("Zebra crossing")
    factories.tool([factories.citation(rule), factories.block("text", "<p>Every zebra crossing counts.</p>")])
    factories.checklist()
    before = set(SearchEntry.objects.values_list("kind", "path", "title", "text"))
    index_all_content()
    assert set(SearchEntry.objects.values_list("kind", "path", "title", "text")) == before


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_get_two_numbers() -> None:
    page = factories.checklist()

    def again(_: int) -> int:
        try:
            return record_publication(page, None).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(again, range(8)))
    assert sorted(numbers) == list(range(2, 10))
