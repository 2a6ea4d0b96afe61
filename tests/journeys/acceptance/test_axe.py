"""axe on thirty and more views in six languages, and the way out by the keyboard (docs/assurance.md, D29)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from network.seeding.actions import PASSWORD
from tests.journeys import test_axe, test_network_axe
from tests.journeys.conftest import Served, Watch
from tests.journeys.test_axe import violations
from tests.journeys.women import Clerk, Woman

LANGUAGES = ["en", "prs", "ps", "ur", "bn", "ar"]  # script/accept loads all but ps: JOURNEY_TRANSLATIONS
Figure = Callable[[str, object], None]


@pytest.fixture(scope="module")
def rows(portal: Served) -> dict[str, str]:
    return portal.shell(test_axe.STAGE)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def people(clerk: Clerk) -> dict[str, str]:
    return clerk.do(test_network_axe.STAGE)


def test_axe_finds_nothing_in_any_language(
    new_context: Callable[..., BrowserContext],
    rows: dict[str, str],
    people: dict[str, str],
    watch: Watch,
    record_property: Figure,
) -> None:
    watch.expected = ["404"]
    found: list[str] = []
    views = 0
    for language in LANGUAGES:
        page = new_context(color_scheme="light").new_page()
        for name, path in {**test_axe.PAGES, **test_network_axe.OPEN_PAGES}.items():
            page.goto(f"/{language}/{path.format(**rows)}")
            found += violations(page, f"{language} {name}")
            views += 1
        Woman(page, people["me"], password=PASSWORD).sign_in(language)
        for name, path in test_network_axe.PAGES.items():
            page.goto(f"/{language}/{path.format(**people)}")
            assert "/again/" not in page.url, name
            found += violations(page, f"{language} {name}")
            views += 1
        page.context.close()
    record_property("figure", f"{views} views in {len(LANGUAGES)} languages, {len(found)} violations")
    assert found == []


def test_two_keys_lead_out(page: Page, record_property: Figure) -> None:
    page.goto("/en/space/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/healthz", timeout=5000)
    assert page.url.endswith("/healthz")
    record_property("figure", "out after 2 keys")
