"""The toolkit in a box, unpacked, opened from its folder without any line: read, search, fill, take along, verify."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Served
from tests.journeys.test_axe import violations
from toolkit.domain.box_index import IndexedPage, write_index
from toolkit.domain.folding import fold_spelling
from toolkit.packages.box_scripts import read_script

FOLDINGS = Path(__file__).parent.parent / "toolkit/foldings.json"

# A few shelves of two languages, as `manage.py make_box` writes all of them.
MAKE = """
import json
from toolkit.packages import box
from toolkit.sealing import get_public_key, make_box_key
make_box_key()
shelves = ("box", "checklists", "tools", "glossary", "kit", "")
listed, box.FOLLOWED = box.list_box_addresses, frozenset()
box.list_box_addresses = lambda code: [path for path in listed(code) if path.split("/")[2] in shelves and "/signs/" not in path]
packed = box.pack_box(box.build_box(["en", "ur"], tell=lambda what: None, processes=2))
open({!r}, "wb").write(packed)
print(json.dumps(get_public_key()))
"""
STORED = "() => Object.keys(localStorage).length"
NOTE = "Two posts, one roster."


@pytest.fixture(scope="module")
def unpacked(portal: Served, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a box, and the key that signed it."""
    folder = tmp_path_factory.mktemp("box")
    key = portal.shell(MAKE.format(str(folder / "box.zip")), seconds=300)
    with zipfile.ZipFile(folder / "box.zip") as archive:
        archive.extractall(folder / "toolkit")
    return folder / "toolkit", str(key)


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a line. Whatever its pages complain about, or ask from elsewhere, is a fault."""
    context = browser.new_context(reduced_motion="reduce", accept_downloads=True)
    context.set_offline(True)
    faults: list[str] = []
    context.on("console", lambda message: message.type == "error" and faults.append(message.text))
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", lambda asked: asked.url.startswith(("file:", "blob:", "data:")) or faults.append(asked.url))
    yield context
    context.close()
    assert faults == []


def opened(context: BrowserContext, folder: Path, file: str) -> Page:
    page = context.new_page()
    page.goto(f"{folder.as_uri()}/{file}")
    return page


def hits(page: Page, words: str) -> list[str]:
    page.get_by_role("searchbox").fill(words)
    return page.locator("[data-hits] a").all_inner_texts()


def test_she_opens_it_walks_through_it_and_finds_a_word(offline: BrowserContext, unpacked: tuple[Path, str]) -> None:
    folder, _key = unpacked
    page = opened(offline, folder, "index.html")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you have to do today?")
    assert page.evaluate("getComputedStyle(document.body).display") == "flex", "it wears its style"
    page.get_by_role("searchbox").fill("interviews")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/en/search/index.html?q=interviews")
    expect(page.locator("[data-hits] a").first).to_be_visible()
    page.locator("[data-hits] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.locator("details.lang summary").click()
    page.get_by_role("link", name="اردو").click()
    assert "/ur/" in page.url
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    page.get_by_role("link", name="Rights & Gender Toolkit").click()
    page.wait_for_url("**/ur/index.html")


def test_other_keyboards_find_the_same_words(offline: BrowserContext, unpacked: tuple[Path, str]) -> None:
    page = opened(offline, unpacked[0], "ur/search/index.html")
    found = hits(page, "روک تھام")
    assert found == hits(page, "روك تهام") != []
    numbers = hits(page, "18")
    assert numbers == hits(page, "۱۸") == hits(page, "١٨") == hits(page, "১৮")
    assert hits(page, "quincequince") == []
    expect(page.get_by_role("status")).not_to_be_empty()
    home = opened(offline, unpacked[0], "en/index.html")
    home.get_by_role("link", name="Practitioner").click()
    expect(home.locator("[data-hits] article").first).to_be_visible()


def load_search(context: BrowserContext, index: bytes) -> Page:
    """A page with nothing but the script of the search over an index."""
    page = context.new_page()
    page.evaluate(
        f"() => {{ {index.decode()} {read_script('box/search.js')} Object.assign(globalThis, {{foldSpelling, search}}); }}"
    )
    return page


def test_the_box_folds_words_as_the_server_does(offline: BrowserContext) -> None:
    page = load_search(offline, write_index("en", []))
    for one, other in json.loads(FOLDINGS.read_text())["same"]:
        folded = page.evaluate("(words) => words.map(foldSpelling)", [one, other])
        assert folded == [fold_spelling(one), fold_spelling(other)]
        assert folded[0] == folded[1]


def test_a_word_is_found_with_and_without_its_ending_its_joiner_and_in_any_digits(offline: BrowserContext) -> None:
    texts = ["পাচার", "পাচারের শিকার", "می\u200cشود", "قانون ۱۸", "l’État", "65"]
    told = [
        IndexedPage(path=f"{place}/", title="", kind="", language="bn", facets=[f"crime={place}"], text=text)
        for place, text in enumerate(texts)
    ]
    page = load_search(offline, write_index("bn", told))
    for typed, found in {
        "পাচার": [0, 1],
        "পাচারের": [1, 0],
        "میشود": [2],
        "می شود": [2],
        "می\u200cشود": [2],
        "18": [3],
        "১৮": [3],
        "etat": [4],
        "6": [],
        "১": [],
        "শিকার পাচার": [1],
    }.items():
        assert page.evaluate("(typed) => search(typed).found", typed) == found, typed
    assert page.evaluate("search('', 'crime=3').found") == [3]
    law = [
        IndexedPage(path="a/", title="الحقوق", kind="", language="ar", facets=[], text="والضحايا معلوماتهم"),
        IndexedPage(path="b/", title="", kind="", language="ar", facets=[], text="حقوقها وضحايا"),
    ]
    arabic = load_search(offline, write_index("ar", law))
    for typed, found in {"حقوق": [0, 1], "الضحايا": [0, 1], "معلومات": [0]}.items():
        assert arabic.evaluate("(typed) => search(typed).found", typed) == found, typed
    assert page.evaluate("search('18 65').every") is False


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_checklist_is_filled_shows_its_result_and_goes_along_as_a_file(
    language: str, offline: BrowserContext, unpacked: tuple[Path, str], tmp_path: Path
) -> None:
    file = f"{language}/checklists/legislation/index.html"
    page = opened(offline, unpacked[0], file)
    items = page.locator("[data-item]")
    for number, mark in enumerate(["yes", "no", "partly"]):
        items.nth(number).locator(f"[value={mark}]").check()
    items.first.locator(".write summary").click()
    items.first.locator("textarea").first.fill(NOTE)
    page.locator("form[data-answers] button.act").first.click()
    expect(page.locator("[data-worked-out]")).to_be_visible()
    assert page.locator("[data-worked-out] .missing li").count() == 2
    assert page.evaluate(STORED) == 0, "nothing was asked to be kept"
    with page.expect_download() as saved:
        page.locator("[data-by-file] button").click()
    saved.value.save_as(tmp_path / "answers.json")
    page.close()

    again = opened(offline, unpacked[0], file)
    assert again.locator("[data-item] [type=radio]:checked").count() == 0
    again.locator("[data-by-file] [type=file]").set_input_files(tmp_path / "answers.json")
    expect(again.locator("[data-item] [type=radio]:checked")).to_have_count(3)
    expect(again.locator("textarea").first).to_have_value(NOTE)
    again.locator("form[data-answers] button.act").first.click()
    expect(again.locator("[data-worked-out]")).to_be_visible()


def test_answers_stay_on_the_computer_where_she_says_so(offline: BrowserContext, unpacked: tuple[Path, str]) -> None:
    file = "en/checklists/legislation/index.html"
    page = opened(offline, unpacked[0], file)
    page.locator("[data-item] [value=yes]").first.check()
    page.get_by_label("Keep them on this computer").check()
    page.locator("[data-item] [value=no]").nth(1).check()
    expect(page.locator("[data-state]")).to_have_text("Kept on this computer.")
    page.reload()
    expect(page.locator("[data-item] [type=radio]:checked")).to_have_count(2)
    page.get_by_label("Keep them on this computer").uncheck()
    assert page.evaluate(STORED) == 0
    expect(page.locator("[data-item] [type=radio]:checked")).to_have_count(2)


def test_its_own_page_finds_a_changed_byte_and_a_foreign_key(
    offline: BrowserContext, unpacked: tuple[Path, str]
) -> None:
    folder, key = unpacked
    page = opened(offline, folder, "en/box/index.html")
    picker, said = page.locator("[data-verify] [type=file]"), page.locator("[data-verify] [role=status]")
    picker.set_input_files(folder)
    expect(said).to_contain_text("Who made the list only the key can tell.")
    page.locator("[name=key]").fill(key)
    picker.set_input_files(folder)
    expect(said).to_contain_text("signed with this key")
    page.locator("[name=key]").fill(f"{key[:-2]}{'00' if key[-2:] != '00' else '01'}")
    picker.set_input_files(folder)
    expect(said).to_contain_text("Do not use this box")
    page.locator("[name=key]").fill(key)
    start = folder / "en/index.html"
    whole = start.read_bytes()
    try:
        start.write_bytes(whole.replace(b"today", b"todaz", 1))
        picker.set_input_files(folder)
        expect(said).to_have_text("Changed or missing files: 1. Do not use this box.")
        expect(page.locator("[data-wrong]")).to_have_text("en/index.html")
    finally:
        start.write_bytes(whole)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_what_only_the_box_has(scheme: Any, browser: Browser, unpacked: tuple[Path, str]) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    for file in ("index.html", "ur/search/index.html", "en/box/index.html", "ur/checklists/legislation/index.html"):
        assert violations(opened(context, unpacked[0], file), file) == []
    context.close()
