"""Events: no seat twice, no place too early, no name too long, no word in a calendar."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import icalendar
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from network.events.actions import administration as event_administration
from network.events.actions import events as actions
from network.events.domain import convert_to_utc, format_utc_offset, list_zone_names
from network.events.packages import render_calendar_file
from network.models import Event, EventPreference, Feedback, Member, Notice, NoticeKind, Signup
from network.tasks.meeting import remind
from tests.network import factories

Inside = Callable[[Member], Client]
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def event(**fields: object) -> Event:
    """In a week, for everybody, with two seats."""
    countries = fields.pop("countries", [])
    starts = fields.pop("starts", timezone.now() + timedelta(days=7))
    values = {
        "title": "ZQ7-title",
        "description": "ZQ7-description",
        "place": "ZQ7-place",
        "mode": "online",
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "zone": "Asia/Kabul",
        "capacity": 2,
    }
    row = Event.objects.create(**{**values, **fields})
    row.countries.set([factories.country(code) for code in countries])
    return row


def signed_up(row: Event, n: int, **fields: object) -> list[Signup]:
    return [actions.sign_up_for_event(by=factories.member("BD", **fields), event=row) for _ in range(n)]


def show(browser: Client, row: Event, name: str = "event") -> str:
    response = browser.get(reverse(f"network:{name}", kwargs={"pk": row.pk}))
    assert response.status_code == 200, response
    return response.content.decode()


# --- For whom -----------------------------------------------------------------------------------------------


def test_an_event_is_seen_by_those_it_is_for(zahra: Member, nasrin: Member, newcomer: Member, inside: Inside) -> None:
    ours, all_of_us = event(countries=["AF"]), event()
    welcome = event(countries=["AF", "BD"], for_newcomers=True)
    assert set(Event.objects.visible_to(zahra)) == {ours, all_of_us, welcome}
    assert set(Event.objects.visible_to(nasrin)) == {all_of_us, welcome}
    assert set(Event.objects.visible_to(newcomer)) == {welcome}
    assert inside(nasrin).get(reverse("network:event", kwargs={"pk": ours.pk})).status_code == 404
    assert inside(nasrin).post(reverse("network:event_join", kwargs={"pk": ours.pk})).status_code == 404


def test_a_focal_point_runs_the_events_of_her_country_and_a_coordinator_all(
    focal_point: Member, foreign_focal_point: Member, coordinator: Member, zahra: Member, inside: Inside
) -> None:
    row = event(home=focal_point.country)
    expected = {focal_point: 200, coordinator: 200, foreign_focal_point: 404, zahra: 404}
    for person, status in expected.items():
        for name in ("event_run", "event_edit", "event_off"):
            assert inside(person).get(reverse(f"network:{name}", kwargs={"pk": row.pk})).status_code == status


FORM = {
    "title": "Interview practice",
    "mode": "online",
    "zone": "Asia/Kabul",
    "first_day": "2026-12-10",
    "begins": "14:00",
    "last_day": "2026-12-10",
    "finishes": "16:00",
    "capacity": "10",
    "place_hours": "24",
}


@time_machine.travel(NOW, tick=True)
def test_a_focal_point_cannot_invite_another_country(focal_point: Member, inside: Inside) -> None:
    factories.country("BD")
    inside(focal_point).post(reverse("network:event_new"), {**FORM, "countries": ["BD"]})
    row = Event.objects.get()
    assert row.home_id == "AF"
    assert [country.code for country in row.countries.all()] == ["AF"]
    assert row.starts == datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
    assert row.title.scope == "AF"  # goes with the keys of the country


@time_machine.travel(NOW, tick=True)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(coordinator: Member, inside: Inside) -> None:
    wrong = {**FORM, "finishes": "13:00", "description": "What I typed"}
    response = inside(coordinator).post(reverse("network:event_new"), wrong)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose an end that comes after the beginning" in html
    assert "What I typed" in html
    past = {**FORM, "first_day": "2026-11-01"}
    assert "still to come" in inside(coordinator).post(reverse("network:event_new"), past).content.decode()


# --- Seats --------------------------------------------------------------------------------------------------


def test_the_third_of_two_seats_waits_and_gets_the_seat_of_who_leaves(zahra: Member, inside: Inside) -> None:
    row = event()
    first, _second = signed_up(row, 2)
    browser = inside(zahra)
    browser.post(reverse("network:event_join", kwargs={"pk": row.pk}))
    assert "You are waiting" in show(browser, row)
    actions.leave_event(by=first.member, event=row)
    assert "You have a seat" in show(browser, row)
    assert Notice.objects.filter(member=zahra, kind=NoticeKind.EVENT).exists()


def test_whoever_waits_longest_comes_first_and_nobody_overtakes(db: None) -> None:
    row = event(capacity=1)
    first, second, third = signed_up(row, 3)
    with transaction.atomic():
        first.member.user.delete()  # left the network: the seat is free, nobody has been told yet
    late = signed_up(row, 1)[0]
    assert late.is_waiting
    remind()  # what the beat sends
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.seat, third.seat) == (1, None)


def test_somebody_locked_out_is_passed_over(db: None) -> None:
    row = event(capacity=1)
    first, second, third = signed_up(row, 3)
    User.objects.filter(pk=second.member.user_id).update(is_active=False)
    actions.leave_event(by=first.member, event=row)
    third.refresh_from_db()
    assert third.seat == 1


def test_signing_up_twice_is_one_seat(zahra: Member) -> None:
    row = event()
    assert actions.sign_up_for_event(by=zahra, event=row) == actions.sign_up_for_event(by=zahra, event=row)
    assert row.signups.count() == 1


def test_the_database_itself_refuses_a_seat_twice(zahra: Member, nasrin: Member) -> None:
    row = event()
    Signup.objects.create(event=row, member=zahra, seat=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signup.objects.create(event=row, member=nasrin, seat=1)


@pytest.mark.thorough
@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    capacity=st.integers(1, 4),
    moves=st.lists(st.tuples(st.sampled_from(["join", "leave", "erase", "grow"]), st.integers(0, 6)), max_size=25),
)
def test_whatever_people_do_there_are_never_more_seats_than_places_and_never_an_empty_one_while_somebody_waits(
    crowd: list[Member], capacity: int, moves: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        row = event(capacity=capacity)
        for move, who in moves:
            if move == "join":
                actions.sign_up_for_event(by=crowd[who], event=row)
            elif move == "leave":
                actions.leave_event(by=crowd[who], event=row)
            elif move == "erase":
                Signup.objects.filter(event=row, member=crowd[who]).delete()
                actions.fill_all_seats()
            else:
                Event.objects.filter(pk=row.pk).update(capacity=capacity + who)
                capacity += who
                actions.fill_all_seats()
            seats = sorted(row.signups.seated().values_list("seat", flat=True))
            assert len(seats) == len(set(seats)) <= capacity
            assert len(seats) == capacity or not row.signups.waiting().exists()
        transaction.set_rollback(True)


@pytest.fixture
def crowd(db: None) -> list[Member]:
    return [factories.member("BD") for _ in range(7)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_ten_who_sign_up_at_the_same_moment_share_three_seats() -> None:
    row = event(capacity=3)
    people = [factories.member("BD") for _ in range(10)]
    barrier, errors = threading.Barrier(len(people)), []

    def join(member: Member) -> None:
        try:
            barrier.wait()
            actions.sign_up_for_event(by=member, event=row)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[member]) for member in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(row.signups.seated().values_list("seat", flat=True)) == [1, 2, 3]
    assert row.signups.waiting().count() == 7


def test_fewer_seats_than_are_taken_are_refused(coordinator: Member, inside: Inside) -> None:
    with time_machine.travel(NOW, tick=True):
        row = event()
        signed_up(row, 2)
        response = inside(coordinator).post(
            reverse("network:event_edit", kwargs={"pk": row.pk}), {**FORM, "capacity": "1"}
        )
        assert response.status_code == 422
        assert "2 seats are taken. Choose that many or more." in response.content.decode()


def test_more_seats_go_to_those_who_wait(coordinator: Member, inside: Inside) -> None:
    with time_machine.travel(NOW, tick=True):
        row = event(capacity=1)
        _first, second = signed_up(row, 2)
        inside(coordinator).post(reverse("network:event_edit", kwargs={"pk": row.pk}), FORM)
        second.refresh_from_db()
        assert second.seat == 2


def test_nobody_signs_up_once_it_began(zahra: Member, inside: Inside) -> None:
    row = event(starts=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ValidationError, match="Nobody can sign up"):
        actions.sign_up_for_event(by=zahra, event=row)
    response = inside(zahra).post(reverse("network:event_join", kwargs={"pk": row.pk}), follow=True)
    assert "Nobody can sign up" in response.content.decode()


# --- The place ----------------------------------------------------------------------------------------------


def test_the_place_is_for_those_with_a_seat_and_only_near_the_time(
    zahra: Member, nasrin: Member, coordinator: Member, inside: Inside
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        row = event(starts=NOW + timedelta(hours=30), capacity=1)
        actions.sign_up_for_event(by=zahra, event=row)
        actions.sign_up_for_event(by=nasrin, event=row)
        assert "ZQ7-place" not in show(inside(zahra), row)
        clock.shift(timedelta(hours=6, minutes=1))
        assert "ZQ7-place" in show(inside(zahra), row)
        assert "ZQ7-place" not in show(inside(nasrin), row)  # waits
        assert "ZQ7-place" not in show(inside(coordinator), row)  # not on the list; reads it where she runs it
        clock.shift(timedelta(hours=26))
        assert "ZQ7-place" not in show(inside(zahra), row)  # over


@pytest.mark.parametrize(("hours", "seen"), [(2, False), (48, True)])
def test_staff_say_how_early_the_place_is_shown(zahra: Member, inside: Inside, hours: int, seen: bool) -> None:
    row = event(starts=timezone.now() + timedelta(hours=30), place_hours=hours)
    actions.sign_up_for_event(by=zahra, event=row)
    assert ("ZQ7-place" in show(inside(zahra), row)) == seen


# --- Reminders and news -------------------------------------------------------------------------------------


def reminders(member: Member) -> int:
    return Notice.objects.filter(member=member, kind=NoticeKind.REMINDER).count()


@pytest.mark.thorough
def test_she_is_reminded_twice_however_often_the_clock_strikes(zahra: Member) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        row = event(starts=NOW + timedelta(days=5))
        actions.sign_up_for_event(by=zahra, event=row)
        told = []
        while timezone.now() < row.starts:
            left = row.starts - timezone.now()
            near = any(abs(left - at) < timedelta(hours=3) for at in (timedelta(days=2), timedelta(hours=2)))
            clock.shift(timedelta(minutes=15 if near else 60))
            call_command("remind")
            call_command("remind")
            if reminders(zahra):
                told.append(row.starts - timezone.now())
                Notice.objects.all().delete()
        assert told == [timedelta(days=2), timedelta(hours=2)]


def test_whoever_signs_up_the_day_before_is_reminded_once(zahra: Member) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        row = event(starts=NOW + timedelta(hours=20))
        actions.sign_up_for_event(by=zahra, event=row)
        call_command("remind")
        assert not reminders(zahra)
        clock.shift(timedelta(hours=18, minutes=30))
        call_command("remind")
        assert reminders(zahra) == 1


def test_a_beat_that_was_down_for_two_days_sends_one_reminder(zahra: Member) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        row = event(starts=NOW + timedelta(days=5))
        actions.sign_up_for_event(by=zahra, event=row)
        clock.shift(timedelta(days=4, hours=23))
        assert actions.send_event_reminders() == 1
        assert actions.send_event_reminders() == 0


def test_nobody_is_reminded_of_what_she_waits_for_or_of_what_was_called_off(
    zahra: Member, nasrin: Member, coordinator: Member
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        row = event(starts=NOW + timedelta(days=5), capacity=1)
        actions.sign_up_for_event(by=zahra, event=row)
        actions.sign_up_for_event(by=nasrin, event=row)
        event_administration.cancel_event(by=coordinator, event=row)
        call_command("remind")
        assert set(Notice.objects.values_list("member", "kind")) == {
            (zahra.pk, NoticeKind.EVENT),
            (nasrin.pk, NoticeKind.EVENT),
        }
        clock.shift(timedelta(days=4))
        assert actions.send_event_reminders() == 0


def test_those_on_the_list_are_told_of_a_new_time_once_and_reminded_of_it(
    zahra: Member, coordinator: Member, inside: Inside
) -> None:
    with time_machine.travel(NOW, tick=False):
        row = event(starts=NOW + timedelta(hours=20))
        actions.sign_up_for_event(by=zahra, event=row)
        address = reverse("network:event_edit", kwargs={"pk": row.pk})
        inside(coordinator).post(address, FORM)
        assert (actions.send_event_news(), actions.send_event_news()) == (1, 0)
        same = {**FORM, "title": "A better title", "place": ""}
        inside(coordinator).post(address, same)
        assert actions.send_event_news() == 0  # a title is no news
        assert row.signups.get().reminded == 0


def test_a_called_off_event_is_shown_to_its_list_only(zahra: Member, nasrin: Member, coordinator: Member) -> None:
    row = event()
    actions.sign_up_for_event(by=zahra, event=row)
    event_administration.cancel_event(by=coordinator, event=row)
    assert row in Event.objects.visible_to(zahra)
    assert row not in Event.objects.visible_to(nasrin)


# --- Time zones ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "zone", "utc"),
    [
        (date(2026, 12, 10), time(14), "Asia/Kabul", "2026-12-10 09:30"),
        (date(2026, 7, 1), time(9), "Asia/Tehran", "2026-07-01 05:30"),  # no summer time since 2022
        (date(2021, 7, 1), time(9), "Asia/Tehran", "2021-07-01 04:30"),
        (date(2026, 3, 29), time(3), "Europe/Vienna", "2026-03-29 01:00"),  # the minute after the jump
        (date(2026, 10, 25), time(1, 59), "Europe/Vienna", "2026-10-24 23:59"),
        (date(2026, 10, 25), time(3), "Europe/Vienna", "2026-10-25 02:00"),
        (date(2026, 1, 1), time(0), "Pacific/Kiritimati", "2025-12-31 10:00"),
    ],
)
def test_a_clock_on_the_wall_is_one_moment(day: date, clock: time, zone: str, utc: str) -> None:
    assert f"{convert_to_utc(day, clock, zone):%Y-%m-%d %H:%M}" == utc


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 3, 29), "leave this time out"), (date(2026, 10, 25), "show this time twice")]
)
def test_a_time_that_does_not_exist_or_exists_twice_is_refused(day: date, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        convert_to_utc(day, time(2, 30), "Europe/Vienna")


@given(
    moment=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(sorted(list_zone_names())),
)
def test_every_moment_that_clocks_show_once_comes_back(moment: datetime, zone: str) -> None:
    moment = moment.replace(second=0, microsecond=0)
    wall = moment.astimezone(ZoneInfo(zone))
    if wall.utcoffset() is None or wall.utcoffset().total_seconds() % 60:
        return
    try:
        assert convert_to_utc(wall.date(), wall.time(), zone) == moment
    except ValidationError as error:
        assert "twice" in str(error)


def test_times_are_shown_on_both_clocks(zahra: Member, inside: Inside) -> None:
    row = event(starts=datetime(2030, 1, 10, 21, 0, tzinfo=UTC))
    browser = inside(zahra)
    assert "01:30" in show(browser, row)
    assert "your time" not in show(browser, row)
    browser.post(reverse("network:event_zone"), {"zone": "Europe/Vienna"})
    html = show(browser, row)
    assert "Friday, 11 January 2030" in html
    assert "Thursday, 10 January 2030" in html
    assert "22:00" in html
    assert "your time" in html
    # The same clock under another name is not said twice.
    actions.choose_time_zone(by=zahra, zone="Asia/Kabul")
    assert "your time" not in show(browser, row)
    browser.post(reverse("network:event_zone"), {"zone": ""})
    assert not EventPreference.objects.exists()
    wrong = browser.post(reverse("network:event_zone"), {"zone": "Asia/Atlantis"})
    assert "Choose a time zone from the list" in wrong.content.decode()


def test_an_offset_is_written_with_its_minutes() -> None:
    assert format_utc_offset(NOW, "Asia/Kabul") == "UTC+04:30"
    assert format_utc_offset(NOW, "America/St_Johns") == "UTC-03:30"


# --- The calendar entry -------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Kabul", "Asia/Dhaka", "Asia/Tehran", "Asia/Baghdad", "Europe/Vienna", "UTC"])
def test_a_calendar_entry_says_a_time_and_nothing_else(zahra: Member, zone: str) -> None:
    row = event(zone=zone)
    file = render_calendar_file(actions.sign_up_for_event(by=zahra, event=row))
    calendar = icalendar.Calendar.from_ical(file)
    (entry,) = calendar.walk("VEVENT")
    assert set(entry) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    assert entry["SUMMARY"] == "Appointment"
    assert entry.start.astimezone(UTC) == row.starts.replace(microsecond=0)
    assert entry.end.astimezone(UTC) == row.ends.replace(microsecond=0)
    assert not calendar.get_missing_tzids()
    for secret in ("ZQ7-", str(row.pk), str(zahra.pk), "etwork"):
        assert secret.encode() not in file


def test_two_calendars_do_not_tell_that_their_owners_met(zahra: Member, nasrin: Member) -> None:
    row = event()
    ours = [actions.sign_up_for_event(by=member, event=row).calendar_id for member in (zahra, nasrin)]
    assert ours[0] != ours[1]
    assert ours[0] == Signup.objects.get(member=zahra).calendar_id


def test_only_who_has_a_seat_gets_the_file(zahra: Member, nasrin: Member, inside: Inside) -> None:
    row = event(capacity=1)
    address = reverse("network:event_calendar", kwargs={"pk": row.pk})
    assert inside(zahra).get(address).status_code == 404
    actions.sign_up_for_event(by=zahra, event=row)
    actions.sign_up_for_event(by=nasrin, event=row)
    response = inside(zahra).get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "no-store" in response["Cache-Control"]
    assert inside(nasrin).get(address).status_code == 404


# --- Afterwards ---------------------------------------------------------------------------------------------


def over(row: Event) -> None:
    Event.objects.filter(pk=row.pk).update(
        starts=timezone.now() - timedelta(hours=3), ends=timezone.now() - timedelta(hours=1)
    )
    row.refresh_from_db()


def test_feedback_comes_from_those_who_had_a_seat_and_after_the_event(
    zahra: Member, nasrin: Member, inside: Inside
) -> None:
    row = event(capacity=1)
    actions.sign_up_for_event(by=zahra, event=row)
    actions.sign_up_for_event(by=nasrin, event=row)
    address = reverse("network:event_feedback", kwargs={"pk": row.pk})
    assert inside(zahra).get(address).status_code == 404
    over(row)
    assert inside(nasrin).get(address).status_code == 404
    incomplete = inside(zahra).post(address, {"useful": "4", "words": "Good room"})
    assert "Choose how safe you felt" in incomplete.content.decode()
    assert "Good room" in incomplete.content.decode()
    for useful in ("4", "2"):
        inside(zahra).post(address, {"useful": useful, "safe": "3", "words": "Good room"})
    feedback = Feedback.objects.get()
    assert (feedback.useful, feedback.words.open(), feedback.words.scope) == (2, "Good room", "AF")


def test_staff_read_feedback_without_names_and_only_from_five_people_on(coordinator: Member, inside: Inside) -> None:
    row = event(capacity=9)
    signups = signed_up(row, 5)
    over(row)
    for number, signup in enumerate(signups):
        html = show(inside(coordinator), row, "event_run")
        assert "ZQ7-words" not in html
        actions.give_feedback(by=signup.member, event=row, useful=4, safe=1, words=f"ZQ7-words-{number}")
    html = show(inside(coordinator), row, "event_run")
    for number in range(5):
        assert f"ZQ7-words-{number}" in html
    assert "5 people answered." in html


def test_staff_see_pseudonyms_and_nothing_else(focal_point: Member, zahra: Member, inside: Inside) -> None:
    row = event(home=focal_point.country)
    actions.sign_up_for_event(by=zahra, event=row)
    html = show(inside(focal_point), row, "event_run")
    assert "Zahra" in html
    for secret in ("ZQ7-reach", "ZQ7-address", str(zahra.pk)):
        assert secret not in html


def test_members_do_not_see_who_else_comes_or_how_many(zahra: Member, inside: Inside) -> None:
    row, browser = event(capacity=20), inside(zahra)

    def seen() -> str:
        return show(browser, row).split("<main")[1].split("<form")[0]

    before = seen()
    signed_up(row, 3)
    assert seen() == before


def test_lists_of_names_vanish_after_thirty_days_and_events_after_a_year(zahra: Member) -> None:
    row = event()
    actions.sign_up_for_event(by=zahra, event=row)
    after = row.ends.date()
    assert not Signup.objects.expired(after + timedelta(days=30)).exists()
    assert Signup.objects.expired(after + timedelta(days=31)).exists()
    assert not Event.objects.expired(after + timedelta(days=365)).exists()
    assert Event.objects.expired(after + timedelta(days=366)).exists()


def test_she_can_take_her_name_off_a_past_event_and_her_feedback_goes_too(zahra: Member) -> None:
    row = event()
    actions.sign_up_for_event(by=zahra, event=row)
    over(row)
    actions.give_feedback(by=zahra, event=row, useful=4, safe=4, words="ZQ7")
    actions.leave_event(by=zahra, event=row)
    assert not Signup.objects.exists()
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("n", [1, 3, 10])
def test_lists_ask_the_database_the_same_for_one_event_and_for_many(
    zahra: Member, coordinator: Member, inside: Inside, django_assert_max_num_queries: Callable, n: int
) -> None:
    for _ in range(n):
        row = event(capacity=9)
        signed_up(row, n)
        actions.sign_up_for_event(by=zahra, event=row)
        event()
    for member, name, arguments, most in (
        (zahra, "events", {}, 11),
        (coordinator, "events_run", {}, 9),
        (coordinator, "event_run", {"pk": row.pk}, 11),
    ):
        browser, address = inside(member), reverse(f"network:{name}", kwargs=arguments)
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200
