"""The toolkit as ZIM files in kiwix-serve, as Kiwix's apps and a room's small server show them: read, search, fill."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from script.free_port import free_port
from tests.journeys.conftest import Served

# A few shelves, as `manage.py make_zim` writes all of them.
MAKE = """
import json
from pathlib import Path
from toolkit.packages import box
from toolkit.packages.zim import build_zim, write_zim
shelves = ("box", "checklists", "tools", "glossary", "kit", "")
listed, box.FOLLOWED = box.list_box_addresses, frozenset()
box.list_box_addresses = lambda code: [path for path in listed(code) if path.split("/")[2] in shelves and "/signs/" not in path]
for code in ("en", "ur"):
    write_zim(build_zim(code, tell=lambda what: None), Path({!r}, f"{{code}}.zim"), "/usr/bin/python3")
print(json.dumps("done"))
"""
STORED = "Object.keys(localStorage).filter((key) => key.startsWith('answers')).length"


@pytest.fixture(scope="module")
def kiwix(portal: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a file for English and one for Urdu."""
    folder, port = tmp_path_factory.mktemp("zim"), free_port()
    portal.shell(MAKE.format(str(folder)), seconds=300)
    command = ["kiwix-serve", "--address=127.0.0.1", f"--port={port}", str(folder / "en.zim"), str(folder / "ur.zim")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout
        said = next((line for line in server.stdout if "running" in line), "")
        assert said, "it ended before it ran"
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)
        server.stdout.close()


@pytest.fixture
def reader(browser: Browser, kiwix: str) -> Iterator[BrowserContext]:
    """Whatever our pages complain about, or any asks from elsewhere, is a fault. The server's own frame and list of hits
    look for an icon that is not there, and may call what is not loaded yet."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 360, "height": 740})
    faults: list[str] = []

    def note(what: str, address: str) -> None:
        if address.startswith((f"{kiwix}/content/en/", f"{kiwix}/content/ur/")):
            faults.append(f"{address}: {what}")

    context.on("console", lambda said: said.type == "error" and note(said.text, said.location["url"]))
    context.on("weberror", lambda error: note(str(error.error), error.page.url if error.page else ""))
    context.on("request", lambda asked: asked.url.startswith((kiwix, "blob:", "data:")) or faults.append(asked.url))
    yield context
    context.close()
    assert faults == []


def opened(context: BrowserContext, kiwix: str, place: str) -> Page:
    page = context.new_page()
    page.goto(f"{kiwix}/content/{place}")
    return page


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ur", "rtl")])
def test_a_checklist_is_filled_in_a_reader_and_gives_its_result(
    language: str, direction: str, reader: BrowserContext, kiwix: str
) -> None:
    page = opened(reader, kiwix, f"{language}/{language}/checklists/legislation/index.html")
    assert page.evaluate("getComputedStyle(document.body).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    items = page.locator("[data-item]")
    for number, mark in enumerate(["yes", "no", "partly"]):
        items.nth(number).locator(f"[value={mark}]").check()
    page.locator("form[data-answers] button.act").first.click()
    expect(page.locator("[data-worked-out]")).to_be_visible()
    assert page.locator("[data-worked-out] .missing li").count() == 2
    assert page.evaluate(STORED) == 0, "all files of a reader share what it keeps"


def test_answers_outlast_a_reload_where_she_says_so(reader: BrowserContext, kiwix: str) -> None:
    page = opened(reader, kiwix, "en/en/checklists/legislation/index.html")
    page.locator("[data-item] [value=yes]").first.check()
    page.get_by_label("Keep them on this computer").check()
    page.reload()
    expect(page.locator("[data-item] [type=radio]:checked")).to_have_count(1)
    page.get_by_label("Keep them on this computer").uncheck()
    assert page.evaluate(STORED) == 0


def test_she_finds_a_word_by_the_search_inside_and_by_that_of_the_reader(reader: BrowserContext, kiwix: str) -> None:
    page = opened(reader, kiwix, "ur/ur/index.html")
    page.get_by_role("searchbox").fill("روك تهام")  # as an Arabic keyboard has it
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/ur/search/index.html?q=*")
    expect(page.locator("[data-hits] a").first).to_be_visible()
    page.locator("[data-hits] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{kiwix}/search?content=en&pattern=legislation")
    page.get_by_role("link", name="Legislation (Tool)").click()
    expect(page.get_by_role("heading", level=1, name="Legislation")).to_be_visible()


def test_it_opens_with_its_first_page_in_the_frame_of_the_reader(reader: BrowserContext, kiwix: str) -> None:
    page = reader.new_page()
    page.goto(f"{kiwix}/viewer#en/")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("What do you have to do today?")
    inside.get_by_role("link", name="About this copy").click()
    expect(inside.get_by_role("heading", level=1)).to_have_text("About this copy")
