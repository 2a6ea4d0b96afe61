"""Closing an account in one step, opening it again with two people, and going for good."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Served, Watch
from tests.journeys.test_keyboard import tab_to
from tests.journeys.women import PASSWORD, Clerk, Woman

# Which of her strings lie anywhere: in a dump of the database, in the queue, in the cache.
LEFT = """
import os
from django.conf import settings
from network.models import Member
from network.storage import erasure_journal as journal
from tests.network import at_rest
text = at_rest.database()
for url in {{os.environ.get("CACHE_URL"), os.environ.get("CELERY_BROKER_URL")}} - {{None}}:
    text += at_rest.redis(url)
answer = {{
    "found": [mark for mark in {marks!r} if mark.lower() in text.lower()],
    "rows": Member.objects.filter(pk={pk!r}).count(),
    "journal": {pk!r} in [str(pk) for pk in journal.read_erased()],
}}
"""


def is_turned_away(woman: Woman) -> None:
    """What she types opens nothing, and nobody says why."""
    woman.type_password()
    expect(woman.page.get_by_role("alert")).to_contain_text("do not belong together")


def say_yes(staff: Woman, name: str) -> None:
    staff.go("staff/locks/")
    staff.follow(name)
    staff.page.get_by_label(re.compile("^I spoke to her")).check()
    staff.press("Say yes")
    expect(staff.page.get_by_role("heading", name="Locked accounts")).to_be_visible()


def test_she_locks_her_account_two_people_open_it_and_she_leaves_for_good(
    clerk: Clerk, portal: Served, new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    watch.expected = ["404"]
    here = clerk.woman(new_context().new_page(), "AF", pseudonym="ZQ7-Leila", mail="notice", reach="ZQ7-by-day")
    there = Woman(new_context().new_page(), here.address)
    for place in (here, there):
        place.sign_in()

    # She writes where things are kept.
    here.go("profile/words/")
    here.page.locator("[name=name]").fill("ZQ7-real-name")
    here.page.locator("[name=about]").fill("ZQ7-about")
    here.press("Save")
    here.go("mentoring/plan/steps/")
    here.page.get_by_label("What will I do?").fill("ZQ7-leilas-step")
    here.press("Save")

    # One button. Both browsers are out at once, and the right password opens nothing.
    here.go("home/")
    here.page.get_by_role("link", name="Lock my account").click()
    here.press("Lock it now")
    expect(here.page.get_by_role("heading", name="The account is locked")).to_be_visible()
    there.go("profile/")
    assert "/account/login/" in there.page.url
    is_turned_away(there)

    # One is not enough; the second, from anywhere, opens it.
    focal_point = clerk.woman(new_context().new_page(), "AF", role="focal_point", pseudonym="ZQ7-Near")
    coordinator = clerk.woman(new_context().new_page(), "IQ", role="coordinator", pseudonym="ZQ7-Far")
    for staff in (focal_point, coordinator):
        staff.sign_in()
    say_yes(focal_point, "ZQ7-Leila")
    is_turned_away(there)
    say_yes(coordinator, "ZQ7-Leila")
    here.sign_in()

    # She goes. A slip of the hand does not: the form asks for her pseudonym.
    marks = ["ZQ7-Leila", here.address, "ZQ7-by-day", "ZQ7-real-name", "ZQ7-about", "ZQ7-leilas-step"]
    before = clerk.do(LEFT, marks=marks, pk=here.pk)
    assert before == {"found": ["ZQ7-Leila"], "rows": 1, "journal": False}  # the rest is sealed as it is
    here.go("data/")
    here.sees("ZQ7-real-name")
    here.follow("Leave, and have everything erased")
    here.page.get_by_label("Type your pseudonym").fill("Leila")
    here.press("Erase everything and leave")
    expect(here.page.get_by_role("alert")).to_contain_text("This is not your pseudonym.")
    here.page.get_by_label("Type your pseudonym").fill("ZQ7-Leila")
    here.press("Erase everything and leave")
    expect(here.page.get_by_role("heading", name="Everything is erased")).to_be_visible()

    assert clerk.do(LEFT, marks=marks, pk=here.pk) == {"found": [], "rows": 0, "journal": True}
    logs = "".join(file.read_text(errors="replace") for file in portal.folder.glob("*.log"))
    assert [mark for mark in marks if mark in logs] == []
    is_turned_away(there)
    here.go("home/")
    assert "/account/login/" in here.page.url


def test_with_the_keyboard_alone_she_comes_in_lets_herself_be_found_and_is_gone_with_two_keys(
    clerk: Clerk, new_context: Callable[..., BrowserContext]
) -> None:
    she = clerk.woman(new_context().new_page(), "BD", pseudonym="ZQ7-Keys")
    page, keys = she.page, she.page.keyboard

    # In.
    page.goto("/en/space/")
    tab_to(page, "main a[href^='/en/account/login/']")
    keys.press("Enter")
    page.wait_for_url("**/account/login/**")
    tab_to(page, "[name=login]")
    keys.type(she.address)
    tab_to(page, "[name=password]", most=1)
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/2fa/code/**")
    tab_to(page, "[name=code]")
    keys.type(she.code())
    keys.press("Enter")
    page.wait_for_url("**/space/home/")

    # To her profile through the menu; a fact shown with Space; into the directory with Enter.
    if not page.locator(".space-nav ul").first.is_visible():
        tab_to(page, ".space-nav summary")
        keys.press("Enter")
    tab_to(page, ".space-nav a[href$='/space/profile/']")
    keys.press("Enter")
    page.wait_for_url("**/space/profile/")
    tab_to(page, "main a[href$='/seen-by/']")
    keys.press("Enter")
    page.wait_for_url("**/seen-by/")
    tab_to(page, "[name=languages]")
    keys.press("Space")
    tab_to(page, "main form .btn", most=120)
    keys.press("Enter")
    page.wait_for_url("**/space/profile/")
    she.sees("Look at how others see you now.")
    tab_to(page, "button[name=listed]")
    keys.press("Space")
    she.sees("Members can find you now.")

    # Gone: two keys, from wherever she is.
    keys.press("Tab")
    expect(page.locator("#exit")).to_be_focused()
    keys.press("Enter")
    page.wait_for_url("**/healthz")

    # The page goes first, so that nobody at her shoulder reads on; its session ends right behind it.
    end = time.monotonic() + 30
    while "/account/login/" not in page.url:
        assert time.monotonic() < end, "the session outlived the page"
        page.goto("/en/space/profile/")
