"""From a checklist to a team with an invited colleague, on a portal as script/server starts it: without a mail server."""

import secrets
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Watch
from tests.journeys.own_portal import OwnPortal, start_own_portal
from tests.journeys.women import PASSWORD


@pytest.fixture(scope="module")
def own() -> Iterator[OwnPortal]:
    with start_own_portal(without="EMAIL_URL") as portal:
        yield portal


def make_account(page: Page, name: str) -> None:
    """From the page that explains to the one that she wanted."""
    address = f"zq7-{name}-{secrets.token_hex(4)}@example.org"
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    page.locator("[name=login]").fill(address)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_two_who_have_no_account_work_together_without_a_letter(own: OwnPortal, browser: Browser) -> None:
    watch = Watch(urlsplit(own.url).netloc)
    with (
        closing(browser.new_context(base_url=own.url)) as hers,
        closing(browser.new_context(base_url=own.url)) as other,
    ):
        for context in (hers, other):
            watch.over(context)
        olga, edith = hers.new_page(), other.new_page()

        olga.goto("/en/checklists/project-design/")
        olga.get_by_role("link", name="Work on it with a team").click()
        expect(olga.get_by_role("heading", name="What is kept, and who sees it")).to_be_visible()
        olga.get_by_role("link", name="Make an account").click()
        make_account(olga, "olga")
        expect(olga.get_by_label("Project design", exact=True)).to_be_checked()
        olga.get_by_label("Title").fill("ZQ7-Clinic at the border")
        olga.get_by_label("Your name in this team").fill("Olga")
        olga.get_by_role("button", name="Begin", exact=True).click()
        olga.get_by_role("link", name="Team", exact=True).click()
        olga.get_by_label("A few words from you").fill("We met in spring.")
        olga.get_by_role("button", name="Make a link").click()
        link = olga.locator("code").inner_text()

        edith.goto(link)
        for words in ("Olga", "We met in spring.", "This is not for me"):
            expect(edith.get_by_text(words).first).to_be_visible()
        edith.get_by_role("button", name="Make an account").click()
        make_account(edith, "edith")
        edith.get_by_label("Your name in this team").fill("Edith")
        edith.get_by_role("button", name="Come in").click()
        expect(edith.get_by_role("heading", level=1, name="ZQ7-Clinic at the border")).to_be_visible()

        olga.reload()
        expect(olga.get_by_text("Edith").first).to_be_visible()
    assert watch.faults == []
