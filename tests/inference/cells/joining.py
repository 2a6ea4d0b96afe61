"""Cells 13 to 20: those who ask to join, and those who decide."""

import re

from tests.inference.adversaries import CODE, SPACE, World, X, apply, cell, confirmed, timed
from tests.inference.browser import Browser

NAME = "Ostrich"
REQUEST = re.compile(r"/en/space/requests/([0-9a-f-]{36})/")


def requests_in(world: World, browser: Browser) -> set[str]:
    return set(REQUEST.findall(browser.get(f"{SPACE}requests/").text))


def decide(world: World, who: str, pk: str, reason: str = "known") -> Browser:
    """Opens a request as its vetters do, says yes or no."""
    browser = world.inside(who)
    page = browser.get(f"{SPACE}requests/{pk}/")
    world.see(f"{who} opens", page)
    if page.has("reason"):
        world.see(f"{who} decides", browser.follow(browser.fill(page, "reason", reason=reason)))
    return browser


def look_around(world: World, *names: str) -> None:
    for name in names:
        browser = world.inside(name)
        world.look(browser, "home/", "requests/", "staff/people/", "people/")


def comes_back(world: World, code: str) -> Browser:
    browser = world.visitor("127.0.7.7")
    world.see("comes back", browser.submit(f"{SPACE}back/", "code", code=code))
    world.look(browser, "mine/")
    return browser


def applies_by_mail(world: World) -> None:
    browser = world.visitor()
    code = confirmed(world, browser, address=X, mail="notice")
    world.must(bool(code), "no code to come back with")
    comes_back(world, code)
    world.read_mailbox(X)
    world.until_next_noon()
    comes_back(world, code)
    world.read_mailbox(X)


@cell("13a", "apply with X, with mail", "x_is_a_member", "applicant")
def applies_as_a_member(world: World) -> None:
    applies_by_mail(world)


@cell("13b", "apply with X, with mail", "x_has_applied", "applicant")
def applies_twice(world: World) -> None:
    applies_by_mail(world)


@cell(14, "apply with X without proof, two yeses, all pages until next noon", "x_is_a_member", "vetter", quick=True)
def applies_with_her_address(world: World) -> None:
    applicant = world.visitor()
    focal = world.inside("focal")
    before = requests_in(world, focal)
    code = confirmed(world, applicant, address=X, mail="never")
    world.look(focal, "requests/")
    new = requests_in(world, focal) - before
    world.must(len(new) == 1, f"{len(new)} new requests in the queue")
    for pk in new:
        decide(world, "focal", pk)
        decide(world, "coordinator", pk, "referee")
        look_around(world, "focal", "coordinator", "other_coordinator")
        world.look(world.inside("focal"), f"requests/{pk}/")
    comes_back(world, code)
    world.until_next_noon()
    look_around(world, "focal", "coordinator", "other_coordinator")
    comes_back(world, code)
    accepted = world.do("tests.inference.jobs.rows", model="network.Application", state="approved", pk__in=list(new))
    world.must(bool(accepted), "two said yes, and she is not in")


@cell(15, "vote second, watch the row until the night", "first_vote_was_yes", "second vetter")
def votes_second(world: World) -> None:
    pk = world.planted["application"]
    browser = decide(world, "coordinator", pk, "referee")
    world.look(browser, "requests/", f"requests/{pk}/", "home/", "staff/people/", "moderation/trail/")
    world.wait(hours=10)
    world.look(world.inside("coordinator"), "requests/", f"requests/{pk}/", "home/")


@cell(16, "vote first, watch for 3 days", "one_waits", "first vetter")
def votes_first(world: World) -> None:
    pk = world.planted["application"]
    decide(world, "focal", pk)
    world.do("tests.inference.planted.approved_later", told=world.told, application=pk)
    for _day in range(4):
        browser = world.inside("focal")
        world.look(browser, "home/", "requests/", f"requests/{pk}/", "staff/people/", "people/", "staff/locks/")
        world.wait(days=1)


@cell(17, "her page after the decision", "first_voter_was_home", "applicant")
def learns_of_the_decision(world: World) -> None:
    comes_back(world, world.planted["code"])
    world.until_next_noon()
    browser = comes_back(world, world.planted["code"])
    world.look(browser, "mine/enter/")


def invitation_of(world: World, name: str) -> str:
    browser = world.inside(name)
    seen = browser.submit(f"{SPACE}invitations/", "csrfmiddlewaretoken")
    found = CODE.search(seen[-1].text)
    assert found, "no invitation was made"
    return found[0]


@cell(18, "apply with three forms on one invitation", "nothing", "applicant")
def uses_an_invitation_often(world: World) -> None:
    """Used by somebody before, or not: the applicants' pages are the same, and at most one is shown as invited."""
    code = invitation_of(world, "roya")
    first = world.visitor("127.41.0.1")
    focal = world.inside("focal")
    before = requests_in(world, focal)
    apply_and_confirm(first, code if world.told else "")
    for n in range(3):
        browser = world.visitor(f"127.4{n + 2}.0.1")
        confirmed(world, browser, invitation=code, pseudonym=f"{NAME} {'ABC'[n]}")
    marked = 0
    for pk in requests_in(world, focal) - before:
        page = focal.get(f"{SPACE}requests/{pk}/").text
        marked += "By a member" in page or "invited her" in page
    world.must(marked <= 1, f"{marked} requests are shown as invited")


def apply_and_confirm(browser: Browser, code: str) -> None:
    """Somebody else, of whom the adversary sees nothing."""
    filled = {"country": "AF", "sector": "justice", "level": "middle", "languages": ["en"], "assess": "on"}
    filled |= {
        "profile": "on",
        "mail": "never",
        "reach": "r",
        "why": "w",
        "pseudonym": "Wren",
        "address": "w@example.org",
    }
    browser.submit(f"{SPACE}start/form/", "pseudonym", **filled, invitation=code)
    page = browser.get(f"{SPACE}start/code/")
    if page.has("csrfmiddlewaretoken"):
        browser.fill(page, "csrfmiddlewaretoken")


@cell(19, "apply with a pseudonym that is taken / free", "name_is_in", "visitor")
def applies_with_her_name(world: World) -> None:
    browser = world.visitor()
    code = confirmed(world, browser, address="me@example.org", pseudonym=NAME)
    comes_back(world, code)


@cell("20a", "change one's pseudonym to an unlisted member's", "name_is_in", "member", quick=True)
def takes_her_name(world: World) -> None:
    browser = world.inside("zahra")
    for typed in (NAME, NAME.upper()):
        world.see("takes the name", browser.submit(f"{SPACE}profile/details/", "pseudonym", pseudonym=typed))
        world.look(browser, "profile/")


@cell("20b", "change one's pseudonym to an unlisted member's", "name_is_in", "newcomer")
def takes_her_name_on_probation(world: World) -> None:
    browser = world.inside("newcomer")
    world.see("takes the name", browser.submit(f"{SPACE}profile/details/", "pseudonym", pseudonym=NAME))
    world.look(browser, "profile/")


@timed(13, "x_is_a_member")
def application_again(world: World, turn: int) -> None:
    browser = world.visitor(f"127.{50 + turn // 200}.{turn % 200}.7")
    apply(world, browser, address=X, mail="notice")
