"""Every page that links lead to, on a small screen, in two languages."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Watch

MOST_PAGES = 600  # a language; some 500 are there
MOST_SEARCHES = 20
MOST_PAIRS = 16  # pages in two languages, or to write about a page: there is one for each page (and each two languages)
MOST_CARDS = 1  # of one instrument: they differ in words only, and tests/toolkit/test_law_library.py opens them all
CARD = re.compile(r"/law/([^/?]+)/[^/?]+/$")
FACTS = """() => ({
    mains: document.querySelectorAll("main").length,
    headings: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    wide: document.scrollingElement.scrollWidth > document.documentElement.clientWidth,
    anchors: [...document.querySelectorAll("[id]")].map(element => element.id),
    twice: [...document.querySelectorAll("[id]")].map(element => element.id)
        .filter((id, place, all) => all.indexOf(id) !== place),
    links: [...document.querySelectorAll("a[href]")].map(link => link.href)
})"""


class Crawl:
    """Breadth first from one page, below its address. Downloads, other languages and the way out are left alone."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.start = page, start
        self.queue = deque([start])
        self.known = {start}
        self.anchors: dict[str, set[str]] = {}
        self.pointers: dict[str, str] = {}  # address with fragment -> a page that links to it
        self.searches = self.pairs = 0
        self.cards: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self) -> None:
        while self.queue and len(self.anchors) < MOST_PAGES:
            self.visit(self.queue.popleft())
        assert not self.queue, f"{len(self.queue)} pages are left over after {MOST_PAGES}"
        self.faults += list(self.dangling())

    def visit(self, address: str) -> None:
        answer = self.page.goto(address)
        facts = self.page.evaluate(FACTS)
        self.anchors[address] = set(facts["anchors"])
        problems = {
            f"status {answer.status}": answer.status != 200,
            f"{facts['mains']} <main>": facts["mains"] != 1,
            f"{facts['headings']} <h1>": facts["headings"] != 1,
            f"lang {facts['lang']}": facts["lang"] != urlsplit(self.start).path.strip("/"),
            "scrolls sideways at 360 px": facts["wide"],
            f"ids twice: {facts['twice'][:3]}": bool(facts["twice"]),
        }
        self.faults += [f"{address}: {what}" for what, wrong in problems.items() if wrong]
        for link in facts["links"]:
            self.follow(urljoin(address, link), address)

    def follow(self, link: str, source: str) -> None:
        address, fragment = urldefrag(link)
        if (
            not address.startswith(self.start)
            or "/files/" in address
            or "/films/" in address
            or address == f"{self.start}exit/"
        ):
            return
        data = f"{self.start}data/"
        if not address.partition("?")[0].endswith("/") or (address.startswith(data) and address != data):
            return  # lists for other programs
        if fragment:
            self.pointers.setdefault(link, source)
        if address in self.known:
            return
        if "?" in address:
            if self.searches >= MOST_SEARCHES:
                return
            self.searches += 1
        if "/beside/" in address or "/feedback/on/" in address:
            if self.pairs >= MOST_PAIRS:
                return
            self.pairs += 1
        if card := CARD.search(address):
            self.cards[card[1]] += 1
            if self.cards[card[1]] > MOST_CARDS:
                return
        self.known.add(address)
        self.queue.append(address)

    def dangling(self) -> Iterator[str]:
        for link, source in self.pointers.items():
            address, fragment = urldefrag(link)
            # A browser finds an Arabic heading by its letters, though it writes them encoded.
            if address in self.anchors and unquote(fragment) not in self.anchors[address]:
                yield f"{source} links to {link}, and there is no such place"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_answers_fits_a_phone_and_asks_no_other_host(
    new_context: Callable[..., BrowserContext], base_url: str, watch: Watch, language: str
) -> None:
    page = new_context().new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    crawl = Crawl(page, f"{base_url}/{language}/")
    crawl.run()
    assert crawl.faults == []
    assert len(crawl.anchors) > 150
    assert watch.faults == []
