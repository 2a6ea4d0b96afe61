"""Too many tries: answered before anything is hashed where the asker did it herself, and never a door that strangers
shut for her."""

import logging
import re
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as portal
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from accounts.actions.second_steps import compute_app_code
from accounts.limits import Limit
from accounts.limits.cached_limits import consume_cached_limit
from accounts.models import Letter, Purse, User
from accounts.sessions.devices import cookie_name
from config.middleware.throttle import RULES
from tests.accounts.door import ADDRESS, PASSWORD, SECRET, code, come_in, forget_used_codes, is_inside, type_password
from tests.accounts.work import worked
from tests.cached import entries
from tests.markup import flat

pytestmark = pytest.mark.django_db
ANYBODY = Limit(3, 60)
NOW = 1_778_576_400 // 30 * 30  # a period of codes begins, on 12 May 2026 at nine
WRONG = "do not belong together"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW + 1, tick=False) as traveller:
        yield traveller


def from_(number: int) -> Client:
    """A browser in a network of its own."""
    return Client(REMOTE_ADDR=f"203.{number // 250}.{number % 250}.7")


def strangers_try(address: str, times: int = 12, **more: str) -> list[int]:
    form = {"login": address, "password": "wrong", **more}
    return [from_(n).post(reverse("account_login"), form).status_code for n in range(times)]


def enter(browser: Client, address: str, **more: str) -> HttpResponse:
    return browser.post(reverse("account_login"), {"login": address, "password": PASSWORD, **more})


def seen(response: HttpResponse, typed: str) -> tuple[int, list[tuple[str, str]], str]:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", response.content.decode())
    headers = sorted((name, value) for name, value in response.headers.items() if name != "Content-Length")
    return response.status_code, headers, page.replace(typed, "·")


# --- What the asker did herself -------------------------------------------------------------------------------------


def test_a_flood_from_one_place_is_stopped_before_a_password_is_compared(amina: User, monkeypatch, clock) -> None:
    compared: list[str] = []
    monkeypatch.setattr("accounts.forms.signing_in.authenticate_credentials", lambda *a, **k: compared.append("x"))

    def guess(number: int) -> int:
        return type_password(Client(), f"n{number}@example.org", "wrong", REMOTE_ADDR="203.0.113.7").status_code

    assert {guess(n) for n in range(30)} == {200}, "she is asked to work, and not sent away"
    assert len(compared) == 4
    # Patience does not help for long either: after a while it is work.
    slowly = []
    for n in range(30, 60):
        clock.shift(10)
        slowly.append(guess(n))
    assert set(slowly) == {200}
    assert len(compared) <= 20


def test_a_network_is_worth_five_of_its_clients(amina: User) -> None:
    """A tenant with 256 addresses of a /24, or with a /48."""
    for place in ("203.0.113.{}", "2001:db8:1:{:x}::1"):
        pages = [
            type_password(Client(), f"{n}@example.org", "wrong", REMOTE_ADDR=place.format(n)).content.decode()
            for n in range(1, 40)
        ]
        assert [WRONG in flat(page) for page in pages] == [True] * 20 + [False] * 19
        assert "Many people sign in just now" in flat(pages[-1])


def test_the_right_password_costs_no_try(member: User, clock) -> None:
    for _time in range(30):
        clock.shift(2.5)
        browser = Client()
        type_password(browser, member.email, PASSWORD)
        assert is_inside(browser)


def test_who_has_an_account_of_her_own_cannot_keep_the_processors_busy_with_it(member: User) -> None:
    """A class behind one address signs in at the same moment; what comes after it has to wait as everybody has."""
    statuses = [type_password(Client(), member.email).status_code for _time in range(40)]
    assert statuses == [302] * 34 + [200] * 6


def test_strangers_behind_her_address_do_not_shut_sign_in_for_her(member: User, clock, monkeypatch) -> None:
    """A provider's address, or a dormitory's: one of them guesses without an end. She works, and is in."""
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)
    for n in range(40):
        clock.shift(3)
        type_password(Client(), f"n{n}@example.org", "wrong")
    browser = Client()
    answer = enter(browser, member.email)
    assert "Many people sign in just now" in flat(answer.content.decode())
    assert not is_inside(browser)
    clock.shift(3)
    enter(browser, member.email, **worked(answer.content.decode()))
    assert is_inside(browser)
    elsewhere = from_(400)
    enter(elsewhere, member.email)
    assert is_inside(elsewhere)


def test_nor_do_those_of_her_network(member: User, clock) -> None:
    for n in range(120):
        clock.shift(1)
        type_password(Client(REMOTE_ADDR=f"203.0.113.{n}"), f"n{n}@example.org", "wrong")
    hers = Client(REMOTE_ADDR="203.0.113.200")
    ticket = re.search(r'name="ticket" value="([^"]+)"', enter(hers, member.email).content.decode())
    assert ticket
    clock.shift(31)
    for n in range(60):
        type_password(Client(REMOTE_ADDR=f"203.0.113.{n}"), f"n{n}@example.org", "wrong")
        clock.shift(1)
    enter(hers, member.email, ticket=ticket[1])
    assert is_inside(hers)


def test_after_a_while_it_goes_on(amina: User, clock) -> None:
    for _try in range(21):
        last = type_password(Client(), "nobody@example.org", "wrong")
    assert "Many people sign in just now" in flat(last.content.decode())
    clock.shift(6 * 60)
    page = flat(type_password(Client(), "nobody@example.org", "wrong").content.decode())
    assert WRONG in page
    assert "Many people" not in page


def test_the_answer_is_kind_and_says_what_to_do(amina: User) -> None:
    for _try in range(11):
        response = Client().post(reverse("account_reset_password"), {"email": ADDRESS})
    page = flat(response.content.decode())
    assert "Please wait 15 minutes" in page
    assert "Nothing is locked" in page
    assert response.headers["Retry-After"] == "900"
    assert response.headers["Cache-Control"] == "no-store"
    assert "<title>Account</title>" in page
    assert ADDRESS not in page


def test_it_speaks_the_language_of_the_address(visitor: Client) -> None:
    for _try in range(21):
        response = visitor.post("/prs/account/login/", {"login": "nobody@example.org", "password": "x"})
    assert '<html lang="fa-AF" dir="rtl">' in response.content.decode()


@pytest.mark.parametrize("place", sorted(RULES))
def test_every_door_has_a_limit(place: str, visitor: Client, settings) -> None:
    """Also where every try is answered by a redirect: that is no proof of honesty. At sign-in it is work."""
    settings.SELF_REGISTRATION = True
    last = [visitor.post(f"/en/account/{place}/", {}) for _try in range(21 + 1)][-1]
    assert "data-work" in last.content.decode() if RULES[place].works else last.status_code == 429


def test_whatever_is_sent_from_her_address_her_password_and_her_code_let_her_in(amina: User, monkeypatch) -> None:
    """A mobile provider has one address for a town. Somebody there sends what never ends, without cookie or token."""
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)
    stranger = Client(enforce_csrf_checks=True)
    for place in ("login", "2fa/code", "2fa/again", "reauthenticate", "2fa/passkeys/sign-in"):
        for _try in range(80):
            last = stranger.post(f"/en/account/{place}/", {"x": "1"})
        assert last.status_code == 429  # bytes that are ready: a flood costs no page each
    browser = Client()
    asked = browser.get(reverse("account_login"))
    done = enter(browser, ADDRESS, **worked(asked.content.decode()))
    assert done.headers["Location"] == reverse("mfa_authenticate")
    for _try in range(30):
        stranger.post("/en/account/2fa/code/", {"x": "1"})
    assert browser.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 302
    assert is_inside(browser)


def test_without_script_she_waits_with_the_page_and_is_in_whatever_is_sent_meanwhile(member: User, clock) -> None:
    browser, stranger = Client(), Client(enforce_csrf_checks=True)
    for _try in range(80):
        stranger.post(reverse("account_login"), {"x": "1"})
    page = browser.get(reverse("account_login")).content.decode()
    assert "wait 16 minutes" in flat(page)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    clock.shift(16 * 60 + 1)
    for _try in range(80):
        stranger.post(reverse("account_login"), {"x": "1"})
    assert enter(browser, member.email).status_code == 429
    enter(browser, member.email, ticket=ticket[1])
    assert is_inside(browser)


def test_a_browser_with_a_pending_sign_in_has_ten_codes_at_once(amina: User) -> None:
    browser = Client()
    enter(browser, ADDRESS)
    statuses = [browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _try in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_every_rule_stands_at_an_address_that_exists(visitor: Client) -> None:
    for place in RULES:
        assert resolve(f"/en/account/{place}/")


def test_a_forged_passkey_is_tried_ten_times_and_then_not_any_more(amina: User, visitor: Client) -> None:
    """Its answer is a redirect, as a right one's is."""
    forged = '{"id": "x", "response": {"userHandle": "zz"}}'
    tries = [visitor.post(reverse("mfa_login_webauthn"), {"credential": forged}).status_code for _try in range(45)]
    assert tries == [302] * 10 + [429] * 35


def test_wrong_codes_from_a_mail_are_no_honest_tries(amina: User) -> None:
    """The third wrong one ends in a redirect; how many mails one client asks for is what bounds them."""
    statuses, asked = [], []
    for _time in range(7):
        browser = Client()
        asked.append(browser.post(reverse("account_reset_password"), {"email": "nobody@example.org"}).status_code)
        for _try in range(3):
            answer = browser.post(reverse("account_confirm_password_reset_code"), {"code": "BBBBBBBB"})
            statuses.append(answer.status_code)
    assert asked == [302] * 5 + [429] * 2
    assert statuses[:15] == [200, 200, 302] * 5
    assert 200 not in statuses[15:]


def test_reading_pages_costs_nothing(visitor: Client) -> None:
    assert {visitor.get(reverse("account_login")).status_code for _time in range(40)} == {200}


# --- What strangers did ---------------------------------------------------------------------------------------------


def test_no_answer_tells_that_somebody_else_tried_that_address(amina: User, member: User) -> None:
    """A 429 for an address that the asker tried once was an answer about its owner's day."""
    fresh, tried = "fresh@example.org", "tried@example.org"
    for _known in (ADDRESS, member.email, tried):
        assert strangers_try(_known) == [200] * 12
    for more in ({}, {"code": "000000"}):
        answers = [
            seen(from_(300 + n).post(reverse("account_login"), {"login": typed, "password": "wrong", **more}), typed)
            for n, typed in enumerate([fresh, tried, ADDRESS, member.email])
        ]
        assert answers[0][0] == 200
        assert WRONG in flat(answers[0][2])
        assert all(answer == answers[0] for answer in answers)


def test_ten_strangers_do_not_lock_her_out_and_she_can_change_her_password(amina: User) -> None:
    """Whatever others try: password and code of her app let her in, and inside nothing is shut."""
    strangers_try(ADDRESS, 20)
    strangers_try(ADDRESS, 20, code="123456")
    browser = from_(400)
    assert enter(browser, ADDRESS).status_code == 200  # as for everybody: the password alone does not do
    assert not is_inside(browser)
    answer = enter(browser, ADDRESS, code=code())
    assert answer.headers["Location"] == reverse("network:home")  # her second step is done
    assert is_inside(browser)
    assert browser.get(reverse("account_change_password")).status_code == 200
    again = browser.get(reverse("mfa_generate_recovery_codes"))
    assert again.headers["Location"].startswith(reverse("account_reauthenticate"))  # as on a quiet day


def test_a_code_on_paper_does_it_too(amina: User) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    on_paper = RecoveryCodes.activate(amina).get_unused_codes()
    strangers_try(ADDRESS)
    browser = from_(400)
    enter(browser, ADDRESS, code=on_paper[0])
    assert is_inside(browser)
    assert on_paper[0] not in Authenticator.objects.get(user=amina, type="recovery_codes").wrap().get_unused_codes()


def test_who_saw_one_code_gets_one_password_out_of_it(amina: User) -> None:
    strangers_try(ADDRESS)
    one = code()
    assert (
        from_(400).post(reverse("account_login"), {"login": ADDRESS, "password": "guess", "code": one}).status_code
        == 200
    )
    browser = from_(401)
    enter(browser, ADDRESS, code=one)
    assert not is_inside(browser)


def test_who_knows_the_password_guesses_no_more_codes_here_than_at_the_second_step(amina: User) -> None:
    strangers_try(ADDRESS)
    for number in range(8):
        enter(from_(400 + number), ADDRESS, code="000000")
    thief = from_(500)
    enter(thief, ADDRESS, code=code())  # the one guess in a million, after too many
    assert not is_inside(thief)
    owner = from_(501)
    enter(owner, ADDRESS, code=compute_app_code(NOW // 30 - 1, SECRET) + compute_app_code(NOW // 30, SECRET))
    assert not is_inside(owner)  # the second of the two was used up above
    with time_machine.travel(NOW + 61, tick=False):
        enter(owner, ADDRESS, code=compute_app_code(NOW // 30 + 1, SECRET) + compute_app_code(NOW // 30 + 2, SECRET))
        assert is_inside(owner)


def test_where_codes_are_tried_without_end_two_in_a_row_still_open(amina: User, monkeypatch) -> None:
    monkeypatch.setattr("accounts.actions.signing_in.EARLY_CODES", Limit(6, 3600, 3))
    strangers_try(ADDRESS, 20, code="111111")
    browser = from_(400)
    enter(browser, ADDRESS, code=code())
    assert not is_inside(browser)
    enter(browser, ADDRESS, code=f"{compute_app_code(NOW // 30 - 1, SECRET)} {code()}")
    assert is_inside(browser)


def test_a_code_that_comes_with_the_password_is_the_second_step_on_a_quiet_day_too(amina: User) -> None:
    browser = Client()
    assert enter(browser, ADDRESS, code=code()).headers["Location"] == reverse("network:home")
    assert is_inside(browser)
    other = Client()
    assert enter(other, ADDRESS, code="000000").headers["Location"] == reverse("mfa_authenticate")
    assert not is_inside(other)


def test_a_right_password_gives_back_her_own_tries_and_not_those_of_strangers(amina: User, member: User) -> None:
    for _time in range(4):  # nobody else is there: three slips and a success, again and again
        browser = Client()
        for slip in ("wrong", "worng", "wrogn"):
            type_password(browser, member.email, slip, REMOTE_ADDR=f"203.0.{_time}.1")
        type_password(browser, member.email, REMOTE_ADDR=f"203.0.{_time}.1")
        assert is_inside(browser)
    strangers_try(ADDRESS, 4)
    hers = from_(400)
    assert enter(hers, ADDRESS).status_code == 302  # the fifth
    strangers_try(ADDRESS, 1)
    assert enter(from_(401), ADDRESS).status_code == 200


def test_a_success_after_strangers_gives_back_no_try_that_nobody_took(amina: User) -> None:
    """Her slips and her way in cost nothing while the purse was empty: a thief with the password gains nothing."""
    strangers_try(ADDRESS)
    browser = from_(400)
    for _slip in range(3):
        type_password(browser, ADDRESS, "wrong")
    enter(browser, ADDRESS, code=code())
    assert is_inside(browser)
    assert enter(from_(401), ADDRESS).status_code == 200


def test_success_in_one_world_gives_no_tries_back_in_the_other(amina: User) -> None:
    """Who made an open account with her address signs in to it between guesses at hers."""
    User.objects.create_user(ADDRESS.lower(), "his own long password")
    for number in range(5):
        type_password(from_(number), ADDRESS, "his own long password")
    assert enter(from_(100), ADDRESS).status_code == 200  # her purse is empty: the code is asked for
    browser = from_(101)
    enter(browser, ADDRESS, code=code())
    assert is_inside(browser)


@pytest.mark.parametrize("door", ["account_reset_password", "account_signup"])
def test_letters_asked_for_by_strangers_stop_without_a_word(door: str, member: User, settings) -> None:
    settings.SELF_REGISTRATION = True
    form = {"email": member.email, "password1": "four words nobody joins"}
    answers = [seen(from_(n).post(reverse(door), form), member.email) for n in range(12)]
    assert len(set(map(str, answers))) == 1
    assert answers[0][0] == 302
    assert sorted(bool(letter.address) for letter in Letter.objects.all()) == [False] * 2 + [True] * 10


def test_three_requests_of_strangers_do_not_take_her_own_code_from_her(member: User) -> None:
    reset = reverse("account_reset_password")
    for stranger in (from_(1), from_(2)):
        for _try in range(4):
            assert stranger.post(reset, {"email": member.email}).status_code == 302
    assert sum(bool(letter.address) for letter in Letter.objects.all()) == 6  # three each
    Letter.objects.all().delete()
    from_(400).post(reset, {"email": member.email})
    assert Letter.objects.get().address.open() == member.email


# --- Devices --------------------------------------------------------------------------------------------------------


def test_an_open_account_gets_in_from_a_device_it_knows_whatever_strangers_try(member: User) -> None:
    browser = from_(400)
    enter(browser, member.email)
    browser.post(reverse("account_logout"))
    strangers_try(member.email, 30)
    assert enter(from_(401), member.email).status_code == 200
    enter(browser, member.email)
    assert is_inside(browser)


def test_a_known_device_has_tries_of_its_own_and_not_more(member: User) -> None:
    browser = from_(400)
    enter(browser, member.email)
    browser.post(reverse("account_logout"))
    for number in range(5):
        form = {"login": member.email, "password": "wrong"}
        browser.post(reverse("account_login"), form, REMOTE_ADDR=f"203.0.{number}.9")
    assert enter(browser, member.email).status_code == 200
    assert enter(from_(401), member.email).status_code == 302  # elsewhere it went on


def test_a_known_device_gives_no_tries_at_the_guarded_account_of_the_same_address(amina: User) -> None:
    User.objects.create_user(ADDRESS.lower(), "his own long password")
    strangers_try(ADDRESS)
    browser = from_(400)
    for number in range(8):  # each sign-in makes a new mark
        with_own = {"login": ADDRESS, "password": "his own long password"}
        browser.cookies.pop("sessionid", None)
        browser.post(reverse("account_login"), with_own, REMOTE_ADDR=f"203.0.{number}.9")
    browser.cookies.pop("sessionid", None)
    enter(browser, ADDRESS)
    assert browser.get(reverse("mfa_authenticate")).status_code == 302  # her password did not count


def test_the_mark_of_a_device_says_nothing_and_is_for_this_host_alone(member: User, settings) -> None:
    settings.SECURE = True
    answer = enter(Client(), member.email)
    cookie = answer.cookies["__Host-d"]
    assert cookie.value.startswith("1.*.")
    assert str(member.pk) not in cookie.value
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Strict", "/")
    assert cookie["domain"] == ""
    assert cookie["max-age"] == 180 * 24 * 3600


def test_it_is_set_after_both_steps_and_never_for_a_guarded_person(amina: User, admin: User) -> None:
    totp.TOTP.activate(admin, SECRET)
    browser = Client()
    assert cookie_name() not in enter(browser, admin.email).cookies
    assert cookie_name() in browser.post(reverse("mfa_authenticate"), {"code": code()}).cookies
    forget_used_codes()
    assert cookie_name() not in come_in().cookies


def test_a_new_password_makes_devices_strange_again_except_this_one(member: User) -> None:
    here, there = from_(400), from_(401)
    for browser in (here, there):
        enter(browser, member.email)
    fresh = "four words nobody joins"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    strangers_try(member.email)
    for browser, known in ((here, True), (there, False)):
        browser.cookies.pop("sessionid")
        browser.post(reverse("account_login"), {"login": member.email, "password": fresh})
        assert is_inside(browser) is known


def test_a_new_password_by_mail_marks_no_device_before_the_second_step(member: User, admin: User) -> None:
    """Who reads her mail has not shown her app."""
    totp.TOTP.activate(admin, SECRET)
    for user, is_marked in ((member, True), (admin, False)):
        browser = Client()
        browser.post(reverse("account_reset_password"), {"email": user.email})
        secret = Letter.objects.get().body.open().split("Your code: ")[1].split()[0]
        browser.post(reverse("account_confirm_password_reset_code"), {"code": secret})
        fresh = "four words nobody joins"
        browser.post(reverse("account_complete_password_reset"), {"password1": fresh, "password2": fresh})
        assert User.objects.get(pk=user.pk).check_password(fresh)
        assert (cookie_name() in browser.cookies) is is_marked
        Letter.objects.all().delete()


@pytest.mark.parametrize("cookie", ["nonsense", "1.*.AAAA", "", "session"])
def test_a_mark_that_is_not_ours_is_none(cookie: str, member: User) -> None:
    from accounts.sealing import seal_text

    browser = from_(400)
    browser.cookies[cookie_name()] = seal_text('["device"]') if cookie == "session" else cookie
    strangers_try(member.email)
    assert enter(browser, member.email).status_code == 200
    assert not is_inside(browser)


def test_who_forgot_her_password_comes_in_though_strangers_try(member: User) -> None:
    """No second step and a new device: the mailbox proves her, and the device is known by that."""
    strangers_try(member.email, 30)
    browser = from_(400)
    browser.post(reverse("account_reset_password"), {"email": member.email})
    secret = Letter.objects.get().body.open().split("Your code: ")[1].split()[0]
    browser.post(reverse("account_confirm_password_reset_code"), {"code": secret})
    fresh = "four words nobody joins"
    browser.post(reverse("account_complete_password_reset"), {"password1": fresh, "password2": fresh})
    type_password(browser, member.email, fresh)
    assert is_inside(browser)


# --- What all share -------------------------------------------------------------------------------------------------


def test_a_flood_from_many_networks_shuts_sign_in_for_nobody(amina: User, settings, monkeypatch) -> None:
    """It asks for work. Twenty-five wrong passwords in ten seconds had closed it for everybody."""
    monkeypatch.setattr("accounts.limits.proof_of_work.EASIEST", 4)
    settings.PASSWORDS_PER_MINUTE = 24
    assert {type_password(from_(n), f"n{n}@example.org", "wrong").status_code for n in range(25)} == {200}
    browser = from_(400)
    shown = browser.get(reverse("account_login"))
    page = shown.content.decode()
    assert "data-work" in page
    assert shown.context["form"].work is shown.context["form"].work, "one page asks for one puzzle"
    assert enter(browser, ADDRESS).status_code == 200  # not without the work, and a right password is not told
    answer = enter(browser, ADDRESS, **worked(page))
    assert answer.headers["Location"] == reverse("mfa_authenticate")


def test_whoever_runs_no_script_waits_a_little(amina: User, settings, clock) -> None:
    settings.PASSWORDS_PER_MINUTE = 2
    type_password(from_(1), "n@example.org", "wrong")
    browser = from_(400)
    page = enter(browser, ADDRESS).content.decode()
    assert "Many people sign in just now" in flat(page)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)
    assert ticket
    clock.shift(31)
    for n in range(3):
        type_password(from_(2 + n), "n@example.org", "wrong")
    assert enter(browser, ADDRESS, ticket=ticket[1]).status_code == 302


def test_an_editor_at_her_own_desk_does_not_work_for_it(member: User, settings) -> None:
    browser = from_(400)
    enter(browser, member.email)
    browser.post(reverse("account_logout"))
    settings.PASSWORDS_PER_MINUTE = 2
    for n in range(4):
        type_password(from_(n), "n@example.org", "wrong")
    enter(browser, member.email)
    assert is_inside(browser)


def test_one_known_device_copied_to_a_thousand_machines_lifts_no_work(member: User, settings, monkeypatch) -> None:
    browser = from_(400)
    enter(browser, member.email)
    settings.PASSWORDS_PER_MINUTE = 2
    compared: list[str] = []
    monkeypatch.setattr("accounts.forms.signing_in.authenticate_credentials", lambda *a, **k: compared.append("x"))
    for n in range(20):
        copy = from_(n)
        copy.cookies[cookie_name()] = browser.cookies[cookie_name()].value
        type_password(copy, f"n{n}@example.org", "wrong")
    assert len(compared) <= 1 + 5


# --- What is kept ---------------------------------------------------------------------------------------------------


def test_no_address_and_no_place_stands_where_tries_are_counted(amina: User, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    for _try in range(25):
        type_password(Client(), ADDRESS, "ZQ7-wrong", REMOTE_ADDR="203.0.113.77")
    kept = repr(list(Purse.objects.using(portal.LIMITS).values_list())) + repr(entries()) + caplog.text
    assert Purse.objects.using(portal.LIMITS).exists()
    assert "203.0.113" not in kept
    assert "zq7" not in kept.lower()
    assert amina.email.partition("@")[0] not in kept


def test_her_address_does_not_reach_the_session_in_which_she_mistyped(amina: User) -> None:
    browser = Client()
    type_password(browser, ADDRESS, "wrong")
    kept = str(dict(browser.session.items()))
    assert "tries" in kept
    assert "zq7" not in kept.lower()
    assert amina.email.partition("@")[0] not in kept
    come_in()
    assert "tries" not in browser.session or browser.session["tries"]


# --- Courtesies -----------------------------------------------------------------------------------------------------


def test_courtesies_are_counted_in_the_cache_under_another_name_each_day() -> None:
    assert [consume_cached_limit("search", "203.0.113.77", ANYBODY) for _time in range(4)] == [True, True, True, False]
    today = set(entries())
    assert not any("203.0.113.77" in key for key in today)
    caches["default"].clear()
    with time_machine.travel("2026-05-13T09:00:01Z", tick=False):
        assert consume_cached_limit("search", "203.0.113.77", ANYBODY)
        assert not today & set(entries())


def test_without_a_cache_each_process_counts_courtesies_for_itself_and_says_so(monkeypatch, caplog) -> None:
    class Broken:
        def add(self, *args: object) -> None:
            raise ConnectionError("redis://ZQ7-secret@cache")

    monkeypatch.setattr("accounts.limits.cached_limits.caches", {"default": Broken(), "near": caches["near"]})
    assert [consume_cached_limit("search", "a", ANYBODY) for _time in range(4)] == [True, True, True, False]
    assert [one.getMessage() for one in caplog.records] == ["The cache does not count: ConnectionError"] * 4
