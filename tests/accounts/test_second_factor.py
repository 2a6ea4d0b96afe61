"""The second step: who must have one, how it is set up, and that a stolen database does not hold it."""

import re
from urllib.parse import unquote

import pytest
import segno
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.actions.second_steps import compute_app_code, consume_code_try
from accounts.models import SignIn, User
from accounts.permissions import may_remove_authenticator
from accounts.sealing import unseal_text
from tests.accounts.door import (
    ADDRESS,
    SECRET,
    code,
    come_in,
    come_in_again,
    forget_used_codes,
    is_inside,
    type_password,
    type_password_again,
)
from tests.markup import flat

pytestmark = pytest.mark.django_db
NEWCOMER = "ZQ7-new@example.org"


def set_up_app(browser: Client) -> tuple[str, object]:
    """The secret that the page shows, and the answer to the code made from it."""
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session[totp.SECRET_SESSION_KEY]
    return secret, browser.post(reverse("mfa_activate_totp"), {"code": code(secret)})


@pytest.mark.parametrize(
    "address", ["/en/", "/en/account/", "/en/space/home/", "/admin/", "/en/account/password/change/"]
)
def test_a_guarded_person_without_one_sets_it_up_before_anything_else(address: str, newcomer: User) -> None:
    browser = Client()
    type_password(browser, NEWCOMER)
    response = browser.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].endswith("/account/2fa/")


@pytest.mark.parametrize("name", ["accounts:exit", "accounts:safer", "accounts:stay", "account_logout", "mfa_index"])
def test_meanwhile_she_may_leave(name: str, newcomer: User) -> None:
    browser = Client()
    type_password(browser, NEWCOMER)
    response = browser.get(reverse(name))
    assert response.headers.get("Location") != reverse("mfa_index")


def test_an_app_is_set_up_and_its_secret_is_sealed_in_the_database(newcomer: User) -> None:
    browser = Client()
    type_password(browser, NEWCOMER)
    secret, response = set_up_app(browser)
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    for row in Authenticator.objects.all():
        sealed = row.data.get("secret") or row.data["seed"]
        assert sealed.startswith("1.*.")
        assert secret not in repr(row.data)
    assert unseal_text(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert is_inside(browser)


def test_recovery_codes_are_shown_once_and_each_opens_once(newcomer: User) -> None:
    browser = Client()
    type_password(browser, NEWCOMER)
    set_up_app(browser)
    page = browser.get(reverse("mfa_view_recovery_codes"))
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    assert all(one in page.content.decode() for one in codes)
    again = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(one in again for one in codes)
    assert page.headers["Cache-Control"] == "no-store"
    for expected in (True, False):
        caches["default"].clear()
        fresh = Client()
        type_password(fresh, NEWCOMER)
        fresh.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert is_inside(fresh) is expected


def test_a_code_opens_only_once_however_long_it_is_good(amina: User) -> None:
    now = 1_900_000_000 // 30 * 30  # a period begins
    with time_machine.travel(now, tick=False):
        used, next_one = code(), compute_app_code(now // 30 + 1, SECRET)
    # From one period early to one late, with whatever the cache has forgotten meanwhile.
    for after, typed, expected in ((-20, used, True), (12, used, False), (45, used, False), (46, next_one, True)):
        caches["default"].clear()
        with time_machine.travel(now + after, tick=False):
            browser = Client()
            type_password(browser, ADDRESS)
            browser.post(reverse("mfa_authenticate"), {"code": typed})
            assert is_inside(browser) is expected, (after, typed)


def test_a_code_that_proved_her_anew_does_not_let_anybody_in(amina: User) -> None:
    browser = come_in()
    forget_used_codes()
    used = code()
    browser.post(reverse("mfa_reauthenticate"), {"code": used})
    caches["default"].clear()
    other = Client()
    type_password(other, ADDRESS)
    other.post(reverse("mfa_authenticate"), {"code": used})
    assert not is_inside(other)


def test_a_password_alone_opens_nothing(amina: User) -> None:
    browser = Client()
    type_password(browser, ADDRESS)
    assert not is_inside(browser)
    assert browser.get(reverse("mfa_activate_totp")).status_code == 302
    assert not SignIn.objects.exists()


def wrong_codes(count: int, address: str = ADDRESS) -> str:
    """By somebody who knows the password, each time with another browser; the last page."""
    for number in range(count):
        browser = Client(REMOTE_ADDR=f"203.0.{number}.7")
        type_password(browser, address)
        response = browser.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert response.status_code == 200
    return flat(response.content.decode())


def test_codes_are_counted_for_the_account_where_no_cache_forgets(amina: User) -> None:
    wrong_codes(5)
    caches["default"].clear()
    browser = Client()
    type_password(browser, ADDRESS)
    page = flat(browser.post(reverse("mfa_authenticate"), {"code": code()}).content.decode())
    assert "type two codes that follow each other" in page
    assert not is_inside(browser)


def test_who_knows_her_password_cannot_shut_her_out_with_wrong_codes(amina: User) -> None:
    """Two codes in a row come from nothing but her app."""
    now = 1_900_000_000 // 30 * 30
    with time_machine.travel(now + 5, tick=False):
        assert "two codes that follow each other" in wrong_codes(6)
        browser = Client()
        type_password(browser, ADDRESS)
        pair = f"{compute_app_code(now // 30 - 1, SECRET)} {compute_app_code(now // 30, SECRET)}"
        for wrong in (pair[::-1], f"{pair[:6]} 000000", f"000000 {pair[-6:]}", pair[-6:] * 2):
            browser.post(reverse("mfa_authenticate"), {"code": wrong})
            assert not is_inside(browser)
        browser.post(reverse("mfa_authenticate"), {"code": pair})
        assert is_inside(browser)
        again = Client()
        type_password(again, ADDRESS)
        again.post(reverse("mfa_authenticate"), {"code": pair})
        assert not is_inside(again)


def test_no_more_than_twenty_codes_a_day_are_tried(amina: User) -> None:
    tried = 0
    with time_machine.travel("2026-05-12T00:00:01Z", tick=False) as clock:
        for _quarter in range(96):
            tried += sum(consume_code_try(amina) for _try in range(12))
            clock.shift(15 * 60)
    assert 10 <= tried <= 20


def test_a_right_code_costs_no_try(amina: User) -> None:
    with time_machine.travel("2026-05-12T00:00:01Z", tick=False) as clock:
        for _time in range(12):
            clock.shift(5)
            assert is_inside(come_in())


def test_codes_work_while_no_cache_does(amina: User, monkeypatch) -> None:
    """allauth would ask it whether the code was used and how many were tried."""

    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    browser = Client()
    type_password(browser, ADDRESS)
    for name in ("add", "get", "set", "incr", "delete"):
        monkeypatch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{name}", broken)
    browser.post(reverse("mfa_authenticate"), {"code": "000000"})
    browser.post(reverse("mfa_authenticate"), {"code": code()})
    assert is_inside(browser)
    assert browser.post(reverse("account_reauthenticate"), {"password": "wrong"}).status_code == 200


def test_her_code_may_be_typed_in_the_digits_of_her_keyboard(amina: User) -> None:
    browser = Client()
    type_password(browser, ADDRESS)
    persian = code().translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    browser.post(reverse("mfa_authenticate"), {"code": f"{persian[:3]} {persian[3:]}"})
    assert is_inside(browser)


def test_the_picture_holds_no_name_and_is_never_stored(newcomer: User) -> None:
    browser = Client()
    type_password(browser, NEWCOMER)
    page = browser.get(reverse("mfa_activate_totp"))
    response = browser.get(reverse("accounts:code_picture"))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "no-store"
    assert b"<script" not in response.content
    target = unquote(page.context["totp_url"])
    assert target.startswith("otpauth://totp/account?")
    drawn = segno.make(page.context["totp_url"], micro=False).svg_inline(scale=5, border=4, light="#fff")
    assert re.findall(r' d="[^"]+"', drawn) == re.findall(r' d="[^"]+"', response.content.decode())
    assert "issuer=account" in target
    assert newcomer.email not in page.content.decode()


def test_there_is_no_picture_before_and_after(amina: User) -> None:
    assert come_in().get(reverse("accounts:code_picture")).status_code == 404
    assert Client().get(reverse("accounts:code_picture")).status_code == 302


def test_the_app_of_somebody_else_and_paper_codes_do_not_make_hers_one_of_two(amina: User, newcomer: User) -> None:
    totp.TOTP.activate(newcomer, SECRET)
    Authenticator.objects.create(user=amina, type=Authenticator.Type.RECOVERY_CODES, data={})
    app = amina.authenticator_set.get(type=Authenticator.Type.TOTP)
    assert not may_remove_authenticator(app)
    Authenticator.objects.create(user=amina, type=Authenticator.Type.WEBAUTHN, data={})
    assert may_remove_authenticator(app)


def test_a_guarded_person_cannot_take_her_only_one_away(amina: User) -> None:
    browser = come_in_again()
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=amina, type="totp").exists()
    assert "Add another one first" in flat(browser.get(reverse("mfa_deactivate_totp")).content.decode())


def test_an_ordinary_person_may_do_without(member: User, as_) -> None:
    assert is_inside(as_(member))


@pytest.mark.parametrize("required", [True, False])
def test_those_behind_the_scenes_need_one_where_the_portal_says_so(required: bool, admin: User, as_, settings) -> None:
    settings.SECOND_FACTOR = required
    response = as_(admin).get(reverse("wagtailadmin_home"))
    assert (response.status_code == 302) is required
    if required:
        assert response.headers["Location"].endswith("/account/2fa/")


def test_who_becomes_an_editor_while_signed_in_needs_one_at_once(member: User, as_, settings) -> None:
    settings.SECOND_FACTOR = True
    browser = as_(member)
    assert is_inside(browser)
    User.objects.filter(pk=member.pk).update(is_superuser=True, is_staff=True)
    response = browser.get(reverse("wagtailadmin_home"))
    assert response.headers["Location"].endswith("/account/2fa/")


def test_a_new_second_step_ends_the_sessions_elsewhere(member: User, as_, django_capture_on_commit_callbacks) -> None:
    elsewhere, here = as_(member), Client()
    type_password(here, member.email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(here)
    assert is_inside(here)
    assert not is_inside(elsewhere)


def test_delicate_pages_ask_again_after_ten_minutes(amina: User) -> None:
    import time_machine
    from django.utils import timezone

    with time_machine.travel(timezone.now(), tick=False) as clock:
        browser = come_in()
        assert browser.get(reverse("mfa_generate_recovery_codes")).status_code == 302, "having signed in is no proof"
        type_password_again(browser)
        assert browser.get(reverse("mfa_generate_recovery_codes")).status_code == 200
        clock.shift(11 * 60)
        response = browser.get(reverse("mfa_generate_recovery_codes"))
        assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
        caches["default"].clear()
        back = browser.post(response.headers["Location"], {"password": "a long enough password"})
        assert back.headers["Location"] == reverse("mfa_generate_recovery_codes")
        assert browser.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def test_a_wrong_password_proves_nothing_and_five_of_them_close_the_way(amina: User) -> None:
    import time_machine

    again, pages = reverse("account_reauthenticate"), []
    with time_machine.travel("2026-05-12T09:00:01Z", tick=False) as clock:
        browser = come_in()
        for _try in range(6):
            clock.shift(10)
            pages.append(flat(browser.post(again, {"password": "wrong"}).content.decode()))
        change = reverse("account_change_password")
        old = browser.post(change, {"oldpassword": "wrong", "password1": "x" * 12, "password2": "x" * 12})
    assert "not your password" in pages[4]
    assert "Wait 15 minutes" in pages[5]
    assert "Wait 15 minutes" in flat(old.content.decode())  # the same tries, by another page


def test_whoever_holds_her_open_telephone_adds_no_passkey_without_her_password(amina: User) -> None:
    """Taken out of her hand a minute after she signed in; it shows the codes of her app as well."""
    browser = come_in()
    browser.post(reverse("mfa_reauthenticate"), {"code": code()})
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        for answer in (browser.get(reverse(name)), browser.post(reverse(name), {})):
            assert answer.headers["Location"].startswith(reverse("account_reauthenticate")), name
    type_password_again(browser)
    assert browser.get(reverse("mfa_add_webauthn")).status_code == 200


def test_passkeys_say_nothing_about_a_guarded_person(amina: User) -> None:
    options = come_in_again().get(reverse("mfa_add_webauthn")).context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["name"] == options["user"]["name"] == options["user"]["displayName"] == "account"


def test_a_passkey_of_nobody_gets_a_sentence_and_no_traceback(visitor: Client) -> None:
    for nonsense in ("", "{}", "[]", '{"id": "x"}', '{"response": {"userHandle": "zz"}}', "nonsense"):
        response = visitor.post(reverse("mfa_login_webauthn"), {"credential": nonsense})
        assert response.headers["Location"] == reverse("account_login")


def test_secrets_are_read_back_under_the_key_that_sealed_them(amina: User) -> None:
    row = Authenticator.objects.get(user=amina, type="totp")
    assert unseal_text(row.data["secret"]) == SECRET


# --- No other door ---


@pytest.mark.parametrize(
    "address", ["/en/_util/login/", "/prs/_util/login/", "/admin/login/", "/admin/password_reset/"]
)
def test_wagtails_own_doors_open_for_nobody(address: str, amina: User, member: User) -> None:
    """They compare passwords without a throttle and know no second step."""
    for someone in (ADDRESS, member.email):
        browser = Client()
        response = browser.post(address, {"username": someone, "password": "a long enough password"})
        assert "/account/" in response.headers["Location"]
        assert not SignIn.objects.exists()
        assert not is_inside(browser)


def test_a_session_that_began_with_a_password_alone_ends_where_there_is_a_second_step(amina: User, as_) -> None:
    """By whatever door it came: the middleware asks what was shown, not which page it was shown to."""
    for address in (reverse("accounts:sign_ins"), reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")):
        browser = as_(amina)
        response = browser.get(address)
        assert response.headers["Location"].startswith(reverse("account_login"))
        assert not SignIn.objects.exists()
    browser = as_(amina)
    assert browser.get(reverse("accounts:exit")).status_code == 302


def test_behind_the_scenes_too(admin: User, as_, settings) -> None:
    settings.SECOND_FACTOR = True
    totp.TOTP.activate(admin, SECRET)
    browser = as_(admin)
    assert browser.get(reverse("wagtailadmin_home")).headers["Location"].startswith(reverse("account_login"))
    browser = come_in(admin.email)
    assert browser.get(reverse("wagtailadmin_home")).status_code == 200
