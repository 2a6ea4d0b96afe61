"""Cells 36 to 40: what staff of the network can find out, and do alone."""

import re

from tests.inference.adversaries import SPACE, World, cell
from tests.inference.planted.space import UNKNOWN

PLACES = (
    "people/{}/",
    "people/{}/photo/",
    "people/{}/write/",
    "people/{}/report/",
    "people/{}/away/",
    "staff/people/{}/",
    "staff/people/{}/contact/",
    "staff/people/{}/lock/",
    "staff/locks/{}/",
    "contacts/{}/dismiss/",
    "requests/{}/",
    "staff/canaries/{}/remove/",
)


@cell(36, "her country's lists", "unlisted_abroad", "focal point")
def looks_through_her_country(world: World) -> None:
    browser = world.inside("focal")
    world.look(browser, "home/", "staff/people/", "staff/people/?page=2", "requests/", "staff/locks/", "events/run/")
    world.look(browser, "people/", "people/?country=BD")


@cell(37, "ids of foreign members on 12 pages", "foreign_member", "focal point")
def opens_foreign_ids(world: World) -> None:
    browser = world.inside("focal")
    for place in PLACES:
        world.look(browser, place.format(UNKNOWN))
        world.see("presses", browser.press(SPACE + place.format(UNKNOWN), reason="call"))


@cell(38, "applications, how to reach her, trail, alone", "applied_with_words", "coordinator")
def reads_an_application_alone(world: World) -> None:
    browser = world.inside("coordinator")
    pk = world.planted["application"]
    world.look(browser, "requests/", f"requests/{pk}/")
    world.see("opens", browser.press(f"{SPACE}requests/{pk}/open/"))
    world.look(browser, "moderation/trail/")


@cell(39, "proposes a focal point alone, who then votes", "a_sleeper", "coordinator", equal=False)
def makes_a_focal_point_alone(world: World) -> None:
    """Roya, whom she knows, is to vet beside her. In A a second coordinator agrees, in B nobody does."""
    browser = world.inside("coordinator")
    browser.submit(f"{SPACE}contacts/", "pseudonym", pseudonym="Roya")
    if world.told:
        agrees(world)
    world.wait(days=25)  # until she may vote
    pk = world.planted["application"]
    for name, reason in (("roya", "known"), ("coordinator", "referee")):
        voter = world.inside(name)
        page = voter.get(f"{SPACE}requests/{pk}/")
        if page.has("reason"):
            voter.fill(page, "reason", reason=reason)
    world.wait(days=1)
    admitted = world.do("tests.inference.jobs.rows", model="network.Application", pk=pk, state="approved")
    world.must(not admitted, "one coordinator and whom she made admitted somebody")


def agrees(world: World) -> None:
    """Says yes to whatever waits for a second person."""
    other = world.inside("other_coordinator")
    for pk in set(re.findall(r"staff/two/([0-9a-f-]{36})/", other.get(f"{SPACE}staff/two/").text)):
        page = other.get(f"{SPACE}staff/two/{pk}/yes/")
        if page.has("csrfmiddlewaretoken"):
            other.follow(other.fill(page, "csrfmiddlewaretoken"))


@cell(40, "15 locks in a minute", "nothing", "focal point", equal=False)
def locks_many(world: World) -> None:
    before = world.do("tests.inference.jobs.rows", model="network.Lock")
    browser = world.inside("focal")
    for pk in world.facts["crowd"]:
        page = browser.get(f"{SPACE}staff/people/{pk}/lock/")
        if page.has("reason"):
            browser.fill(page, "reason", reason="call")
    locked = world.do("tests.inference.jobs.rows", model="network.Lock") - before
    world.must(0 < locked <= 3, f"{locked} members were locked by one person")
