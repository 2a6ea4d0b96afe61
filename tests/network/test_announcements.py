"""News and key dates: for whom they are, how long they stand, and that no mail goes out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from network.announcements import actions as announcements
from network.announcements.views import build_home_news
from network.models import Announcement, DismissedAnnouncement, KeyDate, Member, Notice
from tests.network import factories

pytestmark = pytest.mark.django_db
Inside = Callable[[Member], Client]


def told(by: Member, *countries: str, days: int = 10, **facts: Any) -> Announcement:
    values = {"title": "ZQ7-title", "words": "ZQ7-words", "last_day": timezone.localdate() + timedelta(days=days)}
    chosen = [factories.country(code) for code in countries]
    return announcements.write_announcement(by=by, facts={**values, "countries": chosen, **facts})


def dated(by: Member, *countries: str, days: int = 10, **facts: Any) -> KeyDate:
    values = {"title": "ZQ7-date", "note": "ZQ7-note", "day": timezone.localdate() + timedelta(days=days)}
    chosen = [factories.country(code) for code in countries]
    return announcements.write_key_date(by=by, facts={**values, "countries": chosen, **facts})


def address(name: str, row: Any) -> str:
    return reverse(f"network:{name}", args=[row.pk])


def news(browser: Client) -> str:
    return browser.get(reverse("network:news")).content.decode()


def test_an_announcement_reaches_the_countries_it_is_for(
    coordinator: Member, zahra: Member, nasrin: Member, newcomer: Member, inside: Inside
) -> None:
    told(coordinator, "AF")
    assert "ZQ7-words" in news(inside(zahra))
    assert "ZQ7-words" in news(inside(newcomer))
    assert "ZQ7-words" not in news(inside(nasrin))
    assert len(build_home_news(zahra)["announcements"]) == 1
    assert build_home_news(nasrin)["announcements"] == []
    assert "ZQ7-words" in news(inside(coordinator))
    assert build_home_news(coordinator)["announcements"] == []


def test_no_announcement_is_mailed_to_anybody(coordinator: Member, zahra: Member) -> None:
    Member.objects.update(mail="notice")
    told(coordinator)
    assert not mail.outbox
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()


def test_she_puts_it_away_and_still_finds_it_under_news(coordinator: Member, zahra: Member, inside: Inside) -> None:
    row = told(coordinator)
    browser = inside(zahra)
    for _twice in range(2):
        assert browser.post(address("announcement_put_away", row)).status_code == 302
    assert build_home_news(zahra)["announcements"] == []
    assert "ZQ7-words" in news(browser)
    announcements.write_announcement(
        by=coordinator, announcement=row, facts={"words": "ZQ7-other", "last_day": row.last_day, "countries": []}
    )
    assert len(build_home_news(zahra)["announcements"]) == 1


def test_what_is_for_others_cannot_be_put_away(coordinator: Member, nasrin: Member, inside: Inside) -> None:
    row = told(coordinator, "AF")
    assert inside(nasrin).post(address("announcement_put_away", row)).status_code == 404
    assert not DismissedAnnouncement.objects.exists()


def test_an_announcement_ends_after_its_last_day(coordinator: Member, zahra: Member, inside: Inside) -> None:
    row = told(coordinator, days=0)
    assert "ZQ7-words" in news(inside(zahra))
    today = timezone.localdate()
    assert not Announcement.objects.expired(today).exists()
    assert list(Announcement.objects.expired(today + timedelta(days=1))) == [row]
    Announcement.objects.update(since=today - timedelta(days=5), last_day=today - timedelta(days=1))
    assert "ZQ7-words" not in news(inside(zahra))
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.update(since=today)


def test_words_are_sealed_between_countries(coordinator: Member) -> None:
    told(coordinator, "AF")
    dated(coordinator, "AF")
    assert Announcement.objects.get().words.scope == "*"
    assert KeyDate.objects.get().title.scope == "*"


def test_a_date_for_staff_is_for_staff(
    coordinator: Member, zahra: Member, focal_point: Member, foreign_focal_point: Member, inside: Inside
) -> None:
    dated(coordinator, "AF", reader="staff")
    assert "ZQ7-date" in news(inside(focal_point))
    assert "ZQ7-date" not in news(inside(zahra))
    assert "ZQ7-date" not in news(inside(foreign_focal_point))
    assert build_home_news(zahra)["key_dates"] == []


def test_dates_come_in_order_and_go_a_month_after_their_day(coordinator: Member, zahra: Member, inside: Inside) -> None:
    dated(coordinator, days=20, title="ZQ7-later")
    row = dated(coordinator, days=2, title="ZQ7-sooner")
    shown = news(inside(zahra))
    assert shown.index("ZQ7-sooner") < shown.index("ZQ7-later")
    assert list(KeyDate.objects.expired(row.day + timedelta(days=30))) == [row]
    KeyDate.objects.filter(pk=row.pk).update(day=timezone.localdate() - timedelta(days=1))
    assert "ZQ7-sooner" not in news(inside(zahra))


def test_home_shows_news_and_dates_and_no_other_member(coordinator: Member, zahra: Member) -> None:
    told(coordinator)
    dated(coordinator)
    shown = render_to_string("network/announcements/on_home.html", build_home_news(zahra))
    assert "ZQ7-words" in shown
    assert "ZQ7-date" in shown
    assert "Coordinator" not in shown


def test_a_coordinator_keeps_news_and_dates_up(coordinator: Member, inside: Inside) -> None:
    factories.country("AF")
    browser = inside(coordinator)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    browser.post(reverse("network:announcement_new"), {"title": "A", "words": "B", "last_day": day, "countries": "AF"})
    row = Announcement.objects.get()
    assert f'value="{day}"' in browser.get(address("announcement_edit", row)).content.decode()
    browser.post(address("announcement_edit", row), {"title": "ZQ7-new", "words": "B", "last_day": day})
    assert "ZQ7-new" in news(browser)
    assert browser.get(address("announcement_remove", row)).status_code == 200
    browser.post(address("announcement_remove", row))
    assert not Announcement.objects.exists()
    browser.post(reverse("network:date_new"), {"title": "A", "day": day, "reader": "everybody"})
    date = KeyDate.objects.get()
    assert f'value="{day}"' in browser.get(address("date_edit", date)).content.decode()
    browser.post(address("date_edit", date), {"title": "ZQ7-day", "day": day, "reader": "staff"})
    assert "ZQ7-day" in news(browser)
    assert browser.get(address("date_remove", date)).status_code == 200
    browser.post(address("date_remove", date))
    assert not KeyDate.objects.exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("", "Choose the last day"), ("tomorrow", "like 2026-11-24"), ("2020-01-01", "from today on")],
)
def test_a_day_that_does_not_fit_is_asked_for_again(
    coordinator: Member, inside: Inside, day: str, sentence: str
) -> None:
    facts = {"title": "ZQ7-title", "words": "ZQ7-words", "last_day": day}
    answer = inside(coordinator).post(reverse("network:announcement_new"), facts).content.decode()
    assert sentence in answer
    assert "ZQ7-words" in answer
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("person", ["zahra", "focal_point", "newcomer"])
def test_only_coordinators_keep_them_up(
    person: str, coordinator: Member, request: pytest.FixtureRequest, inside: Inside
) -> None:
    browser = inside(request.getfixturevalue(person))
    row, date = told(coordinator), dated(coordinator)
    for name in ("announcement_new", "date_new"):
        assert browser.get(reverse(f"network:{name}")).status_code == 404
    for name, about in (("announcement_edit", row), ("announcement_remove", row), ("date_edit", date)):
        assert browser.get(address(name, about)).status_code == 404
    assert browser.post(address("date_remove", date)).status_code == 404
    assert KeyDate.objects.exists()


def test_news_asks_the_database_as_often_for_many_as_for_one(
    coordinator: Member, zahra: Member, inside: Inside
) -> None:
    def counts() -> list[int]:
        numbers = []
        for browser in browsers:
            with CaptureQueriesContext(connection) as queries:
                news(browser)
            numbers.append(len(queries))
        return numbers

    def add(count: int) -> None:
        for _n in range(count):
            told(coordinator, "AF", "BD")
            dated(coordinator, "AF", "BD")

    browsers = [inside(zahra), inside(coordinator)]
    add(1)
    counts()
    one = counts()
    for more in (2, 6):
        add(more)
        assert counts() == one
    assert max(one) <= 12


def test_home_asks_for_news_and_dates_once_each(coordinator: Member, zahra: Member) -> None:
    for _n in range(3):
        told(coordinator)
        dated(coordinator)
    with CaptureQueriesContext(connection) as queries:
        build_home_news(zahra)
    assert len(queries) == 2
