"""Who copies the network, or is made to, is noticed: by the coordinators, and not by whoever does it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.alarms.actions import consume_budget, record_refusal, sound_alarm
from network.data.actions.erasure import erase_member
from network.directory.actions import viewing
from network.directory.actions.directory import make_canary
from network.directory.actions.viewing import open_real_name
from network.domain.contacts import ContactOccasion
from network.limits import CARDS, CIRCLE_ENTRIES, MESSAGES, REAL_NAMES
from network.models import Alarm, AlarmCause, Block, CardViewCount, Member, Notice, NoticeKind, Vote
from network.staff.actions import open_contact
from tests.network import factories
from tests.network.test_vetting import at_once

pytestmark = pytest.mark.django_db
PAGE = "/en/space/alarms/"
FACTS: dict[str, Any] = {"sector": "civil", "level": "entry", "languages": ["ur"], "skills": []}


def causes(member: Member) -> list[str]:
    return list(Alarm.objects.filter(member=member).values_list("cause", flat=True))


def people(number: int) -> list[Member]:
    return [factories.member("PK", is_listed=True) for _n in range(number)]


def test_the_twelfth_profile_tells_all_coordinators_before_it_is_shown_and_her_nothing(
    nasrin: Member, coordinator: Member, other_coordinator: Member, inside: Any
) -> None:
    browser = inside(nasrin)
    for number, person in enumerate(people(12), 1):
        assert causes(nasrin) == []
        answer = browser.get(f"/en/space/people/{person.pk}/")
        assert answer.status_code == 200
        assert "alarm" not in answer.content.decode().split("<main")[1].lower()
        assert bool(causes(nasrin)) == (number == 12)
    assert causes(nasrin) == [AlarmCause.PROFILES]
    told = Notice.objects.filter(kind=NoticeKind.ALARM).values_list("member", flat=True)
    assert set(told) == {coordinator.pk, other_coordinator.pk}


def test_whoever_opens_one_every_hour_alarms_before_the_twentieth(nasrin: Member, time_machine: Any) -> None:
    """Slowness is no way around it: the budget ends, and that is told."""
    time_machine.move_to(timezone.now().replace(hour=1, minute=0), tick=False)
    opened = 0
    for person in people(20):
        viewing.open_profile(by=nasrin, person=person)
        opened += 1
        if causes(nasrin):
            break
        time_machine.shift(timedelta(hours=1))
    assert causes(nasrin) == [AlarmCause.PROFILES]
    assert opened < 20


def test_whoever_stays_one_below_the_budget_all_day_alarms(nasrin: Member, time_machine: Any) -> None:
    """Eleven at once, then each one as it comes back: 19 in a day, and the budget is never empty."""
    time_machine.move_to(timezone.now().replace(hour=0, minute=1), tick=False)
    everybody = people(19)
    for person in everybody[:11]:
        viewing.open_profile(by=nasrin, person=person)
    assert causes(nasrin) == []
    for person in everybody[11:]:
        time_machine.shift(timedelta(hours=3, minutes=1))
        viewing.open_profile(by=nasrin, person=person)
    assert causes(nasrin) == [AlarmCause.PROFILES]


def test_two_profiles_a_day_for_three_weeks_are_no_alarm(nasrin: Member, time_machine: Any) -> None:
    everybody = people(42)
    time_machine.move_to(timezone.now().replace(hour=9, minute=5), tick=False)
    for day in range(21):
        for person in everybody[2 * day : 2 * day + 2]:
            viewing.open_profile(by=nasrin, person=person)
        time_machine.shift(timedelta(days=1))
    assert causes(nasrin) == []


def test_two_profiles_a_day_for_five_weeks_alarm(nasrin: Member, time_machine: Any) -> None:
    """No day has more than a quiet one may have; the month has."""
    time_machine.move_to(timezone.now().replace(hour=9, minute=5), tick=False)
    days = 0
    while not causes(nasrin) and days < 35:
        for person in people(2):
            viewing.open_profile(by=nasrin, person=person)
        time_machine.shift(timedelta(days=1))
        days += 1
    assert causes(nasrin) == [AlarmCause.PROFILES]
    assert 21 < days < 35


@pytest.mark.parametrize("is_there", [True, False])
def test_profiles_whose_names_she_may_not_read_now_count_as_refusals_whether_there_is_one_or_not(
    is_there: bool, nasrin: Member
) -> None:
    assert REAL_NAMES.consume(nasrin, 3)
    for person in people(20):
        assert causes(nasrin) == []
        assert not viewing.open_real_name(by=nasrin, person=person, is_there=is_there)
    assert causes(nasrin) == [AlarmCause.REFUSED]


def test_a_limit_that_stops_her_in_three_hours_of_a_week_alarms(nasrin: Member, time_machine: Any) -> None:
    time_machine.move_to(timezone.now().replace(hour=9, minute=5), tick=False)
    for _hour in range(3):
        assert causes(nasrin) == []
        for _time in range(5):
            record_refusal(MESSAGES, by=nasrin)
        time_machine.shift(timedelta(hours=25))
    assert causes(nasrin) == [AlarmCause.REFUSED]


def test_three_limits_in_one_hour_or_one_in_three_weeks_are_no_alarm(nasrin: Member, time_machine: Any) -> None:
    time_machine.move_to(timezone.now().replace(hour=9, minute=5), tick=False)
    for budget in (MESSAGES, CIRCLE_ENTRIES, CARDS):
        record_refusal(budget, by=nasrin)
    for _week in range(3):
        time_machine.shift(timedelta(days=8))
        record_refusal(MESSAGES, by=nasrin)
    assert causes(nasrin) == []


def test_twenty_refusals_in_an_hour_alarm_once_and_a_flood_of_them_writes_nothing(
    nasrin: Member, coordinator: Member
) -> None:
    for _time in range(19):
        record_refusal(MESSAGES, by=nasrin)
    assert causes(nasrin) == []
    record_refusal(MESSAGES, by=nasrin)
    assert causes(nasrin) == [AlarmCause.REFUSED]
    with CaptureQueriesContext(connection) as caught:
        record_refusal(MESSAGES, by=nasrin)
    assert [row["sql"] for row in caught if row["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert causes(nasrin) == [AlarmCause.REFUSED]


def test_a_refusal_says_when_to_come_back(nasrin: Member, time_machine: Any) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    for _time in range(2):
        consume_budget(CIRCLE_ENTRIES, by=nasrin, words="Enough.")
    with pytest.raises(ValidationError, match=r"Enough\. Come back in 24 hours\."):
        consume_budget(CIRCLE_ENTRIES, by=nasrin, words="Enough.")


def test_whoever_looks_at_forty_percent_within_a_week_alarms_and_finds_her_list_shut_for_a_day(
    nasrin: Member, coordinator: Member, inside: Any, time_machine: Any
) -> None:
    everybody = people(130)
    time_machine.move_to(timezone.now().replace(hour=0, minute=10), tick=False)
    shown = viewing.view_cards(by=nasrin, people=everybody[:30])
    time_machine.shift(timedelta(hours=18))
    shown += viewing.view_cards(by=nasrin, people=everybody[30:51])
    assert len(shown) == 51
    assert causes(nasrin) == []
    time_machine.shift(timedelta(hours=1))
    assert viewing.view_cards(by=nasrin, people=everybody[51:52]) == []
    assert causes(nasrin) == [AlarmCause.CARDS]
    browser = inside(nasrin)
    answer = browser.get("/en/space/people/")
    assert answer.status_code == 429
    assert "Come back in 24 hours" in answer.content.decode()
    assert browser.get(f"/en/space/people/{everybody[0].pk}/").status_code == 429
    time_machine.shift(timedelta(hours=24))
    assert inside(nasrin).get("/en/space/people/").status_code == 200
    assert causes(nasrin) == [AlarmCause.CARDS], "crossing the line once is one alarm"


def look_below_the_line(member: Member, time_machine: Any) -> list[Member]:
    """51 of 130, of which 52 alarm; the other 79."""
    everybody = people(130)
    time_machine.move_to(timezone.now().replace(hour=0, minute=10), tick=False)
    viewing.view_cards(by=member, people=everybody[:30])
    time_machine.shift(timedelta(hours=18))
    viewing.view_cards(by=member, people=everybody[30:51])
    assert causes(member) == []
    time_machine.shift(timedelta(hours=1))
    return everybody[51:]


def test_blocking_people_moves_the_line_for_nobody(nasrin: Member, time_machine: Any) -> None:
    rest = look_below_the_line(nasrin, time_machine)
    Block.objects.bulk_create(Block(blocker=nasrin, blocked=person) for person in rest[-4:])
    assert viewing.view_cards(by=nasrin, people=rest[:1]) == []
    assert causes(nasrin) == [AlarmCause.CARDS]


def test_blocking_does_not_make_the_network_small_enough_to_be_copied_in_silence(
    nasrin: Member, time_machine: Any
) -> None:
    everybody = people(60)
    time_machine.move_to(timezone.now().replace(hour=0, minute=10), tick=False)
    viewing.view_cards(by=nasrin, people=everybody[:30])
    Block.objects.bulk_create(Block(blocker=nasrin, blocked=person) for person in everybody[:30])
    time_machine.shift(timedelta(hours=18))
    assert viewing.view_cards(by=nasrin, people=everybody[30:50]) == []
    assert causes(nasrin) == [AlarmCause.CARDS]


def test_windows_that_cross_the_line_together_raise_the_alarm_once_and_are_all_shut(
    nasrin: Member, time_machine: Any
) -> None:
    rest = look_below_the_line(nasrin, time_machine)
    CardViewCount.objects.add(nasrin, 3)  # of another window, which has not looked at the sum yet
    assert viewing.view_cards(by=nasrin, people=rest[:1]) == []
    assert causes(nasrin) == [AlarmCause.CARDS]
    time_machine.shift(timedelta(hours=25))
    assert viewing.view_cards(by=nasrin, people=rest[1:2]) == rest[1:2]
    assert causes(nasrin) == [AlarmCause.CARDS]


def test_in_a_network_that_is_seen_at_a_glance_looking_is_no_alarm(nasrin: Member, time_machine: Any) -> None:
    everybody = people(20)
    for _day in range(4):
        assert viewing.view_cards(by=nasrin, people=everybody)
        time_machine.move_to(timezone.now() + timedelta(days=1))
    assert causes(nasrin) == []


def let_in(member: Member, *vetters: Member) -> None:
    today = timezone.localdate()
    row = factories.application(member.country_id, state="approved", member=member, decided_on=today)
    for vetter in vetters:
        Vote.objects.create(application=row, vetter=vetter, seat="home", is_yes=True, reason="known")


def test_two_accounts_that_the_same_two_let_in_alarm_once_more(
    zahra: Member, nasrin: Member, newcomer: Member, focal_point: Member, coordinator: Member, other_coordinator: Member
) -> None:
    for member, second in ((zahra, coordinator), (nasrin, coordinator), (newcomer, other_coordinator)):
        let_in(member, focal_point, second)
    sound_alarm(AlarmCause.PROFILES, about=zahra)
    sound_alarm(AlarmCause.PROFILES, about=newcomer)
    assert not Alarm.objects.filter(cause=AlarmCause.PAIR).exists()
    sound_alarm(AlarmCause.REFUSED, about=nasrin)
    assert causes(nasrin) == [AlarmCause.PAIR, AlarmCause.REFUSED]
    assert [row.member for row in Alarm.objects.filter(cause=AlarmCause.PAIR)] == [nasrin]


def test_after_a_week_the_other_account_counts_no_more(
    zahra: Member, nasrin: Member, focal_point: Member, coordinator: Member, time_machine: Any
) -> None:
    for member in (zahra, nasrin):
        let_in(member, focal_point, coordinator)
    sound_alarm(AlarmCause.PROFILES, about=zahra)
    time_machine.move_to(timezone.now() + timedelta(days=8))
    sound_alarm(AlarmCause.PROFILES, about=nasrin)
    assert causes(nasrin) == [AlarmCause.PROFILES]


def test_coordinators_see_alarms_but_never_those_about_themselves(
    nasrin: Member, focal_point: Member, coordinator: Member, other_coordinator: Member, inside: Any
) -> None:
    browser = inside(coordinator)
    assert "No alarm in the last 30 days" in browser.get(PAGE).content.decode()
    sound_alarm(AlarmCause.CONTACTS, about=coordinator)
    assert [row.member for row in Notice.objects.filter(kind=NoticeKind.ALARM)] == [other_coordinator]
    assert "No alarm in the last 30 days" in browser.get(PAGE).content.decode()
    sound_alarm(AlarmCause.PROFILES, about=nasrin)
    text = browser.get(PAGE).content.decode()
    assert f"/staff/people/{nasrin.pk}/" in text
    assert "Nasrin" in text
    assert str(AlarmCause.PROFILES.label) in text
    assert str(AlarmCause.CONTACTS.label) not in text
    assert str(AlarmCause.CONTACTS.label) in inside(other_coordinator).get(PAGE).content.decode()
    for member in (nasrin, focal_point):
        assert inside(member).get(PAGE).status_code == 404


def test_the_line_of_somebody_who_left_says_so_and_names_nobody(
    nasrin: Member, coordinator: Member, inside: Any, settings: Any, tmp_path: Any
) -> None:
    settings.ERASURE_JOURNAL = str(tmp_path / "erasures.jsonl")
    sound_alarm(AlarmCause.PROFILES, about=nasrin)
    erase_member(by=None, member=nasrin)
    text = inside(coordinator).get(PAGE).content.decode()
    assert "Somebody who left" in text
    assert "Nasrin" not in text


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    many: int, coordinator: Member, inside: Any, django_assert_max_num_queries: Any
) -> None:
    for person in people(many):
        Alarm.objects.create(member=person, cause=AlarmCause.CARDS)
    browser = inside(coordinator)
    browser.get(PAGE)
    with django_assert_max_num_queries(7):
        browser.get(PAGE)


def test_a_canary_alarms_each_time_and_the_page_does_not_say_which_it_was(
    nasrin: Member, coordinator: Member, inside: Any
) -> None:
    for number in range(2):
        canary = make_canary(by=coordinator, pseudonym=f"Canary {number}", country="PK", **FACTS)
        viewing.open_profile(by=nasrin, person=canary)
    assert causes(nasrin) == [AlarmCause.CANARY] * 2
    assert "Canary 0" not in inside(coordinator).get(PAGE).content.decode()


def test_a_card_in_the_list_wakes_no_canary(nasrin: Member, coordinator: Member, inside: Any) -> None:
    canary = make_canary(by=coordinator, pseudonym="Canary", country="PK", **FACTS)
    assert f"<bdi>{canary.pseudonym}</bdi>" in inside(nasrin).get("/en/space/people/").content.decode()
    assert not Alarm.objects.exists()


def test_a_focal_point_who_opens_one_contact_a_day_for_a_month_is_seen_by_the_coordinators(
    focal_point: Member, time_machine: Any
) -> None:
    """Below every day's limit: a whole country in a month."""
    people = [factories.member("AF") for _n in range(30)]
    start = timezone.now()
    for day, person in enumerate(people):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        open_contact(by=focal_point, member=person, occasion=ContactOccasion.ASKED)
    assert AlarmCause.CONTACTS in causes(focal_point)


def test_a_member_who_reads_two_real_names_a_day_is_seen_by_the_coordinators(nasrin: Member, time_machine: Any) -> None:
    start = timezone.now()
    seen_on = None
    for day in range(8):
        time_machine.move_to(start + timedelta(days=day), tick=False)
        for _time in range(2):
            assert open_real_name(by=nasrin, person=factories.member("AF"), is_there=True)
        if causes(nasrin) and seen_on is None:
            seen_on = day
    assert seen_on == 4, "the tenth name"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_refusals_in_one_moment_are_one_alarm() -> None:
    about, _coordinator = factories.member("PK"), factories.member("PK", role="coordinator")
    at_once([lambda: sound_alarm(AlarmCause.REFUSED, about=about) for _n in range(4)])
    assert Alarm.objects.count() == 1
