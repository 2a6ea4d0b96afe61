"""Cells 21 to 35: what members can find out about each other."""

from urllib.parse import urlsplit

from tests.inference.adversaries import SPACE, World, cell, timed
from tests.inference.planted.space import UNKNOWN

FILTERS = ("", "?sector=justice", "?country=AF", "?country=BD", "?language=prs", "?expertise=gender", "?order=name")
PAGES = ("", "?page=2", "?page=3")


@cell(21, "home page, menu, counts, 404s", "five_newcomers", "newcomer")
def looks_around_on_probation(world: World) -> None:
    browser = world.inside("newcomer")
    world.look(browser, "home/", "people/", "circles/", "messages/", "events/", "learning/", "news/", "profile/")
    world.look(browser, "mentoring/", "invitations/", "data/", "requests/", "staff/people/", "away/")
    world.wait(days=1)
    world.look(world.inside("newcomer"), "home/")


def leafs_through(world: World, name: str) -> None:
    browser = world.inside(name)
    for filtered in FILTERS:
        world.look(browser, f"people/{filtered}")
    world.look(browser, *(f"people/{page}" for page in PAGES))


@cell(22, "directory, all filters, 3 pages", "unlisted_exists", "member")
def leafs_through_all(world: World) -> None:
    leafs_through(world, "zahra")


@cell("23a", "directory", "hides_from_country", "member of that country")
def leafs_through_from_abroad(world: World) -> None:
    leafs_through(world, "nasrin")


@cell("23b", "directory", "hides_from_her", "member from whom she hides")
def leafs_through_as_the_one(world: World) -> None:
    leafs_through(world, "nasrin")


def opens_her(world: World) -> None:
    browser = world.inside("nasrin")
    pk = world.pk("shirin")
    places = ("", "photo/", "write/", "report/", "away/")
    world.look(browser, "people/", *(f"people/{pk}/{place}" for place in places))
    world.see("presses", browser.press(f"{SPACE}people/{pk}/write/", text="T"))
    world.see("presses", browser.press(f"{SPACE}people/{pk}/away/", how="block"))
    world.look(browser, "away/", "messages/", "home/")


@cell("24a", "open a profile by its id", "is_hidden", "member", quick=True)
def opens_one_who_hides(world: World) -> None:
    opens_her(world)


@cell("24b", "open a profile by its id", "has_blocked", "member")
def opens_one_who_blocked(world: World) -> None:
    opens_her(world)


@cell("24c", "open a profile by its id", "is_locked", "member")
def opens_one_who_is_locked(world: World) -> None:
    opens_her(world)


def introduces(world: World) -> None:
    """Writes, and looks for a month."""
    browser = world.inside("zahra")
    browser.get(f"{SPACE}people/{world.pk('shirin')}/")  # only whom she saw today can be written to
    seen = browser.submit(f"{SPACE}people/{world.pk('shirin')}/write/", "text", text="Good morning")
    world.see("writes", seen)
    place = urlsplit(seen[1].location).path
    world.happen()
    for days in (0, 1, 6, 7, 17):
        world.wait(days=days)
        browser = world.inside("zahra")
        world.look(browser, "home/", "messages/", place, "events/")
    world.look(browser, f"people/{world.pk('shirin')}/write/")
    world.wait(days=3)
    world.look(world.inside("zahra"), "home/", "messages/", place)


@cell("25a", "write an introduction, wait 31 days", "introduction_declined", "member")
def waits_after_a_no_late(world: World) -> None:
    introduces(world)


@cell("25b", "write an introduction, wait 31 days", "introduction_blocked", "member")
def waits_after_a_block_late(world: World) -> None:
    introduces(world)


@cell("25c", "write an introduction, wait 31 days", "introduction_left", "member")
def waits_after_a_leaving_late(world: World) -> None:
    introduces(world)


@cell(26, "write in an open conversation for 8 days", "laila_blocks", "blocked member")
def writes_on_late(world: World) -> None:
    talk = f"{SPACE}messages/{world.of('conversation')}/"
    for day in range(8):
        browser = world.inside("zahra")
        world.see("writes", browser.submit(talk, "text", text=f"Day {day}"))
        world.look(browser, "messages/", "home/", talk)
        if day == 2:
            world.happen()
        world.wait(days=1)


@cell(27, "offer contact, look", "offer_taken_back", "member")
def offers_contact(world: World) -> None:
    talk = f"{SPACE}messages/{world.of('conversation')}/"
    browser = world.inside("zahra")
    world.look(browser, talk, f"{talk}contact/")
    world.see("offers", browser.submit(f"{talk}contact/", "contact", contact="C"))
    world.look(browser, talk, "home/")
    world.wait(days=2)
    world.look(world.inside("zahra"), talk, "home/")


@cell(28, "open 12 profiles", "one_is_a_canary", "coerced member")
def opens_twelve(world: World) -> None:
    browser = world.inside("zahra")
    for pk in world.facts["crowd"][:12]:
        world.look(browser, f"people/{pk}/")
    world.look(browser, "home/", "people/", "messages/")
    world.wait(days=1)
    world.look(world.inside("zahra"), "home/", "people/")


@cell(30, "circle: seats, posts, ask to join", "blocked_one_sits", "member")
def looks_into_a_circle(world: World) -> None:
    browser = world.inside("roya")
    circle = world.of("circle")
    world.look(browser, "circles/", f"circles/{circle}/")
    world.see("asks", browser.press(f"{SPACE}circles/{circle}/join/"))
    world.look(browser, "circles/", f"circles/{circle}/", f"circles/{circle}/people/", "home/")


@cell(31, "is reported and warned", "who_reported", "accused")
def is_accused(world: World) -> None:
    for _look in range(3):
        world.look(world.inside("roya"), "home/", "messages/", "data/", "people/", "profile/")
        world.wait(days=4)


def watches_suggestions(world: World) -> None:
    world.do("tests.inference.planted.suggested", told=world.told)
    world.wait(days=1)
    world.look(world.inside("roya"), "mentoring/", "home/")
    world.happen()
    for days in (0, 7, 22):
        world.wait(days=days)
        world.look(world.inside("roya"), "mentoring/", "home/")


@cell("32a", "see suggestions for 30 days", "said_no", "mentee")
def waits_after_no_late(world: World) -> None:
    watches_suggestions(world)


@cell("32b", "see suggestions for 30 days", "left_mentoring", "mentee")
def waits_after_a_mentor_left_late(world: World) -> None:
    watches_suggestions(world)


@cell("32c", "see suggestions for 30 days", "mentor_blocks", "mentee")
def waits_after_a_mentors_block_late(world: World) -> None:
    watches_suggestions(world)


def sees_the_end(world: World) -> None:
    """From the next morning on: the night ends what is over for any reason."""
    world.until_next_noon()
    pairing = world.of("pairing")
    for _look in range(2):
        browser = world.inside("zahra")
        world.look(
            browser, "mentoring/", f"mentoring/pairings/{pairing}/", f"mentoring/pairings/{pairing}/plan/", "home/"
        )
        world.look(browser, "mentoring/plan/", f"mentoring/pairings/{pairing}/reflection/")
        world.wait(days=10)


@cell("33a", "pairing's end", "ended_by_button", "former partner")
def sees_an_end_by_button(world: World) -> None:
    sees_the_end(world)


@cell("33b", "pairing's end", "ended_by_block", "former partner")
def sees_an_end_by_block(world: World) -> None:
    sees_the_end(world)


@cell("33c", "pairing's end", "ended_by_erasure", "former partner")
def sees_an_end_by_leaving(world: World) -> None:
    sees_the_end(world)


@cell(34, "event: seats left, list, feedback", "signed_up", "member; coordinator without the event")
def looks_at_an_event(world: World) -> None:
    for name in ("zahra", "coordinator"):
        browser = world.inside(name)
        world.look(browser, "events/", f"events/{world.of('event_join')}/", "home/", "circles/")
        world.look(browser, f"events/{world.of('event_join')}/feedback/")


def reads_the_figures(world: World) -> None:
    """Of this month, and of the next one, in between the secret."""
    for turn in range(2):
        world.wait(days=31 * turn)
        for name in ("coordinator", "focal", "zahra"):
            browser = world.inside(name)
            world.look(browser, "staff/numbers/", "home/", "events/", "learning/")
        if turn == 0:
            world.happen()


@cell("35a", "statistics of two months", "one_joined", "everybody")
def reads_figures_after_one_came_late(world: World) -> None:
    reads_the_figures(world)


@cell("35b", "statistics of two months", "one_left", "everybody")
def reads_figures_after_one_went_late(world: World) -> None:
    reads_the_figures(world)


@timed(24, "is_hidden", step=0)
def profile_again(world: World, turn: int) -> None:
    world.inside("nasrin").get(f"{SPACE}people/{world.pk('shirin')}/")


@cell("24d", "open a profile by an id that is nobody's", "foreign_member", "newcomer")
def opens_one_on_probation(world: World) -> None:
    browser = world.inside("newcomer")
    world.look(browser, *(f"people/{UNKNOWN}/{place}" for place in ("", "photo/", "write/", "report/", "away/")))
