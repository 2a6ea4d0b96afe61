"""Every public page in five languages, on a phone: nothing is asked of another host (docs/assurance.md, D13)."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.journeys.conftest import Watch
from tests.journeys.test_crawl import Crawl

LANGUAGES = ["en", "prs", "ps", "ur", "bn"]


def test_no_page_in_any_language_asks_another_host(
    new_context: Callable[..., BrowserContext],
    base_url: str,
    watch: Watch,
    record_property: Callable[[str, object], None],
) -> None:
    pages = 0
    faults: list[str] = []
    for language in LANGUAGES:
        context = new_context()
        page = context.new_page()
        page.set_viewport_size({"width": 360, "height": 740})
        crawl = Crawl(page, f"{base_url}/{language}/")
        crawl.run()
        pages += len(crawl.anchors)
        # What a page's frame is called is tests/journeys/test_crawl.py's; here it is who was asked for what.
        faults += [fault for fault in crawl.faults if ": lang " not in fault]
        context.close()
    record_property("figure", f"{pages} pages in {len(LANGUAGES)} languages, {len(watch.faults)} requests elsewhere")
    assert faults == []
    assert watch.faults == []
