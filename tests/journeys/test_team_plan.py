"""A team's plan in a real browser: actions of what is not yes, evidence there and back, two rounds compared."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
import openpyxl
import pikepdf
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.papers import Paper
from tests.journeys.portal import PASSWORD
from tests.journeys.test_answers import take
from tests.journeys.test_axe import violations
from tests.journeys.women import Clerk

TITLE = "Night desk"
# An assessment whose first round is signed off, and a second one with its answers.
BEGIN = """
from accounts.models import User
from assessments.actions.answering import save_answer
from assessments.actions.beginning import begin_assessment, begin_next_round
from assessments.models import Participation, Round
from assessments.domain.answers import Answer
from tests.assessments.factories import checklist
people = []
for name in {names!r}:
    user = User.objects.create_user(f"{{name}}-plan@example.org".lower(), {password!r})
    people.append(user)
page, version = checklist(4, slug="night-desk")
own = begin_assessment(by=people[0], name="Olga", title={title!r}, country="AF", phase="design", starts=None, ends=None,
    versions=[version])
owner = own.participations.get()
Participation.objects.create(assessment=own, user=people[1], role="viewer", name="Vida")
def answer(round_, marks):
    entries = {{entry.item: entry for entry in round_.sheets.get().entries.all()}}
    for item, mark in zip(page.items(), marks):
        entry = entries[item.id]
        save_answer(entry, by=owner, answer=Answer(mark, "A note."), saves=entry.saves)
first = own.rounds.get()
answer(first, ["no", "partly", "yes", "yes"])
Round.objects.filter(pk=first.pk).update(state="frozen")
second = begin_next_round(first, by=owner, phase="monitor", starts=None, ends=None, with_answers=True)
answer(second, ["partly", "no", "yes", "no"])
sheet = second.sheets.get()
answer = [str(own.pk), str(sheet.pk), next(page.items()).id]
"""


def signed_in(page: Page, name: str) -> Page:
    page.goto("/en/account/login/")
    page.get_by_label("Email address").fill(f"{name}-plan@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/")
    return page


def no_faults(page: Page, name: str) -> None:
    """Nothing wider than the screen, and nothing that axe finds."""
    expect(page.locator("main")).to_be_visible()  # a form may still be on its way to its page
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    assert violations(page, name) == []


def taken(page: Page, link: str, folder: Path) -> bytes:
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path.read_bytes()


def plan_and_give(page: Page, clerk: Clerk) -> None:
    """Three answers are not yes: three actions; the first for Vida, its day over, the second without a day."""
    page.get_by_role("button", name="Make actions of all of them").click()
    expect(page.get_by_text("3 actions were made.")).to_be_visible()
    expect(page.locator(".plan-table tbody tr")).to_have_count(3)
    page.locator(".plan-table tbody a").first.click()
    page.get_by_label("What will be done").fill("=Open the desk at night")
    page.get_by_label("Who").select_option("Vida")
    page.get_by_label("By when").fill(clerk.today(-3))
    no_faults(page, "an action")
    page.get_by_role("button", name="Save").click()
    first = page.locator(".plan-table tbody tr").first
    expect(first).to_contain_text("Vida")
    expect(first).to_contain_text("Overdue")
    expect(page.locator(".timeline")).to_contain_text("Overdue")


def test_what_is_not_yes_becomes_a_plan_that_is_late_taken_along_and_compared(
    new_context: Callable[..., BrowserContext], phone: Callable[..., Page], clerk: Clerk, tmp_path: Path
) -> None:
    pk, sheet, item = clerk.do(BEGIN, names=["olga", "vida"], password=PASSWORD, title=TITLE)
    olga = signed_in(new_context().new_page(), "olga")
    olga.goto(f"/en/work/team/{pk}/plan/")
    plan_and_give(olga, clerk)
    no_faults(olga, "the plan")
    book = openpyxl.load_workbook(io.BytesIO(taken(olga, "Spreadsheet (XLSX)", tmp_path)))
    rows = list(book["Plan"].iter_rows(values_only=True))
    assert (len(rows), rows[1][4:6], rows[1][8]) == (4, ("=Open the desk at night", "Vida"), "Overdue")
    paper = Paper(take(olga, "PDF", tmp_path))
    assert "Open the desk at night" in paper.text(paper.pages)

    file = tmp_path / "گزارش.pdf"
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file)
    olga.goto(f"/en/work/team/sheets/{sheet}/{item}/files/")
    olga.get_by_label("A file").set_input_files(file)
    olga.get_by_role("button", name="Add the file").click()
    no_faults(olga, "evidence")

    vida = signed_in(phone(), "vida")
    vida.goto(f"/en/work/team/sheets/{sheet}/{item}/files/")
    assert taken(vida, "گزارش.pdf", tmp_path / "back") == file.read_bytes()
    expect(vida.get_by_label("A file")).to_have_count(0)
    vida.goto(f"/en/work/team/{pk}/plan/?state=late")
    no_faults(vida, "the plan on a phone")
    (day,) = icalendar.Calendar.from_ical(taken(vida, "My days for a calendar", tmp_path)).events
    assert day["summary"] == "Due: A1"
    vida.locator(".plan-table tbody a").first.click()
    vida.get_by_label("How far").select_option("Done")
    vida.get_by_role("button", name="Save").click()
    vida.goto(f"/en/work/team/{pk}/plan/?state=done")
    expect(vida.locator(".plan-table tbody tr")).to_have_count(1)

    vida.goto(f"/en/work/team/{pk}/compare/")
    for change, count in (("Improved", 1), ("Fell", 2), ("Stayed", 1)):
        expect(vida.locator(".compared b", has_text=change)).to_have_count(count)
    no_faults(vida, "rounds compared")

    in_kabul, in_utc = (read_last_moment(new_context, pk, zone) for zone in ("Asia/Kabul", "UTC"))
    assert in_utc.endswith(" UTC")
    assert in_kabul.endswith(" UTC+4:30")
    shown = [datetime.strptime(words.partition(" UTC")[0], "%d %B %Y, %H:%M") for words in (in_kabul, in_utc)]
    assert shown[0] - shown[1] == timedelta(hours=4, minutes=30)
    east, west = (read_day_of_change(new_context, zone) for zone in ("Pacific/Kiritimati", "Etc/GMT+12"))
    assert east - west >= timedelta(days=1)  # the zones are 26 hours apart


def read_day_of_change(new_context: Callable[..., BrowserContext], zone: str) -> datetime:
    """The day on which her team changed something, as a device in this zone shows it."""
    page = signed_in(new_context(timezone_id=zone).new_page(), "vida")
    page.goto("/en/work/team/")
    expect(page.locator("time[data-days]")).to_have_count(0)
    return datetime.strptime(page.locator("main time").first.inner_text(), "%d %B %Y")


def read_last_moment(new_context: Callable[..., BrowserContext], pk: str, zone: str) -> str:
    """When the last step of the history was taken, as a device in this zone shows it."""
    page = signed_in(new_context(timezone_id=zone).new_page(), "vida")
    page.goto(f"/en/work/team/{pk}/history/")
    expect(page.locator("time[data-days]")).to_have_count(0)
    no_faults(page, f"the history in {zone}")
    return " ".join(page.locator(".trail time").first.inner_text().split())
