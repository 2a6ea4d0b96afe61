"""A staff member takes the whole toolkit along."""

import re
import time
from pathlib import Path

from playwright.sync_api import Download, Error, Page

from tests.journeys.conftest import PATIENCE, Served
from tests.journeys.papers import Paper

# Beat has the handbook made ahead every ten minutes: then there is nothing to wait for.
FORGET = """
import json
from exports.models import Export
print(json.dumps(Export.objects.filter(kind="toolkit.handbook").delete()[0]))
"""
LOOK = """() => {
    const progress = document.querySelector("#progress");
    const step = progress?.querySelector("[aria-current=step]")?.textContent.trim() ?? "";
    return [step, progress?.innerText.match(/Page \\d+/)?.[0] ?? ""];
}"""


def watch_until_it_comes(page: Page, seconds: float) -> tuple[list[tuple[str, str]], Download]:
    """What the status page said on the way, without repetitions, and the file."""
    said: list[tuple[str, str]] = []
    came: list[Download] = []
    page.on("download", lambda download: came.append(download))
    page.get_by_role("button", name="Handbook as PDF").click()
    end = time.monotonic() + seconds
    while not came:
        assert time.monotonic() < end, f"waited {seconds} s for the handbook: {said}"
        try:
            now = tuple(page.evaluate(LOOK))
        except Error:  # between two pages
            now = ("", "")
        if now != ("", "") and now not in said:
            said.append(now)
        page.wait_for_timeout(150)
    return said, came[0]


def test_a_staff_member_downloads_the_handbook_and_sees_how_far_it_is(
    portal: Served, page: Page, tmp_path: Path
) -> None:
    portal.shell(FORGET)
    page.goto("/en/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tools").click()
    said, download = watch_until_it_comes(page, PATIENCE / 1000)
    steps = [step for step, _page_number in said]
    numbers = [int(page_number.split()[1]) for _step, page_number in said if page_number]
    assert "Being made" in steps, said
    assert numbers, said  # how many are seen depends on who else is at work
    assert numbers == sorted(numbers)

    paper = Paper.saved(download, tmp_path)
    assert re.fullmatch(r"toolkit-handbook-en-\d{4}-\d\d-\d\d\.pdf", paper.name)
    assert paper.pages > 100
    assert paper.bookmarks() > 50
    assert paper.reader.metadata.title
    assert "Identification and referral" in paper.text(12)


def test_the_second_to_ask_for_the_handbook_gets_it_at_once(page: Page, tmp_path: Path) -> None:
    page.goto("/en/tools/")
    with page.expect_download(timeout=PATIENCE):  # whether it was made by now or not
        page.get_by_role("button", name="Handbook as PDF").click()
    page.goto("/en/tools/")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Handbook as PDF").click()
    assert "/files/status/" not in page.url
    assert Paper.saved(coming.value, tmp_path).pages > 100
