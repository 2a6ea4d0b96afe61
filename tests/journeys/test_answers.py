"""Somebody without an account fills a checklist: on a phone, by a file that comes home, without JavaScript, in Dari."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.conftest import PATIENCE, Watch
from tests.journeys.papers import Paper
from tests.journeys.test_axe import violations

CHECKLIST = "checklists/identification-and-referral/"
NOTE = "Two posts, one roster. 7 of 14 nights."
DARI = "دو کارمند در شب؛ یک میز."
ASKED = "Need alone is enough to refer a person, and no service can be reached outside office hours."
NIGHT = "Can staff reach at least one service outside office hours?"


def items(page: Page) -> Locator:
    return page.locator("main [data-item]")


def mark(item: Locator) -> str | None:
    """What is chosen for a question: yes, partly, no, na, or None."""
    chosen = item.locator("input:checked")
    return chosen.get_attribute("value") if chosen.count() else None


def store(page: Page) -> dict[str, Any]:
    """What this browser keeps of checklists: item id -> answer."""
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('answers:'))")
    return {item: answer for _key, text in kept for item, answer in json.loads(text)["answers"].items()}


def note_of(item: Locator) -> Locator:
    return item.locator("textarea").first


def take(page: Page, button: str, folder: Path, *, tap: bool = False) -> Path:
    """Presses a button of a result; the file as the browser saves it."""
    with page.expect_download(timeout=PATIENCE) as coming:
        found = page.get_by_role("button", name=button)
        found.tap() if tap else found.click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def bring(page: Page, file: Path) -> None:
    """From the checklist or a result to the review of what the file holds."""
    page.get_by_role("link", name="Bring answers back").click()
    page.get_by_label("Your file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was read")


def no_faults(page: Page, name: str) -> None:
    """Nothing wider than the screen, and nothing that axe finds."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    assert violations(page, name) == []


def answer_by_touch_and_keys(page: Page) -> None:
    """A1 yes and a note by touch, then A2 to A4 by keys alone."""
    first = items(page).first
    first.get_by_text("Yes", exact=True).tap()
    first.get_by_text("Note, evidence, what we will do").tap()
    note_of(first).fill(NOTE)
    first.locator("input[value=yes]").focus()
    for key in ("n", "2", "n", "3", "p", "n", "n", "4"):
        page.keyboard.press(key)
    assert [mark(items(page).nth(n)) for n in range(4)] == ["yes", "partly", "no", "na"]
    assert page.evaluate(
        "document.activeElement.closest('[data-item]') === document.querySelectorAll('[data-item]')[3]"
    )


def test_alone_on_a_phone_from_the_first_answer_to_a_pdf_and_a_cleared_device(
    phone: Callable[..., Page], new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = phone()
    page.goto(f"/en/{CHECKLIST}")
    expect(page.get_by_text("Your answers stay in this browser, on this device.")).to_be_visible()
    expect(page.get_by_text("Never write names or details of victims, witnesses or suspects.")).to_be_visible()
    answer_by_touch_and_keys(page)
    items(page).filter(has_text=NIGHT).get_by_text("No", exact=True).tap()
    count = items(page).count()
    expect(page.locator("[data-answered]")).to_have_text(f"5 of {count} answered")
    expect(page.locator("[data-state]")).to_have_text("Kept on this device.")

    page.reload()
    expect(page.locator("[data-answered]")).to_have_text(f"5 of {count} answered")
    assert [mark(items(page).nth(n)) for n in range(5)] == ["yes", "partly", "no", "na", None]
    expect(note_of(items(page).first)).to_have_value(NOTE)
    for choice, left in (("Open", count - 5), ("Other than “yes”", 3), ("All", count)):
        page.locator(".filter-row").get_by_label(choice, exact=True).tap()
        assert items(page).locator("visible=true").locator("h3").count() == left, choice
    no_faults(page, "filling on a phone")

    page.get_by_role("button", name="Show my result").first.tap()
    result = page.locator("[data-worked-out]")
    expect(result.locator(".lead")).to_have_text(
        f"Of {count} questions, 1 are answered yes, 3 not yet, {count - 5} are open. (Not applicable: 1)"
    )
    expect(result.get_by_text("It never decides funding or blame.")).to_be_visible()
    expect(page.locator(".asked", has_text=ASKED)).to_contain_text(NIGHT)
    no_faults(page, "result on a phone")
    paper = Paper(take(page, "PDF of my answers", tmp_path, tap=True))
    assert NOTE in paper.text(paper.pages)
    assert ASKED in paper.text(paper.pages)
    assert "/files/status/" in page.url
    stranger = new_context().new_page().request
    assert stranger.get(page.url).status == 404

    page.goto(f"/en/{CHECKLIST}")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear from this device").tap()
    expect(page.locator("[data-state]")).to_have_text("Cleared from this device.")
    page.reload()
    expect(page.locator("[data-answered]")).to_have_text(f"0 of {count} answered")
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == [] or NOTE not in json.dumps(page.context.storage_state())


def changed_by_a_colleague(file: Path, values: dict[str, str]) -> Path:
    """The form as another program fills it in."""
    writer = pypdf.PdfWriter(clone_from=file)
    for sheet in writer.pages:
        writer.update_page_form_field_values(sheet, values, auto_regenerate=False)
    path = file.with_name("from-a-colleague.pdf")
    writer.write(path)
    return path


def test_a_form_with_my_answers_comes_home_and_i_take_over_what_i_want(page: Page, tmp_path: Path) -> None:
    page.goto(f"/en/{CHECKLIST}")
    first, second, third = (items(page).nth(n) for n in range(3))
    ids = [item.get_attribute("data-item") for item in (first, second, third)]
    first.get_by_text("No", exact=True).click()
    first.get_by_text("Note, evidence, what we will do").click()
    note_of(first).fill(NOTE)
    second.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name="Show my result").first.click()
    form = take(page, "PDF form to go on with", tmp_path)
    assert form.name.startswith("my-")
    assert Paper(form).reader.get_fields()[f"n_{ids[0]}"]["/V"] == NOTE

    wishes = {f"a_{ids[0]}": "/partly", f"n_{ids[0]}": "ZQ7 a roster", f"a_{ids[1]}": "/no", f"n_{ids[2]}": DARI}
    page.goto(f"/en/{CHECKLIST}")
    bring(page, changed_by_a_colleague(form, wishes))
    rows = page.locator(".review")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text(NOTE)
    expect(rows.nth(0)).to_contain_text("ZQ7 a roster")
    expect(rows.nth(2)).to_contain_text(DARI)
    no_faults(page, "review")
    rows.nth(1).get_by_label("Take over").uncheck()
    page.get_by_role("button", name="Take over what is ticked").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Identification and referral")
    assert store(page) == {
        ids[0]: {"mark": "partly", "note": "ZQ7 a roster", "evidence": "", "action": ""},
        ids[1]: {"mark": "yes", "note": "", "evidence": "", "action": ""},
        ids[2]: {"mark": "", "note": DARI, "evidence": "", "action": ""},
    }
    assert [mark(items(page).nth(n)) for n in range(3)] == ["partly", "yes", None]
    expect(note_of(items(page).nth(2))).to_have_value(DARI)


def test_a_file_that_is_none_of_ours_gets_a_sentence_at_its_field(page: Page, watch: Watch, tmp_path: Path) -> None:
    watch.expected = ["400"]  # what Chromium notes in its console
    file = tmp_path / "holiday.pdf"
    file.write_text("no PDF at all")
    page.goto(f"/en/{CHECKLIST}")
    page.get_by_role("link", name="Bring answers back").click()
    page.get_by_label("Your file").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator(".errors a")).to_contain_text("neither a PDF form, a spreadsheet (XLSX, ODS) nor a JSON file")
    no_faults(page, "a file that is none of ours")


def test_without_javascript_the_same_by_way_of_the_session(phone: Callable[..., Page], tmp_path: Path) -> None:
    page = phone(javascript=False)
    page.goto(f"/en/{CHECKLIST}")
    expect(page.get_by_text("Your answers stay on this page until you press a button.")).to_be_visible()
    expect(page.locator(".filling-bar")).to_be_hidden()
    ids = [items(page).nth(n).get_attribute("data-item") for n in range(2)]
    items(page).nth(0).get_by_text("Partly", exact=True).tap()
    items(page).nth(0).get_by_text("Note, evidence, what we will do").tap()
    note_of(items(page).nth(0)).fill(NOTE)
    page.get_by_role("button", name="Show my result").first.tap()
    expect(page.locator("main")).to_contain_text(NOTE)

    taken = json.loads(take(page, "For this portal (JSON)", tmp_path, tap=True).read_text())
    assert taken["answers"] == {ids[0]: {"mark": "partly", "note": NOTE, "evidence": "", "action": ""}}
    sheet = take(page, "Spreadsheet (XLSX)", tmp_path, tap=True)
    book = openpyxl.load_workbook(sheet)
    assert [cell.value for cell in book["Answers"][2]][4:6] == ["Partly", NOTE]
    paper = Paper(take(page, "PDF of my answers", tmp_path, tap=True))
    assert NOTE in paper.text(paper.pages)

    book["Answers"]["F3"] = DARI
    book.save(sheet)
    page.goto(page.url if "/result/" in page.url else f"/en/work/{taken['checklist']}/result/")
    bring(page, sheet)
    expect(page.locator(".review")).to_contain_text(DARI)
    page.get_by_role("button", name="Take over what is ticked").tap()
    expect(note_of(items(page).nth(1))).to_have_value(DARI)
    expect(note_of(items(page).nth(0))).to_have_value(NOTE)
    page.get_by_role("button", name="Clear my answers").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are cleared")
    page.goto(f"/en/work/{taken['checklist']}/")
    assert items(page).locator("input:checked").count() == 0
    assert NOTE not in page.content()


def test_back_leads_to_the_result_and_away_and_asks_nothing(page: Page, tmp_path: Path) -> None:
    """Its address holds no answer, and the portal hears of none before a file is asked for."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"/en/{CHECKLIST}")
    items(page).nth(0).get_by_text("Yes", exact=True).click()
    items(page).nth(1).get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Show my result").first.click()
    result, lead = page.locator("[data-worked-out]"), re.compile("1 are answered yes, 1 not yet")
    expect(result.get_by_role("heading", level=2)).to_be_focused()
    # What is seen is the picture, not the last questions.
    page.wait_for_function("document.activeElement.getBoundingClientRect().top < 200")
    assert page.url.endswith(f"/en/{CHECKLIST}#result")
    assert sent == []

    second = result.locator(".knot.no a")
    expect(second).to_have_text(re.compile(r"A2\s+No\s"))
    second.click()
    expect(items(page).nth(1)).to_be_in_viewport()
    expect(result).to_have_count(0)
    page.go_back()
    expect(result.locator(".lead")).to_have_text(lead)

    take(page, "PDF of my answers", tmp_path)
    assert "/files/status/" in page.url
    assert len(sent) == 1
    page.go_back()
    page.wait_for_url("**/#result")
    expect(result.locator(".lead")).to_have_text(lead)
    page.reload()
    expect(result.locator(".lead")).to_have_text(lead)
    items(page).nth(1).get_by_text("Yes", exact=True).click()
    expect(result).to_have_count(0)
    page.get_by_role("button", name="Show my result").first.click()
    expect(result.locator(".lead")).to_have_text(re.compile("2 are answered yes, 0 not yet"))
    assert len(sent) == 1


def test_where_nothing_can_work_it_out_here_the_portal_does(page: Page, watch: Watch) -> None:
    watch.expected = ["ERR_FAILED"]  # its script does not come
    page.route("**/static/js/result*", lambda route: route.abort())
    page.goto(f"/en/{CHECKLIST}")
    items(page).nth(0).get_by_text("Partly", exact=True).click()
    page.get_by_role("button", name="Show my result").first.click()
    page.wait_for_url("**/result/")
    expect(page.locator(".knot.partly")).to_have_count(1)
    no_faults(page, "result by the portal")


def test_without_javascript_back_comes_to_the_result_again(phone: Callable[..., Page]) -> None:
    page = phone(javascript=False)
    page.goto(f"/en/{CHECKLIST}")
    items(page).nth(0).get_by_text("No", exact=True).tap()
    page.get_by_role("button", name="Show my result").first.tap()
    expect(page.locator(".knot.no")).to_have_count(1)
    page.get_by_role("link", name="Back to the questions").tap()
    expect(page.get_by_role("button", name="Show my result").first).to_be_visible()
    page.go_back()
    expect(page.locator(".knot.no")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1280])
def test_in_dari_everything_stands_right_to_left(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/prs/{CHECKLIST}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "fa-AF")
    key = page.locator("form[data-answers]").get_attribute("data-answers")
    first = items(page).first
    first.locator("label", has=page.locator("[value=no]")).click()
    first.locator(".write summary").click()
    note_of(first).fill(DARI)
    expect(note_of(first)).to_have_css("direction", "rtl")
    page.locator("form[data-answers] button.act").first.click()
    page.wait_for_url("**/#result")
    expect(page.locator("[data-worked-out]")).to_have_css("direction", "rtl")
    expect(page.locator(".missing")).to_contain_text(DARI)
    first, second = (page.locator(".knot").nth(n).bounding_box() for n in range(2))
    assert first["x"] > second["x"], "the picture begins at the left"
    no_faults(page, f"result in Dari at {width}")
    page.goto(f"/prs/work/{key}/quick/")
    no_faults(page, f"typing in from paper in Dari at {width}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bar_over_the_questions_covers_no_answer_that_has_the_focus(
    new_context: Callable[..., BrowserContext], theme: str
) -> None:
    page = new_context(color_scheme=theme).new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/en/{CHECKLIST}")
    items(page).first.locator("input").first.focus()
    page.keyboard.press("1")
    covered = []
    for step in ["n"] * 14 + ["p"] * 14:
        page.keyboard.press(step)
        free = page.evaluate(
            """() => {
                const box = document.activeElement.closest("label").getBoundingClientRect();
                const bar = document.querySelector(".filling-bar").getBoundingClientRect();
                return box.top >= Math.min(bar.bottom, innerHeight) - 1 && box.bottom <= innerHeight + 1;
            }"""
        )
        covered += [] if free else [step]
    assert covered == []
    no_faults(page, f"filling in {theme}")


AS_IF_OLDER = """([first, second]) => {
    const key = `answers:${document.querySelector("[data-answers]").dataset.answers}`;
    const kept = JSON.parse(localStorage.getItem(key));
    kept.asked[first] = "Older words?";
    delete kept.asked[second];
    localStorage.setItem(key, JSON.stringify(kept));
}"""


def tags(page: Page) -> list[str]:
    """What stands beside questions that are new or changed, in their order."""
    return page.locator("main [data-item] .change").all_inner_texts()


def test_marks_of_new_and_changed_questions_stay_until_each_is_answered(page: Page) -> None:
    page.goto(f"/en/{CHECKLIST}")
    items(page).nth(0).get_by_text("No", exact=True).click()
    page.evaluate(AS_IF_OLDER, [items(page).nth(n).get_attribute("data-item") for n in range(2)])
    page.reload()
    assert [words.lower() for words in tags(page)] == ["changed", "new"]
    for answered, left in ((2, ["changed", "new"]), (0, ["new"]), (1, [])):
        items(page).nth(answered).get_by_text("Yes", exact=True).click()
        page.reload()
        assert [words.lower() for words in tags(page)] == left


AS_IF_LONGER = """() => {
    const key = `answers:${document.querySelector("[data-answers]").dataset.answers}`;
    const kept = JSON.parse(localStorage.getItem(key));
    kept.asked.gone = "Is there a door?";
    kept.answers.gone = { mark: "na", note: "A gate.", evidence: "Plan 3", action: "Ask the mason." };
    kept.answers.long = { ...kept.answers.gone, note: "n".repeat(80) };
    localStorage.setItem(key, JSON.stringify(kept));
}"""


def test_all_that_was_written_to_a_question_that_is_gone_stays_to_be_read(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/en/{CHECKLIST}")
    items(page).nth(0).get_by_text("No", exact=True).click()
    page.evaluate(AS_IF_LONGER)
    page.reload()
    rest = "Plan 3 · Ask the mason."
    still_kept = [f"Is there a door? · Not applicable · A gate. · {rest}", f"Not applicable · {'n' * 80} · {rest}"]
    expect(page.locator("[data-gone] li")).to_have_text(still_kept)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


COUNT_ASKED = "Object.keys(JSON.parse(Object.values(localStorage)[0]).asked).length"


def test_answers_from_a_file_of_this_version_know_what_was_asked(page: Page, tmp_path: Path) -> None:
    page.goto(f"/en/{CHECKLIST}")
    form, item = page.locator("form[data-answers]"), items(page).nth(0).get_attribute("data-item")
    file = tmp_path / "answers.json"
    source = {"format": "rights-gender-answers", "language": "en", "version": int(form.get_attribute("data-version"))}
    answers = {item: {"mark": "no", "note": NOTE, "evidence": "", "action": ""}}
    file.write_text(json.dumps({**source, "checklist": form.get_attribute("data-answers"), "answers": answers}))
    count = items(page).count()
    bring(page, file)
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(note_of(items(page).first)).to_have_value(NOTE)
    assert page.evaluate(COUNT_ASKED) == count
    assert tags(page) == []


def test_without_javascript_the_public_page_takes_nothing_away(phone: Callable[..., Page]) -> None:
    page = phone(javascript=False)
    for number, mark_ in ((0, "no"), (1, "yes")):
        page.goto(f"/en/{CHECKLIST}")
        items(page).nth(number).locator(f"input[value={mark_}]").check()
        page.get_by_role("button", name="Show my result").first.tap()
        expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("link", name="Back to the questions").tap()
    for number, mark_ in ((0, "no"), (1, "yes")):
        expect(items(page).nth(number).locator(f"input[value={mark_}]")).to_be_checked()
