"""How long somebody stays signed in (docs/assurance.md, D19), with a clock that we turn."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SignIn, User
from accounts.tasks import sweep
from tests.accounts.door import PASSWORD, come_in, is_inside, type_password
from tests.markup import flat

pytestmark = pytest.mark.django_db
HOME = "/en/account/signed-in/"
ALL = '"cache", "cookies", "storage"'


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 5, 12, 9, 17, 33, tzinfo=UTC), tick=False) as coordinates:
        yield coordinates


def test_a_guarded_person_is_signed_out_after_fifteen_minutes_without_a_click(amina: User, clock) -> None:
    browser = come_in()
    clock.shift(timedelta(minutes=14, seconds=59))
    assert is_inside(browser)
    clock.shift(timedelta(minutes=15))
    response = browser.get(HOME)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={HOME}&ended=1"
    assert response.headers["Clear-Site-Data"] == ALL
    assert not SignIn.objects.exists()
    assert "to protect you" in flat(browser.get(response.headers["Location"]).content.decode())


def test_every_click_counts_but_nobody_stays_longer_than_four_hours(amina: User, member: User, clock) -> None:
    guarded, ordinary = come_in(), Client()
    type_password(ordinary, member.email)
    for _step in range(23):
        clock.shift(timedelta(minutes=10))
        assert is_inside(guarded)
    assert is_inside(ordinary)
    clock.shift(timedelta(minutes=10))
    assert not is_inside(guarded)
    assert not is_inside(ordinary)


def test_an_ordinary_person_may_pause_and_keeps_what_she_filled_in(member: User, clock) -> None:
    browser = Client()
    type_password(browser, member.email)
    clock.shift(timedelta(hours=3, minutes=59))
    assert is_inside(browser)
    clock.shift(timedelta(minutes=1))
    assert browser.get(HOME).headers["Clear-Site-Data"] == '"cache"'


def test_who_works_behind_the_scenes_is_signed_out_after_half_an_hour_without_a_click(admin: User, as_, clock) -> None:
    browser = as_(admin)
    page = browser.get(reverse("wagtailadmin_home")).content.decode()
    assert 'data-left="1800"' in page, "the page can warn her"
    assert "30 minutes after your last click" in flat(browser.get(HOME).content.decode())
    clock.shift(timedelta(minutes=29))
    # Who else edits the page is asked every few seconds by the page itself.
    browser.post(reverse("wagtailadmin_editing_sessions:release", args=[1]))
    clock.shift(timedelta(minutes=2))
    assert browser.get(reverse("wagtailadmin_home")).headers["Location"].endswith("ended=1")
    browser = as_(admin)
    for _step in range(8):
        clock.shift(timedelta(minutes=29))
        assert is_inside(browser)
    clock.shift(timedelta(minutes=9))
    assert not is_inside(browser)


def test_the_page_knows_when_to_warn_and_asking_does_not_extend(amina: User, clock) -> None:
    browser = come_in()
    assert 'data-left="900"' in browser.get(reverse("accounts:home")).content.decode()
    clock.shift(timedelta(minutes=13))
    assert browser.get(reverse("accounts:stay")).json() == {"left": 120, "warn": 120, "more": True}
    clock.shift(timedelta(minutes=1))
    assert browser.get(reverse("accounts:stay")).json()["left"] == 60
    clock.shift(timedelta(minutes=1))
    assert browser.get(reverse("accounts:stay")).json()["left"] == 0


def test_one_key_extends(amina: User, clock) -> None:
    browser = come_in()
    clock.shift(timedelta(minutes=14))
    answer = browser.post(reverse("accounts:stay"), headers={"X-Requested-With": "fetch"})
    assert answer.json()["left"] == 900
    clock.shift(timedelta(minutes=14))
    assert is_inside(browser)


def test_in_the_last_minutes_of_the_four_hours_the_page_does_not_promise_more(amina: User, clock) -> None:
    browser = come_in()
    for _step in range(24):
        clock.shift(timedelta(minutes=9, seconds=55))
        browser.get(HOME)
    answer = browser.post(reverse("accounts:stay"), headers={"X-Requested-With": "fetch"}).json()
    assert answer == {"left": 120, "warn": 120, "more": False}


def test_what_a_page_asks_for_by_itself_is_no_click(amina: User, clock) -> None:
    browser = come_in()
    clock.shift(timedelta(minutes=14))
    browser.get(HOME, headers={"HX-Request": "true"})
    clock.shift(timedelta(minutes=2))
    assert not is_inside(browser)


def test_without_scripts_the_page_says_how_long_it_lasts(amina: User, member: User, as_) -> None:
    assert "15 minutes after your last click" in flat(come_in().get(HOME).content.decode())
    assert "4 hours after you signed in" in flat(as_(member).get(HOME).content.decode())


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser(amina: User) -> None:
    browser = come_in()
    cookie = browser.cookies["sessionid"].value
    response = browser.post(reverse("account_logout"))
    assert response.headers["Location"] == f"{reverse('account_login')}?out=1"
    assert response.headers["Clear-Site-Data"] == ALL
    assert not SignIn.objects.exists()
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_inside(thief)


def test_the_editors_way_out_clears_the_browser_too(admin: User, as_) -> None:
    response = as_(admin).post(reverse("wagtailadmin_logout"))
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'  # her device stays known
    assert response.cookies["sessionid"]["max-age"] == 0


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(member: User, as_) -> None:
    elsewhere, here = as_(member), Client()
    type_password(here, member.email)
    fresh = "four words nobody joins"
    form = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert here.post(reverse("account_change_password"), form).headers["Location"] == reverse("accounts:home")
    assert is_inside(here)
    assert not is_inside(elsewhere)
    assert SignIn.objects.count() == 1


def test_a_locked_account_is_out_at_once(amina: User) -> None:
    browser = come_in()
    User.objects.filter(pk=amina.pk).update(is_active=False)
    assert not is_inside(browser)


def test_a_cookie_without_its_row_opens_nothing(member: User, as_) -> None:
    browser = as_(member)
    SignIn.objects.all().delete()
    assert not is_inside(browser)


def test_the_list_says_when_and_nothing_about_where(amina: User) -> None:
    for place in ("203.0.113.77", "198.51.100.8"):
        browser = come_in()
        browser.defaults |= {"REMOTE_ADDR": place, "HTTP_USER_AGENT": "ZQ7-browser"}
        browser.get(HOME)
    page = flat(browser.get(HOME).content.decode())
    assert page.count("End it") == 1
    assert page.count("This one") == 1
    columns = {field.name for field in SignIn._meta.get_fields()}
    assert columns == {"id", "user", "is_short", "idle_minutes", "began", "last_used"}
    with connection.cursor() as cursor:
        for table in ("accounts_signin", "django_session"):
            cursor.execute(f"select * from {table}")
            assert not {"203.0.113", "ZQ7-browser"} & set(repr(cursor.fetchall()))


def test_one_or_all_others_can_be_ended(amina: User) -> None:
    first, second, here = come_in(), come_in(), come_in()
    [oldest] = SignIn.objects.filter(pk=first.session["sign_in"])
    here.post(reverse("accounts:end_one", args=[oldest.pk]))
    assert [is_inside(one) for one in (first, second, here)] == [False, True, True]
    here.post(reverse("accounts:end_others"))
    assert [is_inside(one) for one in (second, here)] == [False, True]


def test_another_persons_session_cannot_be_ended_or_guessed(amina: User, member: User, as_) -> None:
    hers = come_in()
    mine = as_(member)
    [row] = SignIn.objects.filter(user=amina)
    known = mine.post(reverse("accounts:end_one", args=[row.pk]))
    unknown = mine.post(reverse("accounts:end_one", args=["00000000-0000-4000-8000-000000000000"]))
    assert known.status_code == unknown.status_code == 404
    assert is_inside(hers)


def test_the_table_of_sessions_costs_the_same_for_one_and_for_three(member: User, as_) -> None:
    counts = []
    for _person in range(3):
        browser = as_(member)
        browser.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[2]


def test_a_reader_without_a_cookie_costs_nothing(visitor: Client, rf) -> None:
    from config.middleware import SignInMiddleware

    with CaptureQueriesContext(connection) as queries:
        SignInMiddleware(lambda request: request)(rf.get("/en/"))  # type: ignore[arg-type,return-value]
    assert len(queries) == 0


def test_for_a_guarded_person_only_the_month_of_the_last_sign_in_is_kept(amina: User, member: User, clock) -> None:
    come_in()
    type_password(Client(), member.email)
    amina.refresh_from_db()
    member.refresh_from_db()
    assert amina.last_login == datetime(2026, 5, 1, tzinfo=UTC)
    assert member.last_login == datetime(2026, 5, 12, 9, 17, 33, tzinfo=UTC)


def test_what_is_over_is_swept_away(amina: User, clock) -> None:
    come_in()
    clock.shift(timedelta(hours=6))
    sweep()
    assert not SignIn.objects.exists()
    assert not Session.objects.exists()
