"""What lecturers tell: hers alone, sums for staff, words for editors."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import User
from modules.actions import teaching as actions
from modules.domain import retention
from modules.models import Feedback, LecturerRequest, PlannedClass, TaughtClass
from modules.selectors.counting import TeachingTable, count_table_rows, count_totals
from modules.tasks import purge
from tests.modules.classroom import module, part, stable, taught
from toolkit.caching.content_version import get_content_version
from toolkit.domain.small_counts import FEWEST, find_hidden_cells, mask_small_count

FORM = {
    "taught_on": "2026-03-02",
    "institution": "ZQ7 University",
    "country": "PK",
    "women": "12",
    "men": "",
    "others": "0",
    "unknown": "3",
    "worked": "The cards",
    "changed": "Shorter",
}


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db
def test_a_class_is_told_changed_and_deleted_by_its_lecturer_only(as_, member: User, other_member: User) -> None:
    row = module()
    browser, address = as_(member), reverse("modules:taught", args=[row.slug])
    assert browser.post(address, FORM).status_code == 302
    told = TaughtClass.objects.get()
    assert (told.women, told.men, told.unknown, told.students, told.version) == (12, 0, 3, 15, 1)
    assert "ZQ7 University" in browser.get(reverse("modules:taught_list")).content.decode()
    assert 'value="ZQ7 University"' in browser.get(address).content.decode()
    edit, delete = (reverse(f"modules:taught_{verb}", args=[told.pk]) for verb in ("edit", "delete"))
    stranger = as_(other_member)
    assert "ZQ7" not in stranger.get(reverse("modules:taught_list")).content.decode()
    assert stranger.post(edit, FORM).status_code == stranger.post(delete).status_code == 404
    assert browser.post(edit, {**FORM, "men": "7"}).status_code == 302
    told.refresh_from_db()
    assert told.men == 7
    browser.post(delete)
    assert not TaughtClass.objects.exists()


@pytest.mark.django_db
def test_bad_numbers_and_days_are_named_and_nothing_is_lost(as_, member: User) -> None:
    address = reverse("modules:taught", args=[module().slug])
    tomorrow = timezone.localdate() + timedelta(days=1)
    bad = {**FORM, "taught_on": tomorrow.isoformat(), "women": "-1", "men": "many"}
    response = as_(member).post(address, bad)
    html = response.content.decode()
    assert response.status_code == 422
    for sentence in ("This day is still to come", "Write 0 or more", "Write a number of students"):
        assert sentence in html
    assert "The cards" in html
    nobody = as_(member).post(address, {**FORM, "women": "", "unknown": "0"})
    assert "Say how many students there were" in nobody.content.decode()
    assert not TaughtClass.objects.exists()


@pytest.mark.django_db
def test_own_classes_cost_the_same_queries_whatever_their_number(as_, member: User) -> None:
    row, address = module(), reverse("modules:taught_list")
    taught(member, row)
    browser = as_(member)
    browser.get(address)
    counted = queries_of(browser, address)
    taught(member, row)
    taught(member, module("another"))
    assert queries_of(browser, address) == counted


@given(st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers(0, 60), max_size=8))
def test_what_is_hidden_cannot_be_worked_out_from_the_total(counts: dict[str, int]) -> None:
    dark = find_hidden_cells(counts)
    assert {key for key, count in counts.items() if count < FEWEST} <= dark, "nobody looks like a few"
    if dark and len(dark) < len(counts):
        assert len(dark) >= 2
        assert sum(counts[key] for key in dark) >= FEWEST


@pytest.mark.django_db
def test_staff_read_sums_and_small_numbers_are_hidden(as_, member: User, publisher: User, editor: User) -> None:
    one, other = module(), module("another")
    taught(member, one, women=40, men=33, worked="ZQ7-worked")
    taught(member, one, women=21, men=3, country="BD")
    taught(member, other, women=12, men=0, others=2, country="IQ")
    rows = {row.label: row for row in count_table_rows(TeachingTable.COUNTRY)}
    classes, women, men, others, _unknown = zip(
        *(rows[name].numbers for name in ("Pakistan", "Bangladesh", "Iraq")), strict=True
    )
    assert women == (40, 20, 10)
    assert (men[0], men[1], others[2]) == (None, None, None)
    assert others[0] is None, "nobody looks like a few"
    assert classes == (None, None, None)
    assert count_totals() == (None, 75, 35, None, None)
    assert mask_small_count(9) is mask_small_count(0) is None
    assert {row.label for row in count_table_rows(TeachingTable.MODULE)} == {"Module rights-test", "Module another"}
    html = as_(publisher).get(reverse("adaptations:teaching")).content.decode()
    assert "ZQ7-worked" in html
    assert "ZQ7 University" not in html
    assert member.email not in html
    assert as_(editor).get(reverse("adaptations:teaching")).status_code == 302


@pytest.mark.django_db
def test_what_is_shown_whole_has_a_row_and_what_is_hidden_whole_has_none(member: User) -> None:
    row = module()
    for country, number in (("PK", 24), ("BD", 11), ("ZM", 2), ("AF", 1)):
        for _class in range(number):
            taught(member, row, country=country, women=1, men=1, others=1, unknown=1)
    assert [(one.label, set(one.numbers)) for one in count_table_rows(TeachingTable.COUNTRY)] == [("Pakistan", {25})]


@pytest.mark.django_db
def test_one_class_in_a_country_is_counted_nowhere(as_, member: User, publisher: User) -> None:
    """Neither itself, nor by what is left of the total, nor by the length of a bar, nor by its place."""
    row = module()
    for country, number in (("PK", 24), ("BD", 11), ("ZM", 2), ("AF", 1)):
        for _class in range(number):
            taught(member, row, country=country, women=30)
    assert [(one.label, one.classes) for one in count_table_rows(TeachingTable.COUNTRY)] == [
        ("Pakistan", 25),
        ("Afghanistan", None),
        ("Bangladesh", None),
        ("Zambia", None),
    ]  # of students there are enough
    assert count_totals()[0] == 40
    answer = as_(publisher).get(reverse("adaptations:teaching"))
    boards = {table: [bar for _row, bar in rows] for table, rows in answer.context["boards"]}
    assert boards[TeachingTable.COUNTRY] == [240, 0, 0, 0]
    body = as_(publisher).get(reverse("adaptations:workbook")).content
    column = [sheet[2] for sheet in load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)]
    assert not {1, 2, 11, 24} & set(column)


@pytest.mark.django_db
def test_what_only_one_person_sees_forgets_no_page(as_, member: User, django_capture_on_commit_callbacks: Any) -> None:
    """Else whoever has an account could keep every reader waiting."""
    row, browser = module(), as_(member)
    browser.post(reverse("modules:build", args=[row.slug]), {"minutes": "90", "students": "20", "language": "en"})
    request = {"institution": "A", "role": "B", "country": "PK", "proof": "C"}
    before = get_content_version()
    for name, sent, kept in (
        ("taught", FORM, TaughtClass),
        ("feedback", {"part": "", "words": "Good"}, Feedback),
        ("save_class", {"title": "Monday"}, PlannedClass),
        ("lecturer", request, LecturerRequest),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            browser.post(reverse(f"modules:{name}", args=[] if name == "lecturer" else [row.slug]), sent)
            kept.objects.get().delete()
        assert get_content_version() == before, name
    with django_capture_on_commit_callbacks(execute=True):
        row.save()
    assert get_content_version() != before


@pytest.mark.django_db
def test_a_lecturer_is_told_what_staff_read(as_, member: User, publisher: User) -> None:
    browser = as_(member)
    address = reverse("modules:taught", args=[module().slug])
    told = browser.post(address, {**FORM, "worked": "ZQ7-worked"}, follow=True).content.decode()
    assert "what you wrote without your name" in told
    assert "Nobody but you sees" not in told
    assert "ZQ7-worked" in as_(publisher).get(reverse("adaptations:teaching")).content.decode()


@pytest.mark.django_db
def test_the_workbook_holds_what_the_page_shows(as_, member: User, publisher: User) -> None:
    taught(member, module(), women=42, men=4)
    body = as_(publisher).get(reverse("adaptations:workbook")).content
    book = load_workbook(io.BytesIO(body))
    assert len(book.sheetnames) == 3
    assert [cell.value for cell in book.worksheets[0][2]] == ["Pakistan", "hidden", 40, "hidden", "hidden", "hidden"]
    assert "ZQ7" not in str([[cell.value for cell in row] for sheet in book for row in sheet.rows])


@pytest.mark.django_db
def test_feedback_on_a_part_reaches_the_editors_without_a_name(as_, member: User, editor: User) -> None:
    row = module()
    browser, address = as_(member), reverse("modules:feedback", args=[row.slug])
    shown = browser.get(f"{address}?part={stable('exercise-cards')}").content.decode()
    assert f'value="{stable("exercise-cards")}" selected' in shown
    assert browser.post(address, {"part": stable("exercise-cards"), "words": ""}).status_code == 422
    assert browser.post(address, {"part": stable("gone"), "words": "ZQ7-words"}).status_code == 422
    browser.post(address, {"part": stable("exercise-cards"), "words": "ZQ7-words"})
    listed = as_(editor).get(reverse("adaptations:feedback")).content.decode()
    assert "ZQ7-words" in listed
    assert "Exercise exercise-cards" in listed
    assert member.email not in listed
    as_(editor).post(reverse("adaptations:feedback_done", args=[Feedback.objects.get().pk]))
    assert "ZQ7-words" not in as_(editor).get(reverse("adaptations:feedback")).content.decode()
    with pytest.raises(PermissionDenied):
        actions.close_feedback(by=member, feedback=Feedback.objects.get())


@pytest.mark.django_db
def test_the_feedback_of_one_module_costs_the_same_queries_whatever_its_number(as_, member: User, editor: User) -> None:
    row, browser, address = module(), as_(editor), reverse("adaptations:feedback")
    give = {"by": member, "module": row, "part": None, "words": "Good"}
    actions.give_feedback(**give)
    browser.get(address)
    counted = queries_of(browser, address)
    actions.give_feedback(**give)
    actions.give_feedback(**give)
    assert queries_of(browser, address) == counted


@pytest.mark.django_db
def test_feedback_goes_on_its_day(member: User) -> None:
    row, today = module(stored=[part("outcome", "one", text="One")]), timezone.localdate()
    kept = {"owner": member, "module": row, "words": "x"}
    Feedback.objects.create(**kept, done_on=today - timedelta(days=retention.FEEDBACK_DONE))
    Feedback.objects.create(**kept, written_on=today - timedelta(days=retention.FEEDBACK))
    left = Feedback.objects.create(**kept, done_on=today - timedelta(days=retention.FEEDBACK_DONE - 1))
    purge()
    assert list(Feedback.objects.all()) == [left]
