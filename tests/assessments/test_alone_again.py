"""Without JavaScript somebody comes back to the checklist's public page, which never shows what she answered."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions.session_answers import load_session_answers
from assessments.domain.answers import Answer
from tests import factories
from toolkit.models import ChecklistPage

pytestmark = pytest.mark.django_db
FIRST = Answer("no", "ZQ7-note", "ZQ7-evidence")


@pytest.fixture
def checklist() -> ChecklistPage:
    return factories.checklist([factories.section("First", [factories.item("One?"), factories.item("Two?")])])


@pytest.fixture
def ids(checklist: ChecklistPage) -> list[str]:
    return [item.id for item in checklist.items()]


@pytest.fixture
def reader(checklist: ChecklistPage, ids: list[str]) -> Client:
    """She answered the first question."""
    browser = Client(HTTP_SEC_FETCH_SITE="same-origin")
    send(browser, checklist, {f"a_{ids[0]}": "no", f"n_{ids[0]}": "ZQ7-note", f"e_{ids[0]}": "ZQ7-evidence"})
    return browser


def send(browser: Client, checklist: ChecklistPage, fields: dict[str, str]) -> None:
    """Every text of the form comes along, empty or not, as a browser sends it."""
    texts = {f"{letter}_{item.id}": "" for item in checklist.items() for letter in "nep"}
    path = reverse("assessments:result", args=[checklist.translation_key])
    assert browser.post(path, {**texts, **fields}).status_code == 302


def test_what_the_public_page_leaves_empty_stays_as_it_was(checklist, ids, reader) -> None:
    send(reader, checklist, {f"a_{ids[1]}": "yes"})
    assert load_session_answers(reader.session, checklist).answers == {ids[0]: FIRST, ids[1]: Answer("yes")}
    send(reader, checklist, {f"a_{ids[0]}": "partly", f"n_{ids[0]}": "Newer"})
    assert load_session_answers(reader.session, checklist).of(ids[0]) == Answer("partly", "Newer", "ZQ7-evidence")


def test_a_text_taken_out_where_it_was_shown_is_gone(checklist, ids, reader) -> None:
    page = reader.get(reverse("assessments:fill", args=[checklist.translation_key])).content.decode()
    assert '<input type="hidden" name="whole" value="1">' in page
    assert 'name="whole"' not in reader.get(f"/en/checklists/{checklist.slug}/").content.decode()
    send(reader, checklist, {"whole": "1", f"a_{ids[0]}": "no", f"n_{ids[0]}": "ZQ7-note"})
    assert load_session_answers(reader.session, checklist).answers == {ids[0]: Answer("no", "ZQ7-note")}
