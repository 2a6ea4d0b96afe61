"""An event from the call to the door: a coordinator at her desk, a member on a small phone, in Dari, right to left."""

from collections.abc import Callable
from pathlib import Path

import icalendar
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.women import Clerk, Woman

# It begins in so many hours instead.
SOON = """
from datetime import timedelta
from django.utils import timezone
from network.models import Event
starts = timezone.now() + timedelta(hours={hours})
answer = Event.objects.filter(pk={event!r}).update(starts=starts, ends=starts + timedelta(hours=2))
"""


def call_event(staff: Woman, day: str) -> str:
    """Fills in the form; the id of the event."""
    page = staff.go("events/run/new/")
    page.get_by_label("Title").fill("ZQ7-title")
    page.get_by_label("Online").check()
    page.get_by_label("Place or link").fill("ZQ7-place: third door")
    page.get_by_label("Time zone").select_option("Asia/Kabul")
    for label, value in (("First day", day), ("Begins at", "10:00"), ("Last day", day), ("Ends at", "12:30")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("How many seats?").fill("2")
    staff.press("Save")
    staff.sees("The event is in the list.")
    return page.url.split("/")[-2]


def fits(page: Page) -> None:
    """Right to left, and nothing to be pushed sideways."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.locator("h1").evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("#exit")).to_be_in_viewport()


def test_a_member_signs_up_in_dari_and_sees_the_place_only_near_the_time(
    clerk: Clerk,
    new_context: Callable[..., BrowserContext],
    phone: Callable[..., Page],
    tmp_path: Path,
) -> None:
    staff = clerk.woman(new_context().new_page(), "IQ", role="coordinator", pseudonym="ZQ7-Staff")
    member = clerk.woman(phone(), "AF", pseudonym="ZQ7-مینا")
    staff.sign_in()
    event = call_event(staff, clerk.today(5))

    member.sign_in("prs")
    page = member.page
    fits(page)
    page.locator(".space-nav summary").tap()
    fits(page)
    page.locator(".space-nav a[href='/prs/space/events/']").click()
    fits(page)
    page.locator(f"main a[href$='/events/{event}/']").click()
    fits(page)
    assert page.locator("a[href$='.ics']").count() == 0
    page.locator("form[action$='/join/'] button").click()
    expect(page.locator(".tag.full")).to_be_visible()
    fits(page)

    # The time goes to her calendar, and nothing else does.
    with page.expect_download() as coming:
        page.locator("a[href$='.ics']").click()
    assert coming.value.suggested_filename == "appointment.ics"
    file = tmp_path / "appointment.ics"
    coming.value.save_as(file)
    (entry,) = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert entry["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == f"{clerk.today(5)} 10:00"
    assert set(entry) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    for telling in ("ZQ7-", "localhost", event):
        assert telling not in file.read_text()

    # The place: not five days before, but on the day. Staff see who comes, by pseudonym.
    assert "ZQ7-place" not in page.content()
    assert clerk.do(SOON, event=event, hours=23) == 1
    page.reload()
    expect(page.get_by_text("ZQ7-place: third door")).to_be_visible()
    fits(page)
    staff.go(f"events/run/{event}/")
    expect(staff.page.get_by_role("listitem").filter(has_text="ZQ7-مینا")).to_be_visible()

    # Off the list again: the place is no longer hers to see.
    page.locator("form[action$='/leave/'] button").click()
    page.goto(f"/prs/space/events/{event}/")
    assert "ZQ7-place" not in page.content()
    expect(page.locator("form[action$='/join/'] button")).to_be_visible()
