"""The version a team works with outlives editors and clean-ups; and what forms may hold."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from assessments.domain.answers import Answer
from assessments.forms.answering import format_form_base, read_submitted_answer, shorten_item_ids
from tests import factories
from tests.assessments.factories import Team, team
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage

TEXT = st.text(max_size=300)
MARKS = st.sampled_from(["", *ANSWERS])


@pytest.fixture
def crew(db: None) -> Team:
    return team()


def test_a_checklist_that_a_team_works_with_is_not_deleted(crew: Team, admin: User, as_) -> None:
    browser = as_(admin)
    path = reverse("wagtailadmin_pages:delete", args=[crew.page.pk])
    assert "cannot be deleted" in browser.post(path, follow=True).content.decode()
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={crew.page.pk}"
    assert "cannot be deleted" in browser.post(many, follow=True).content.decode()
    assert ChecklistPage.objects.filter(pk=crew.page.pk).exists()
    free = factories.checklist()
    browser.post(reverse("wagtailadmin_pages:delete", args=[free.pk]))
    assert not ChecklistPage.objects.filter(pk=free.pk).exists()


def test_cleaning_up_revisions_leaves_those_that_teams_work_with(crew: Team, as_) -> None:
    before = [item.value["question"] for item in crew.page.items()]
    crew.page.sections[0].value["items"][0]["question"] = "Another question?"
    for _more in range(2):
        crew.page.save_revision().publish()
    call_command("purge_revisions", verbosity=0)
    assert [item.value["question"] for item in crew.sheet.page().items()] == before
    assert as_(crew.viewer.user).get(reverse("assessments:sheet", args=[crew.sheet.pk])).status_code == 200


@given(MARKS, TEXT, TEXT, TEXT)
def test_a_form_that_nobody_touched_changes_nothing(mark: str, note: str, evidence: str, action: str) -> None:
    """Whatever the answer says: a browser sends its line ends as \\r\\n."""
    answer = Answer.from_data({"mark": mark, "note": note, "evidence": evidence, "action": action})
    sent = {"base": format_form_base(3, answer), "a": answer.mark}
    texts = {"n": answer.note, "e": answer.evidence, "p": answer.action}
    sent |= {letter: text.replace("\n", "\r\n") for letter, text in texts.items()}
    read = read_submitted_answer("item", sent)
    assert read is not None
    assert (read.answer, read.saves, read.is_touched, read.trouble) == (answer, 3, False, "")


@pytest.mark.thorough
@given(st.dictionaries(st.sampled_from(["base", "a", "n", "e", "p", "keep"]), TEXT))
def test_whatever_is_sent_is_read_or_passed_over(sent: dict[str, str]) -> None:
    read = read_submitted_answer("item", sent)
    assert read is None or read.answer.mark in {"", *ANSWERS}


@given(st.lists(st.uuids().map(str), unique=True), st.text("0123456789abcdef", min_size=8, max_size=8))
def test_no_two_questions_share_the_names_of_their_fields(ids: list[str], start: str) -> None:
    alike = [*ids, f"{start}-1", f"{start}-2"]
    assert len(set(shorten_item_ids(alike).values())) == len(set(alike))
