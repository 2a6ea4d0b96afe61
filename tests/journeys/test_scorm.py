"""A SCORM package in a real browser, against a learning system's interface that is not ours (scorm-again)."""

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from modules.domain.outlines import Outline
from modules.packages.identifiers import derive_xml_id
from modules.presenters.package_pages import render_package_pages
from tests.modules.boxes import unpacked
from tests.modules.sample import DARI, ENGLISH, MARKING, for_lecturers

SYSTEM = Path(__file__).parent / "scorm-again/scorm12.min.js"
# A learning system: its interface in the window, what is learned in a frame inside a frame.
LMS = """<!doctype html><html lang="en"><title>System</title><iframe src="frame.html" width="900" height="700"></iframe>
<script type="module">
import { Scorm12API } from "./system.js";
window.API = new Scorm12API({ autocommit: false, logLevel: 5 });
const kept = sessionStorage.getItem("kept");
if (kept) window.API.loadFromJSON(JSON.parse(kept));
window.finished = 0;
window.API.on("LMSFinish", () => { window.finished += 1; });
window.API.on("LMSCommit", () => sessionStorage.setItem("kept", JSON.stringify(window.API.cmi)));
document.querySelector("iframe").contentWindow.location.replace("frame.html?ready");
</script></html>"""
FRAME = """<!doctype html><html lang="en"><title>Frame</title><iframe width="880" height="680"></iframe>
<script>if (location.search) document.querySelector("iframe").src = "package/index.html";</script></html>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Nothing to the terminal."""


@pytest.fixture
def system(tmp_path: Path, browser: Browser) -> Iterator[Callable[[Outline], Page]]:
    """`system(outline)` is a student's browser in a learning system that has imported the package."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults: list[str] = []
    opened: list[Page] = []

    def imported(outline: Outline) -> Page:
        (tmp_path / "package").mkdir(exist_ok=True)
        for name, data in unpacked("scorm", outline).items():
            (tmp_path / "package" / name).write_bytes(data)
        (tmp_path / "system.js").write_bytes(SYSTEM.read_bytes())
        (tmp_path / "lms.html").write_text(LMS)
        (tmp_path / "frame.html").write_text(FRAME)
        page = browser.new_page(base_url=f"http://127.0.0.1:{server.server_port}/")
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
        opened.append(page)
        page.goto("lms.html")
        return page

    yield imported
    for page in opened:
        page.close()
    server.shutdown()
    server.server_close()
    assert faults == []


def learned(page: Page) -> FrameLocator:
    return page.frame_locator("iframe").frame_locator("iframe")


def kept(page: Page, name: str) -> Any:
    return page.evaluate("name => window.API.LMSGetValue(name)", name)


def test_a_student_reads_to_the_end_and_the_system_knows(system: Callable[[Outline], Page]) -> None:
    page = system(ENGLISH)
    unit = learned(page)
    expect(unit.get_by_role("heading", level=1)).to_have_text(ENGLISH.title)
    expect(unit.locator("#alone")).to_be_hidden()
    assert kept(page, "cmi.core.lesson_status") == "incomplete"
    expect(unit.get_by_role("button", name="Back")).to_be_disabled()
    titles = [leaf.title for leaf in render_package_pages(ENGLISH) if leaf.kind != "practice"] + ["Self-test"]
    for number, title in enumerate(titles[1:], 2):
        unit.get_by_role("button", name="Next").click()
        expect(unit.get_by_role("heading", level=1)).to_have_text(title)
        expect(unit.get_by_role("heading", level=1)).to_be_focused()
        expect(unit.get_by_role("status")).to_have_text(f"{number} / {len(titles)}")
        if number == 3:
            page.reload()  # she comes back another time
            expect(unit.get_by_role("heading", level=1)).to_have_text(title)
            assert kept(page, "cmi.core.lesson_status") == "incomplete"
            unit.get_by_role("button", name="Next").focus()
    assert kept(page, "cmi.core.lesson_status") == "completed"
    assert kept(page, "cmi.core.score.raw") == ""
    assert page.evaluate("window.API.LMSGetLastError()") == "0"
    page.locator("iframe").evaluate("frame => frame.contentWindow.location.replace('about:blank')")
    page.wait_for_function("window.finished === 1")
    assert page.evaluate("JSON.parse(sessionStorage.getItem('kept')).core.lesson_status") == "completed"


def read_on(unit: FrameLocator, title: str) -> None:
    """Turns pages until the one with this heading."""
    heading = unit.get_by_role("heading", level=1)
    while heading.text_content() != title:
        unit.get_by_role("button", name="Next").click()


def told(page: Page) -> list[dict[str, Any]]:
    """What the system kept of each answer."""
    rows = page.evaluate("Object.values(JSON.parse(sessionStorage.getItem('kept')).interactions)")
    names = {"id": "id", "type": "type", "student_response": "answer", "result": "result"}
    return [
        {ours: row[name] for name, ours in names.items()}
        | {"right": [one["pattern"] for one in row["correct_responses"].values()]}
        for row in rows
    ]


def test_a_reader_tries_the_self_test_and_the_system_is_told_nothing_of_it(system: Callable[[Outline], Page]) -> None:
    page = system(ENGLISH)
    unit = learned(page)
    read_on(unit, "Self-test")
    unit.get_by_label("A signed statement").check()
    unit.get_by_label("You may stop").check()
    unit.get_by_label("This room is private").check()
    expect(unit.get_by_text("A bed is no payment.")).to_be_hidden()
    unit.get_by_role("button", name="Check my answers").click()
    expect(unit.get_by_text("A bed is no payment.")).to_be_visible()
    expect(unit.get_by_text("Nobody can keep this.")).to_be_hidden()
    expect(unit.locator("output")).to_have_text("1 / 2")
    assert (kept(page, "cmi.core.score.raw"), kept(page, "cmi.core.lesson_status")) == ("", "completed")
    assert told(page) == []


def test_a_lecturers_package_tells_each_answer_the_score_and_whether_it_is_enough(
    system: Callable[[Outline], Page],
) -> None:
    outline = for_lecturers(ENGLISH)
    page = system(outline)
    unit = learned(page)
    read_on(unit, "Self-test")
    while unit.get_by_role("button", name="Next").is_enabled():
        unit.get_by_role("button", name="Next").click()
    expect(unit.get_by_role("heading", level=1)).to_have_text("Assessment")
    assert kept(page, "cmi.core.lesson_status") == "incomplete"
    test = unit.locator("#test")
    test.get_by_label("Means").check()
    test.get_by_label("An adult victim").check()
    test.get_by_label("A child").check()
    test.get_by_role("button", name="Check my answers").click()
    expect(test.locator("output")).to_have_text("1 / 2")
    expect(test.get_by_text(f"{MARKING} feedback 1").first).to_be_visible()
    names = [derive_xml_id(outline, question.id) for question in outline.questions[:2]]
    rows = [
        {"id": names[0], "type": "choice", "answer": "b", "result": "wrong", "right": ["a"]},
        {"id": names[1], "type": "choice", "answer": "a,b", "result": "correct", "right": ["a,b"]},
    ]
    assert told(page) == rows
    assert [kept(page, f"cmi.core.score.{name}") for name in ("raw", "min", "max")] == ["50", "0", "100"]
    assert kept(page, "cmi.core.lesson_status") == "failed"
    test.get_by_label("Crossing a border").check()
    test.get_by_role("button", name="Check my answers").click()
    expect(test.locator("output")).to_have_text("2 / 2")
    assert told(page) == [rows[0] | {"answer": "a", "result": "correct"}, rows[1]]
    assert (kept(page, "cmi.core.score.raw"), kept(page, "cmi.core.lesson_status")) == ("100", "passed")
    assert page.evaluate("window.API.LMSGetLastError()") == "0"
    assert f"{MARKING} gives" not in page.frames[-1].content()
    unit.get_by_role("button", name="Back").click()
    assert kept(page, "cmi.core.lesson_status") == "passed"


def test_a_system_that_wants_less_is_given_its_own_number(system: Callable[[Outline], Page]) -> None:
    page = system(for_lecturers(ENGLISH))
    asked = json.dumps({"student_data": {"mastery_score": "50"}})
    page.add_init_script(f"sessionStorage.setItem('kept', JSON.stringify({asked}))")
    page.reload()
    unit = learned(page)
    while unit.get_by_role("button", name="Next").is_enabled():
        unit.get_by_role("button", name="Next").click()
    unit.locator("#test").get_by_label("Crossing a border").check()
    unit.locator("#test").get_by_role("button", name="Check my answers").click()
    assert (kept(page, "cmi.core.score.raw"), kept(page, "cmi.core.lesson_status")) == ("50", "passed")


@pytest.mark.parametrize("javascript", [True, False])
def test_without_a_system_or_a_script_everything_can_be_read(
    tmp_path: Path, browser: Browser, *, javascript: bool
) -> None:
    for name, data in unpacked("scorm", DARI).items():
        (tmp_path / name).write_bytes(data)
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert page.locator("html").get_attribute("dir") == "rtl"
    shown = page.locator("main > section").filter(visible=True)
    expect(shown).to_have_count(1 if javascript else len(render_package_pages(DARI)))
    expect(page.locator("#alone")).to_be_visible(visible=javascript)
    expect(page.get_by_role("button")).to_have_count(2 if javascript else 0)
    context.close()
