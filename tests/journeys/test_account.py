"""Signing in, staying and leaving, in a real browser: with an app, with a passkey, with the keyboard alone."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.accounts.door import PASSWORD, code
from tests.journeys.conftest import Served, Watch
from tests.journeys.test_axe import violations
from tests.journeys.women import Clerk

MAKE = """
import json
from accounts.models import SignIn, User, sealed_address
from allauth.mfa.totp.internal.auth import TOTP
user, new = User.objects.get_or_create(email=sealed_address({address!r}))
if new:
    user.set_password({password!r})
    user.save()
print(json.dumps(user.pk))
"""
# The server's clock is moved by moving what it remembers.
LONG_AGO = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import SignIn
print(json.dumps(SignIn.objects.filter(user_id={pk}).update(last_used=timezone.now() - timedelta(minutes={minutes}))))
"""
# What twelve wrong passwords from twelve other places leave behind, on a morning when nobody tried from hers.
STRANGERS = """
import json
from django.conf import settings
from accounts.actions.signing_in import SIGN_INS
from accounts.models import Purse
from accounts.limits import address_key, consume_limit
Purse.objects.using(settings.LIMITS).all().delete()
print(json.dumps([consume_limit("sign-in guarded", address_key({address!r}), SIGN_INS) for _try in range(12)]))
"""

IS_LOCKED = """
from network.models import Lock
answer = Lock.objects.filter(member={pk!r}).exists()
"""


@pytest.fixture
def guarded(portal: Served) -> Callable[[str], int]:
    """`guarded("a@example.org")` makes an account whose address is sealed; its number."""
    return lambda address: portal.shell(MAKE.format(address=address, password=PASSWORD))


def type_in(page: Page, address: str) -> None:
    page.goto("/en/account/login/")
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page: Page) -> str:
    """Reads the key from the page, as somebody without a camera does."""
    page.get_by_role("link", name="Set up an app").click()
    picture = page.get_by_role("img", name="Picture of the key below")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 100
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    return secret


def with_authenticator(context: BrowserContext, page: Page) -> None:
    """A device that holds passkeys and says yes by itself."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("javascript", [True, False])
def test_a_first_sign_in_ends_with_an_app_and_recovery_codes_with_and_without_scripts(
    new_context: Callable[..., BrowserContext], guarded: Callable[[str], int], javascript: bool
) -> None:
    guarded(address := f"first-{javascript}@example.org")
    page = new_context(java_script_enabled=javascript).new_page()
    type_in(page, address)
    expect(page.get_by_role("heading", name="Second step", exact=True)).to_be_visible()
    set_up_app(page)
    assert len(page.locator(".codes li").all()) == 10
    # Inside, where this account has no member's row to be let in by.
    expect(page.get_by_role("link", name="I have kept them")).to_have_attribute("href", "/en/space/home/")
    page.goto("/en/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto("/en/account/")
    assert "/login/" in page.url


def test_a_passkey_is_added_and_signs_in_alone(
    new_context: Callable[..., BrowserContext], guarded: Callable[[str], int], watch: Watch
) -> None:
    watch.expected = ["404"]  # where members go; she is none
    guarded("passkey@example.org")
    context = new_context()
    page = context.new_page()
    with_authenticator(context, page)
    type_in(page, "passkey@example.org")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_label("Name of this passkey")).to_have_count(0)  # a guarded person's would be kept unsealed
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/space/home/"))
    page.goto("/en/account/2fa/passkeys/")
    expect(page.get_by_text("Passkey 1").first).to_be_visible()

    # As a second step after the password.
    page.get_by_role("button", name="Sign out").click()
    type_in(page, "passkey@example.org")
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(re.compile("/space/home/"))


@pytest.mark.parametrize("language", ["en", "prs"])
def test_wrong_twice_then_locked_by_strangers_she_comes_in_and_locks_her_account_without_scripts(
    phone: Callable[..., Page], clerk: Clerk, portal: Served, language: str
) -> None:
    her = clerk.woman(phone(javascript=False), "PK", pseudonym=f"ZQ7-Tried-{language}")
    page = her.page

    def sign_in(password: str, shown: str = "") -> None:
        page.goto(f"/{language}/account/login/")
        page.locator("#id_login").fill(her.address)
        page.locator("#id_password").fill(password)
        page.locator("#id_code").fill(shown)
        page.locator("#id_password").press("Enter")

    for slip in ("a long enuogh password", "along enough password"):
        sign_in(slip)
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("#id_login")).to_have_value(her.address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    portal.shell(STRANGERS.format(address=her.address))
    sign_in(her.password)
    expect(page.get_by_role("alert")).to_be_visible()
    sign_in(her.password, her.code())
    page.wait_for_url(re.compile("/space/home/"))
    page.goto(f"/{language}/space/lock/")
    page.locator("main form .btn").first.click()
    page.wait_for_url(re.compile("/space/locked/|/space/lock/"))
    assert clerk.do(IS_LOCKED, pk=her.pk)


def test_the_page_warns_two_minutes_before_and_one_key_goes_on(
    new_context: Callable[..., BrowserContext], guarded: Callable[[str], int], portal: Served
) -> None:
    pk = guarded("idle@example.org")
    page = new_context().new_page()
    type_in(page, "idle@example.org")
    set_up_app(page)
    page.clock.install()
    page.goto("/en/account/safer/")
    portal.shell(LONG_AGO.format(pk=pk, minutes=13.02))
    page.clock.fast_forward("13:01")
    dialog = page.get_by_role("alertdialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert violations(page, "the warning") == []
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("05:00")
    expect(page.get_by_role("heading", name="How to be safer here")).to_be_visible()

    # Nobody answers: what stood there goes from the screen by itself.
    portal.shell(LONG_AGO.format(pk=pk, minutes=16))
    page.clock.fast_forward("09:00")
    expect(page.get_by_text("You are signed out now, to protect you.")).to_be_visible()
    page.go_back()
    assert "/login/" in page.url or "safer" in page.url


def test_tab_and_enter_leave_at_once_and_nothing_opens_afterwards(
    new_context: Callable[..., BrowserContext], guarded: Callable[[str], int], watch: Watch
) -> None:
    guarded("leave@example.org")
    page = new_context().new_page()
    type_in(page, "leave@example.org")
    set_up_app(page)
    page.goto("/en/account/")
    cookie = page.context.cookies()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Exit this page")).to_be_focused()
    began = time.monotonic()
    page.keyboard.press("Enter")
    page.wait_for_url("**/healthz")
    assert time.monotonic() - began < 5  # a second at most where nobody else is at work
    page.wait_for_timeout(500)
    page.context.add_cookies(cookie)  # somebody kept it
    page.goto("/en/account/signed-in/")
    assert "/login/" in page.url


def test_shift_three_times_leaves_and_capital_letters_do_not(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto("/en/account/login/")
    page.get_by_label("Email address").click()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    assert "/login/" in page.url
    page.keyboard.press("Shift")
    expect(page.get_by_text("Press it twice more")).to_be_attached()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url("**/healthz")


def test_leaving_in_one_tab_leaves_in_all_of_them(new_context: Callable[..., BrowserContext]) -> None:
    """What stands in another one is still there when this one is gone."""
    context = new_context()
    first, second = context.new_page(), context.new_page()
    first.goto("/en/account/login/")
    second.goto("/en/account/login/")
    first.locator("#exit").click()
    for page in (first, second):
        page.wait_for_url("**/healthz")


def test_leaving_works_without_scripts(phone: Callable[..., Page]) -> None:
    page = phone(javascript=False)
    page.goto("/prs/account/login/")
    link = page.locator("#exit")
    expect(link).to_be_in_viewport()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(link).to_be_in_viewport()
    box = link.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    link.click()
    page.wait_for_url("**/healthz")


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("fa", "dark")])
def test_axe_finds_nothing_in_the_account(
    new_context: Callable[..., BrowserContext], guarded: Callable[[str], int], language: str, theme: str
) -> None:
    guarded(address := f"axe-{language}@example.org")
    page = new_context(color_scheme=theme).new_page()
    found: list[str] = []
    for path in ("login/", "login/?ended=1", "password/reset/"):
        page.goto(f"/{language}/account/{path}")
        found += violations(page, path)
    type_in(page, address)
    page.goto(f"/{language}/account/2fa/")
    found += violations(page, "2fa/")
    page.goto("/en/account/2fa/")
    set_up_app(page)
    for path in ("", "safer/", "signed-in/", "password/change/", "2fa/", "2fa/passkeys/add/", "reauthenticate/"):
        page.goto(f"/{language}/account/{path}")
        found += violations(page, path)
        page.set_viewport_size({"width": 360, "height": 740})
    assert found == []
