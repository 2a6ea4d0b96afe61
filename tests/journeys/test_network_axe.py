"""axe finds nothing on the pages of the space, filled with people who do not exist; light and dark, in two directions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from network.seeding.actions import PASSWORD
from tests.journeys.targets import small_targets
from tests.journeys.test_axe import RULES, RUN, violations
from tests.journeys.women import Clerk, Woman

# What a colour scheme changes.
COLOURS = {**RULES, "runOnly": ["color-contrast", "link-in-text-block"]}
OPEN_PAGES = {
    "door": "space/",
    "what is asked": "space/start/",
    "application": "space/start/form/",
    "back with a code": "space/back/",
    "two codes": "space/again/",
    "locked": "space/locked/",
    "sign in": "account/login/",
}
PAGES = {
    "start": "space/home/",
    "profile": "space/profile/",
    "words": "space/profile/words/",
    "who sees what": "space/profile/seen-by/",
    "directory": "space/people/",
    "person": "space/people/{person}/",
    "messages": "space/messages/",
    "conversation": "space/messages/{talk}/",
    "mentoring": "space/mentoring/",
    "pairing": "space/mentoring/pairings/{pairing}/",
    "events": "space/events/",
    "event": "space/events/{event}/",
    "new event": "space/events/run/new/",
    "attendance": "space/events/run/{event}/",
    "session": "space/learning/session/{lesson}/",
    "thread": "space/circles/thread/{thread}/",
    "news": "space/news/",
    "my data": "space/data/",
    "lock": "space/lock/",
    "requests": "space/requests/",
    "request": "space/requests/{application}/",
    "people": "space/staff/people/",
    "locked accounts": "space/staff/locks/",
    "takes two": "space/staff/two/",
    "one that takes two": "space/staff/two/{deed}/",
    "offices": "space/contacts/",
    "country": "space/places/AF/",
    "numbers": "space/staff/numbers/",
    "account": "account/",
    "sessions": "account/signed-in/",
}
# Five people who have filled in everything; the third is a coordinator, and reads the pages.
STAGE = """
from network.deeds.actions import propose_deed
from network.seeding.actions import seed_canary
from network.models import Conversation, Event, Lesson, Pairing, Thread
from tests.network import factories
people = seed_canary(members=5, staff=3)
me = people[2]
talks = Conversation.objects.visible_to(me)
answer = {
    "me": me.address.open(),
    "person": talks[0].other(me).pk,
    "talk": talks[0].pk,
    "pairing": Pairing.objects.open_to(me)[0].pk,
    "event": Event.objects.visible_to(me).get(signups__member=me).pk,
    "lesson": Lesson.objects.get(series__enrolments__member=me).pk,
    "thread": Thread.objects.get(posts__author=me).pk,
    "application": factories.application("BD", address="zq7-axe-asks@example.org").pk,
    "deed": propose_deed(by=me, kind="remove_canary", member=factories.member("BD", address="zq7-axe@example.org", is_canary=True)).pk,
}
answer = {key: str(value) for key, value in answer.items()}
"""


@pytest.fixture(scope="module")
def staged(clerk: Clerk) -> dict[str, str]:
    return clerk.do(STAGE)


def in_both_lights(page: Page, name: str) -> list[str]:
    """Everything by day; by night what colours can spoil."""
    page.emulate_media(color_scheme="light")
    found = violations(page, name)
    page.emulate_media(color_scheme="dark")
    return found + [f"{name} in the dark: {one}" for one in page.evaluate(RUN, COLOURS)]


@pytest.mark.parametrize("language", ["en", "prs"])
def test_axe_finds_nothing_in_the_space(
    new_context: Callable[..., BrowserContext], staged: dict[str, str], language: str
) -> None:
    page = new_context(color_scheme="light").new_page()
    found: list[str] = []
    woman = Woman(page, staged["me"], password=PASSWORD)
    for name, path in OPEN_PAGES.items():
        page.goto(f"/{language}/{path}")
        found += in_both_lights(page, name)
    woman.sign_in(language)
    for name, path in PAGES.items():
        answer = page.goto(f"/{language}/{path.format(**staged)}")
        assert answer is not None
        assert answer.status == 200, name
        assert "/again/" not in page.url
        assert "/reauthenticate/" not in page.url
        found += in_both_lights(page, name)
    assert found == []


def test_axe_finds_nothing_on_a_phone(new_context: Callable[..., BrowserContext], staged: dict[str, str]) -> None:
    """Where narrow pages differ: the menu is folded, tables can be scrolled, and bars stack."""
    page = new_context().new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    Woman(page, staged["me"], password=PASSWORD).sign_in("prs")
    found: list[str] = []
    sideways: list[str] = []
    for name in (
        "start",
        "profile",
        "who sees what",
        "conversation",
        "pairing",
        "event",
        "requests",
        "my data",
        "numbers",
    ):
        page.goto(f"/prs/{PAGES[name].format(**staged)}")
        found += violations(page, f"{name} on a phone")
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            sideways.append(name)
    assert found == []
    assert sideways == []


@pytest.mark.parametrize("language", ["en", "prs"])
def test_every_target_of_a_member_is_at_least_24_pixels_wide_and_high(
    page: Page, staged: dict[str, str], language: str
) -> None:
    Woman(page, staged["me"], password=PASSWORD).sign_in(language)
    assert small_targets(page, language, PAGES, staged) == []
