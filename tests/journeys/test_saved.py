"""The toolkit without a line: saved on a phone, the portal really stopped, opened, and taken away again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.assessments.shared_results import read_examples
from tests.journeys.conftest import PATIENCE, Watch
from tests.journeys.own_portal import OwnPortal, start_own_portal
from tests.journeys.test_axe import violations
from toolkit.domain.saved import pack_pages, unpack_pages

TOOL, OTHER, WITHDRAWN = "identification-and-referral", "legislation", "sentencing"
# In every language, its translations first: what hers lacks is shown in English.
WITHDRAW = f"""
from toolkit.models import ToolPage
for page in ToolPage.objects.filter(slug={WITHDRAWN!r}): page.unpublish()
"""
STORED = """async () => {
    const found = {};
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) {
            const answer = await (await caches.open(name)).match(request);
            found[new URL(request.url).pathname] = answer.headers.get("content-security-policy");
        }
    return found;
}"""
SCOPES = "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL(one.scope).pathname)"
NOTE = "Two posts, one roster."
# Chooses answers by the questions' codes, as her finger does.
PRESS = """(answers) => {
    for (const item of document.querySelectorAll("[data-item]"))
        item.querySelector(`[value="${answers[item.querySelector("h3 .n").textContent]}"]`)?.click();
}"""
# What the picture of her result shows, by section.
COUNTS = """() => [...document.querySelectorAll("[data-worked-out] .cloth > li")].map((row) =>
    ["yes", "partly", "no", "na", "blank"].map((mark) => row.querySelectorAll(`.knot.${mark}`).length))"""
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


@pytest.fixture(scope="module")
def own() -> Iterator[OwnPortal]:
    with start_own_portal() as portal:
        yield portal


@pytest.fixture
def hers(browser: Browser, own: OwnPortal) -> Iterator[BrowserContext]:
    """Her phone."""
    context = browser.new_context(base_url=own.url, viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    watch = Watch(own.url.partition("//")[2])
    watch.expected = ["ERR_CONNECTION_REFUSED", "Failed to load resource"]
    watch.over(context)
    yield context
    context.close()
    assert watch.faults == []


def row(page: Page, name: str) -> Any:
    return page.locator(f'[data-set="{name}"]')


def press_save(page: Page, name: str) -> None:
    row(page, name).locator("[data-save]").click()


def alter(own: OwnPortal, listed: dict[str, Any], path: str) -> None:
    """One byte of one page in the file, where it lies."""
    key = listed["sets"]["everything"]["address"].split("/")[3]
    file = Path(own.folder, "exports", key[0], key[1], f"{key}.pdf")
    pages = unpack_pages(file.read_bytes())
    pages[path] = pages[path].replace(b"<main", b"<Main", 1)
    file.write_bytes(pack_pages(pages))


def test_without_scripts_it_says_what_to_do_instead_and_offers_nothing_to_save(
    browser: Browser, own: OwnPortal
) -> None:
    context = browser.new_context(base_url=own.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/saved/")
    expect(page.get_by_text("take the PDF files along")).to_be_visible()
    buttons = page.locator("main").get_by_role("button")
    expect(buttons).to_have_count(1)
    expect(buttons).to_contain_text("One file to pass on")  # a worker makes it, no script keeps it
    context.close()


def test_a_tool_and_a_whole_language_are_saved_open_without_a_portal_and_go_in_one_tap(
    own: OwnPortal, hers: BrowserContext, tmp_path: Path
) -> None:
    own.make_copy("en")
    listed = own.make_copy("prs")
    page = hers.new_page()
    save_one_tool(page)
    nothing_private_has_a_worker(page)
    refuse_an_altered_page(own, page, listed)
    lose_what_was_withdrawn(own, page)
    assert all(policy and "default-src 'none'" in policy for path, policy in stored_pages(page).items())
    own.stop_web()
    read_without_a_portal(page)
    see_her_result(page, "en", "Worked out on this device. Nothing was sent.")
    see_her_result(page, "prs", "در همین دستگاه حساب شد. چیزی فرستاده نشد.")
    take_her_answers_to_another_phone(page, tmp_path / "answers.json")
    remove_all(page)


def stored_pages(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(STORED)
    return {path: policy for path, policy in found.items() if not path.startswith("/static/") and "/list/" not in path}


def save_one_tool(page: Page) -> None:
    page.goto(f"/en/tools/{TOOL}/")
    page.get_by_role("link", name="Save on this phone").click()
    expect(page.get_by_text("Whoever opens this phone can see")).to_be_visible()
    name = f"/en/tools/{TOOL}/"
    expect(row(page, name).locator("[data-size]")).to_contain_text("KB")
    assert page.evaluate("caches.keys()") == [], "nothing before she asks"
    assert page.evaluate(SCOPES) == []
    press_save(page, name)
    expect(page.get_by_role("status")).to_have_text("Saved. Open it once without a connection to be sure.")
    saved = stored_pages(page)
    assert {name, f"/en/checklists/{TOOL}/", "/en/saved/"} <= set(saved)
    assert any(path.startswith("/en/law/") for path in saved)
    assert f"/en/tools/{OTHER}/" not in saved


def nothing_private_has_a_worker(page: Page) -> None:
    """A worker is there for the tool, and for none of these."""
    page.goto(f"/en/tools/{TOOL}/")
    assert page.evaluate(CONTROLLED)
    assert len(page.evaluate(SCOPES)) == 7
    for path in (
        "/en/account/login/",
        "/en/space/",
        "/en/work/",
        "/en/modules/",
        "/en/search/",
        "/en/",
        "/admin/login/",
    ):
        page.goto(path)
        assert not page.evaluate(CONTROLLED), path


def refuse_an_altered_page(own: OwnPortal, page: Page, listed: dict[str, Any]) -> None:
    """The others are kept; the one comes over the line by itself when she asks again, and is right."""
    altered = "/prs/glossary/"
    alter(own, listed, altered)
    page.goto("/prs/saved/")
    press_save(page, "everything")
    expect(page.locator("[data-newer]")).to_be_visible(timeout=PATIENCE)
    saved = stored_pages(page)
    assert altered not in saved
    assert set(listed["pages"]) - set(saved) == {altered}
    page.locator("[data-update]").click()
    expect(page.locator("[data-newer]")).to_be_hidden(timeout=PATIENCE)
    assert set(listed["pages"]) <= set(stored_pages(page))


def lose_what_was_withdrawn(own: OwnPortal, page: Page) -> None:
    assert f"/prs/tools/{WITHDRAWN}/" in stored_pages(page)
    own.manage("shell", "--no-imports", "-c", WITHDRAW)
    listed = own.make_copy("prs")
    assert f"/prs/tools/{WITHDRAWN}/" not in listed["pages"]
    page.goto("/prs/saved/")
    expect(page.locator("[data-newer]")).to_be_visible()
    assert f"/prs/tools/{WITHDRAWN}/" not in stored_pages(page)
    page.locator("[data-update]").click()
    expect(page.locator("[data-newer]")).to_be_hidden(timeout=PATIENCE)


def read_without_a_portal(page: Page) -> None:
    for path in (f"/en/tools/{TOOL}/", f"/en/checklists/{TOOL}/", f"/prs/checklists/{OTHER}/", "/prs/tools/"):
        answer = page.goto(path)
        assert answer
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        bar = page.locator('[data-saved-bar="copy"]')
        expect(bar).to_be_visible()
        assert any(sign.isdigit() for sign in bar.inner_text()), "the day"
        assert page.evaluate("getComputedStyle(document.querySelector('.saved-bar')).borderBlockEndStyle") == "solid"
    assert page.evaluate("document.documentElement.dir") == "rtl"
    page.goto(f"/en/tools/{TOOL}/")
    law = page.locator("main a[href^='/en/law/']").first.get_attribute("href")
    page.goto(str(law))
    expect(page.locator('[data-saved-bar="copy"]')).to_be_visible()
    page.goto(f"/en/tools/{OTHER}/")  # not saved in English
    expect(page.locator('[data-saved-bar="missing"]')).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Saved on this phone")
    other = page.context.new_page()  # the page of an error still arrives after the call has failed
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        other.goto("/en/account/login/")
    other.close()


def see_her_result(page: Page, language: str, words: str) -> None:
    """Of all that she answers with the portal stopped: as the server works it out, and her answers stay."""
    example = next(one for one in read_examples() if one["checklist"] == TOOL)
    page.goto(f"/{language}/checklists/{TOOL}/")
    page.evaluate(PRESS, example["answers"])
    note = page.locator("[data-item]").filter(has=page.locator("[value=partly]:checked")).first
    if not note.locator(".write[open]").count():  # kept from the other language: a checklist's answers are one
        note.locator(".write summary").click()
    note.locator("textarea").first.fill(NOTE)
    page.locator("form[data-answers] button.act").first.click()
    result = page.locator("[data-worked-out]")
    expect(result).to_contain_text(words)
    expect(result.get_by_role("heading", level=2)).to_be_focused()
    assert page.evaluate(COUNTS) == [counts for _title, counts in example["sections"]]
    assert " ".join(result.locator(".missing .n").all_inner_texts()) == example["missing"]
    expect(result.locator(".asked")).to_have_count(len(example["raised"]))
    expect(result.locator(".missing")).to_contain_text(NOTE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page, f"result without a portal in {language}") == []
    result.locator("button.act").click()
    expect(result.get_by_role("status")).not_to_be_empty()
    page.goto(f"/{language}/checklists/{TOOL}/")
    assert page.locator("[data-item] input:checked").count() == len(example["answers"])
    expect(result).to_have_count(0)


def take_her_answers_to_another_phone(page: Page, file: Path) -> None:
    """As a file, with the portal stopped; what she has answered there stays."""
    answered = page.locator("[data-item] input:checked")
    before = answered.count()
    with page.expect_download() as coming:
        page.locator("[data-by-file] button").click()
    coming.value.save_as(file)
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator("[data-item]").first.locator("[value=na]").check(force=True)
    page.locator("[data-by-file] input").set_input_files(file)
    expect(page.locator("[data-by-file]").get_by_role("status")).not_to_be_empty()
    assert answered.first.get_attribute("value") == "na"
    assert answered.count() in (before, before + 1)
    other = json.loads(file.read_text()) | {"checklist": "another"}
    file.write_text(json.dumps(other))
    said = page.locator("[data-by-file]").get_by_role("status").inner_text()
    page.locator("[data-by-file] input").set_input_files(file)
    expect(page.locator("[data-by-file]").get_by_role("status")).not_to_have_text(said)
    assert answered.count() in (before, before + 1)


def remove_all(page: Page) -> None:
    page.goto("/en/saved/")
    page.evaluate("localStorage.setItem('answers:quince', '{}')")
    page.get_by_role("button", name="Remove everything, keep my answers").click()
    expect(page.locator("[data-all]")).to_be_hidden()
    assert page.evaluate("localStorage.getItem('answers:quince')") == "{}"
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate(SCOPES) == []
    with pytest.raises(Error):
        page.goto(f"/en/tools/{TOOL}/")
