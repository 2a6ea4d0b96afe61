"""Asking to join while a crowd is at the door: on a small telephone, from left to right and from right to left."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE
from tests.journeys.women import Clerk

CROWD = """
from accounts.actions.signing_in import build_sign_in_gate
from accounts.limits import consume_limit
from accounts.limits.counting import build_purse_keys
from accounts.models import Purse
from django.db.models import F
from django.test import RequestFactory
from network.joining.views.gates import DOOR, RETURNS
for door in (DOOR, RETURNS, build_sign_in_gate(RequestFactory().get("/")).door):
    purse = f"{door.purpose} 0", "everybody", door.free
    while consume_limit(*purse):
        pass
    # And it goes on for ten minutes.
    Purse.objects.using("limits").filter(key=build_purse_keys(*purse)[0]).update(empty_until=F("empty_until") + 600)
answer = None
"""
QUIET = """
from accounts.models import Purse
answer = Purse.objects.using("limits").all().delete()[0]
"""
COUNTRY = """
from network.models import Country
from tests.network import factories
factories.country("PK")
Country.objects.filter(pk="PK").update(is_open=True)
answer = None
"""


@pytest.fixture
def crowded(clerk: Clerk) -> Iterator[None]:
    clerk.do(COUNTRY)
    clerk.do(CROWD)
    yield
    clerk.do(QUIET)


def fill_in_and_send(page: Page, pseudonym: str) -> None:
    page.locator("[name=pseudonym]").fill(pseudonym)
    page.locator("[name=country]").select_option("PK")
    for name, value in (("sector", "police"), ("level", "middle"), ("languages", "ps"), ("mail", "never")):
        page.locator(f"[name={name}][value={value}]").check()
    page.locator("[name=reach]").fill("ZQ7 in the evening")
    page.locator("[name=why]").fill("ZQ7-why")
    page.locator("[name=assess]").check()
    page.locator("[name=profile]").check()
    page.locator("main form .btn").first.click()


@pytest.mark.parametrize("language", ["en", "prs"])
def test_she_asks_to_join_while_the_door_is_flooded_and_her_telephone_works_for_her(
    phone: Callable[..., Page], crowded: None, language: str
) -> None:
    page = phone()
    page.goto(f"/{language}/space/start/form/")
    expect(page.locator("[data-work]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("[data-work-done]")).to_be_visible(timeout=PATIENCE)
    fill_in_and_send(page, "ZQ7-Telephone")
    page.wait_for_url(re.compile(r"/space/(?!start/form/)"))


@pytest.mark.parametrize("language", ["en", "prs"])
def test_without_scripts_she_is_told_to_wait_and_keeps_what_she_typed(
    phone: Callable[..., Page], crowded: None, language: str
) -> None:
    page = phone(javascript=False)
    page.goto(f"/{language}/space/start/form/")
    fill_in_and_send(page, f"ZQ7-Patient-{language}")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[data-work-waiting]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("[name=why]")).to_have_value("ZQ7-why")
    page.wait_for_timeout(31_000)  # the shortest wait there is
    page.locator("main form .btn").first.click()
    page.wait_for_url(re.compile(r"/space/(?!start/form/)"))


def test_a_member_signs_in_while_the_door_is_flooded_and_her_telephone_works_for_her(
    phone: Callable[..., Page], clerk: Clerk, crowded: None
) -> None:
    her = clerk.woman(phone(), "PK", pseudonym="ZQ7-Flooded")
    page = her.page
    page.goto("/en/account/login/")
    expect(page.locator("[data-work-done]")).to_be_visible(timeout=PATIENCE)
    page.locator("[name=login]").fill(her.address)
    page.locator("[name=password]").fill(her.password)
    page.locator("[name=code]").fill(her.code())
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/space/home/")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("space/back/", {"code": "ACDEF-GHJKM-NPQRT-UVWXY"}),
        ("space/again/", {"first": "ACDEF-GHJKM", "second": "NPQRT-UVWXY"}),
    ],
)
def test_who_comes_back_with_a_code_while_the_door_is_flooded_is_helped_by_her_telephone_as_well(
    phone: Callable[..., Page], crowded: None, path: str, fields: dict[str, str]
) -> None:
    page = phone()
    page.goto(f"/en/{path}")
    expect(page.locator("[data-work-done]")).to_be_visible(timeout=PATIENCE)
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    for field in page.locator("[type=password]").all():
        field.fill("four words nobody joins")
    page.locator("main form .btn").first.click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("We do not know this code|do not open anything"))
