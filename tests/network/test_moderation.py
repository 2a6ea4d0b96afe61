"""Reports: nobody learns who made one, one coordinator decides once, and never in her own cause."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.models import (
    Circle,
    CircleSeat,
    Concern,
    Member,
    NoticeKind,
    Post,
    Report,
    ReportedKind,
    ReportOutcome,
    Thread,
    Trail,
)
from network.moderation.actions import decide_report, file_report
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


def a_post(by: Member, *others: Member) -> Post:
    circle = Circle.objects.create(title="C", summary="S", topic="gender")
    for member in (by, *others):
        CircleSeat.objects.create(circle=circle, member=member)
    thread = Thread.objects.create(circle=circle, turn=1)
    return Post.objects.create(thread=thread, author=by, turn=1, words="ZQ7-words")


def a_report(
    by: Member, about: Post | None = None, accused: Member | None = None, kind: Any = ReportedKind.POST
) -> Report:
    about = about or a_post(accused or factories.member("BD"), by)
    return file_report(
        by=by, accused=about.author, kind=kind, about=about.pk, reason=Concern.CASE, excerpt=about.words.open()
    )


def address(name: str, row: Any) -> str:
    return reverse(f"network:{name}", args=[row.pk])


def test_a_report_keeps_a_sealed_copy_and_tells_the_coordinators(
    zahra: Member, nasrin: Member, coordinator: Member, focal_point: Member, inside: Inside
) -> None:
    post = a_post(nasrin, zahra)
    browser = inside(zahra)
    assert "Choose what is wrong" in browser.post(address("post_report", post)).content.decode()
    browser.post(address("post_report", post), {"reason": "case"})
    browser.post(address("post_report", post), {"reason": "harm"})  # twice is once
    row = Report.objects.get()
    assert row.excerpt.open() == "ZQ7-words"
    assert row.excerpt.scope == "BD"  # its author's: the copy goes when her country's keys go
    assert list(coordinator.notices.values_list("kind", flat=True)) == [NoticeKind.REPORT]
    for other in (nasrin, focal_point, zahra):
        assert not other.notices.exists()
    assert post.thread.posts.get().hidden_for == ""


def test_one_does_not_report_oneself(zahra: Member, inside: Inside) -> None:
    assert inside(zahra).get(address("post_report", a_post(zahra))).status_code == 404


@pytest.mark.parametrize("person", ["zahra", "focal_point", "newcomer"])
def test_only_coordinators_see_reports_and_the_trail(
    person: str, nasrin: Member, request: pytest.FixtureRequest, inside: Inside
) -> None:
    row = a_report(nasrin)
    browser = inside(request.getfixturevalue(person))
    for path in (reverse("network:reports"), reverse("network:trail"), address("report", row)):
        assert browser.get(path).status_code == 404
    assert browser.post(address("report", row), {"outcome": "locked"}).status_code == 404
    assert Report.objects.get().outcome == ReportOutcome.OPEN


def test_a_coordinator_learns_who_wrote_and_never_who_reported(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    row = a_report(zahra, accused=nasrin)
    browser = inside(coordinator)
    shown = browser.get(address("report", row)).content.decode()
    shown += browser.get(reverse("network:reports")).content.decode()
    shown += browser.get(reverse("network:trail")).content.decode()
    assert "Nasrin" in shown
    assert "ZQ7-words" in shown
    assert "Zahra" not in shown
    assert str(zahra.pk) not in shown
    assert not Trail.objects.filter(actor=zahra.pk).exists()


def test_opening_a_report_leaves_a_line(zahra: Member, coordinator: Member, inside: Inside) -> None:
    row = a_report(zahra)
    inside(coordinator).get(address("report", row))
    assert Trail.objects.filter(action="report.read", actor=coordinator.pk, about=row.pk).count() == 1


def test_who_reported_or_is_reported_neither_sees_nor_decides_it(
    zahra: Member, coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    hers = a_report(coordinator)
    about_her = a_report(zahra, accused=coordinator)
    for row in (hers, about_her):
        assert inside(coordinator).get(address("report", row)).status_code == 404
        with pytest.raises(ValidationError):
            decide_report(by=coordinator, report=row, outcome=ReportOutcome.DISMISSED)
        assert inside(other_coordinator).get(address("report", row)).status_code == 200


@pytest.mark.parametrize(
    ("outcome", "hidden", "notices", "active"),
    [
        (ReportOutcome.DISMISSED, "", [], True),
        (ReportOutcome.HIDDEN, "case", [], True),
        (ReportOutcome.WARNED, "case", [NoticeKind.WARNING], True),
        (ReportOutcome.LOCKED, "case", [], False),
    ],
)
def test_a_decision_does_what_it_says(
    zahra: Member,
    nasrin: Member,
    coordinator: Member,
    inside: Inside,
    outcome: ReportOutcome,
    hidden: str,
    notices: list[NoticeKind],
    active: bool,
) -> None:
    row = a_report(zahra, accused=nasrin)
    answer = inside(coordinator).post(address("report", row), {"outcome": outcome}, follow=True)
    assert "Decided" in answer.content.decode()
    assert Post.objects.get().hidden_for == hidden
    nasrin.user.refresh_from_db()
    assert nasrin.user.is_active == active
    assert list(nasrin.notices.values_list("kind", flat=True)) == notices
    assert not zahra.notices.exists()
    row.refresh_from_db()
    assert (row.outcome, row.decided_by) == (outcome, coordinator)


def test_a_message_cannot_be_hidden(zahra: Member, coordinator: Member, inside: Inside) -> None:
    row = a_report(zahra, kind=ReportedKind.MESSAGE)
    assert "Hide the text<" not in inside(coordinator).get(address("report", row)).content.decode()
    with pytest.raises(ValidationError):
        decide_report(by=coordinator, report=row, outcome=ReportOutcome.HIDDEN)


def test_the_second_decision_is_refused_with_a_sentence(
    zahra: Member, coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    row = a_report(zahra)
    decide_report(by=coordinator, report=row, outcome=ReportOutcome.DISMISSED)
    answer = inside(other_coordinator).post(address("report", row), {"outcome": "locked"})
    assert "Another coordinator has decided" in answer.content.decode()
    row.refresh_from_db()
    assert row.outcome == ReportOutcome.DISMISSED


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_decisions_at_once_one_counts() -> None:
    row = a_report(factories.member("AF"))
    staff = [factories.member("PK", role="coordinator") for _n in range(2)]
    start, results = threading.Barrier(2), []

    def choose(member: Member) -> None:
        start.wait()
        try:
            decide_report(by=member, report=row, outcome=ReportOutcome.DISMISSED)
            results.append("decided")
        except ValidationError:
            results.append("too late")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=choose, args=[member]) for member in staff]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["decided", "too late"]


def test_the_database_knows_no_decision_without_its_day(zahra: Member) -> None:
    row = a_report(zahra)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=row.pk).update(outcome=ReportOutcome.WARNED)


def test_a_report_outlives_its_reporter_without_a_trace_and_goes_with_the_author(zahra: Member, nasrin: Member) -> None:
    row = a_report(zahra, accused=nasrin)
    zahra.user.delete()
    row.refresh_from_db()
    assert row.reporter is None
    nasrin.user.delete()
    assert not Report.objects.exists()


def test_decided_reports_go_after_thirty_days_and_others_after_a_year(zahra: Member, coordinator: Member) -> None:
    today = timezone.localdate()
    decided, waiting = a_report(zahra), a_report(zahra)
    decide_report(by=coordinator, report=decided, outcome=ReportOutcome.DISMISSED)
    assert not Report.objects.expired(today + timedelta(days=29)).exists()
    assert list(Report.objects.expired(today + timedelta(days=30))) == [decided]
    assert set(Report.objects.expired(today + timedelta(days=365))) == {decided, waiting}


def test_the_trail_shows_staff_and_the_portal_and_not_what_members_do(
    zahra: Member, coordinator: Member, inside: Inside
) -> None:
    with transaction.atomic():
        Trail.objects.record_action("post.write", by=zahra)
        Trail.objects.record_action("circle.write", by=coordinator)
        Trail.objects.record_action("series.load", by=None)
    shown = inside(coordinator).get(reverse("network:trail")).content.decode()
    assert "circle.write" in shown
    assert "series.load" in shown
    assert "post.write" not in shown
    assert "Zahra" not in shown


def test_lists_ask_the_database_as_often_for_many_as_for_one(
    coordinator: Member, other_coordinator: Member, inside: Inside
) -> None:
    browser = inside(coordinator)

    def counts() -> list[int]:
        numbers = []
        for path in (reverse("network:reports"), reverse("network:trail")):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            numbers.append(len(queries))
        return numbers

    def add(count: int) -> None:
        for _n in range(count):
            a_report(factories.member("AF"))
            decide_report(
                by=other_coordinator, report=a_report(factories.member("AF")), outcome=ReportOutcome.DISMISSED
            )
            with transaction.atomic():
                Trail.objects.record_action("circle.write", by=factories.member("AF", role="focal_point"))

    add(1)
    counts()
    one = counts()
    for more in (2, 6):
        add(more)
        assert counts() == one
    assert max(one) <= 12
