"""A team of three on one checklist, from the invitation to the second round; and two on phones without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route, expect

from tests.journeys.colleagues import Colleague, joined
from tests.journeys.conftest import Watch
from tests.journeys.letters import Mailbox
from tests.journeys.test_answers import no_faults
from tests.journeys.women import Clerk

SAVES = "**/save/"
CHECKLIST = "Project design"
TITLE = "ZQ7-Clinic at the border"
SESSION_ENDS = """
from accounts.models import SignIn
answer = SignIn.objects.filter(user={user}).delete()[0]
"""
KEPT = "Object.keys(sessionStorage).filter((key) => key.startsWith('team:')).length"


@pytest.fixture
def three(clerk: Clerk, new_context: Callable[..., BrowserContext]) -> tuple[Colleague, Colleague, Colleague]:
    olga, edith, rana = (Colleague.new(clerk, new_context().new_page(), name) for name in ("Olga", "Edith", "Rana"))
    return olga, edith, rana


def test_a_team_answers_disagrees_reviews_signs_off_and_compares(
    three: tuple[Colleague, Colleague, Colleague], clerk: Clerk, mailbox: Mailbox, watch: Watch
) -> None:
    # What a browser reports of answers that were meant to be refused, and of the lost connection.
    watch.expected = ["403", "409", "422", "ERR_INTERNET_DISCONNECTED"]
    olga, edith, rana = three

    olga.begin(TITLE, CHECKLIST)
    olga.invite(edith.address, "Editor")
    olga.invite(rana.address, "Reviewer")
    for colleague in (edith, rana):
        colleague.come_in(mailbox)
    assert TITLE not in mailbox.letters_to(edith.address)[0].as_string()

    # Both open the same page; Edith is quicker. Olga sees both texts and puts them together.
    olga.follow("Checklists")
    for colleague in (olga, edith):
        colleague.follow(CHECKLIST)
    edith.answer("A1", "No")
    edith.note("A1", "Nobody was asked.")
    edith.state("Saved.")
    expect(edith.question("A1")).to_contain_text("Edith, ")
    olga.note("A1", "We asked two women.")
    olga.state("both texts are kept")
    clash = olga.question("A1").locator(".clash")
    for words in ("What you wrote", "We asked two women.", "Nobody was asked.", "Edith"):
        expect(clash).to_contain_text(words)
    olga.note_of("A1").fill("Nobody was asked, then two women.")
    olga.question("A1").get_by_role("radio", name="Partly", exact=True).check()
    olga.question("A1").get_by_role("button", name="Save this choice").click()
    expect(clash).to_have_count(0)
    olga.state("Saved.")
    expect(olga.note_of("A1")).to_have_value("Nobody was asked, then two women.")

    # No connection: what was typed waits in the tab, outlives a reload, and is sent when there is one.
    edith.page.context.set_offline(True)
    edith.note("A2", "Typed on the way.")
    edith.state("Not saved yet")
    assert edith.page.evaluate(KEPT) == 1
    edith.page.context.set_offline(False)
    edith.state("Saved.")
    assert edith.page.evaluate(KEPT) == 0
    edith.page.reload()
    expect(edith.note_of("A2")).to_have_value("Typed on the way.")

    # Her session ends while she writes. Signed in again in another tab, this one sends what it kept.
    clerk.do(SESSION_ENDS, user=edith.user)
    edith.note("A2", "Typed too long.")
    edith.state("you are signed out")
    other = edith.page.context.new_page()
    other.goto("/en/account/login/")
    Colleague(other, edith.name, edith.address, edith.user).sign_in()
    other.wait_for_url("**/account/")
    other.close()
    edith.state("Saved.")
    expect(edith.note_of("A2")).to_have_value("Typed too long.")

    # Rana comments, Olga closes the comment and sends the round; both sign off, and nothing moves any more.
    rana.follow(CHECKLIST)
    expect(rana.question("A1")).to_contain_text("Nobody was asked, then two women.")
    expect(rana.page.get_by_role("radio")).to_have_count(0)
    rana.question("A1").get_by_role("link", name="Comments, files").click()
    rana.page.get_by_label("Your comment").fill("Which two?")
    rana.press("Comment")
    rana.sees("Which two?")
    olga.page.reload()
    olga.question("A1").get_by_role("link", name="1 open comment").click()
    olga.press("Close it")
    olga.sees("closed by Olga")
    olga.follow("Checklists")
    olga.press("Send for review")
    rana.follow("Checklists")
    rana.follow("Sign off this round")
    rana.sees("Another owner or reviewer has to sign after you.")
    rana.press("Sign off")
    rana.sees("Rana has signed.")
    olga.page.reload()
    olga.follow("Sign off this round")
    olga.press("Sign off")
    olga.sees("Signed off by Olga")
    edith.note("A2", "Too late.")
    edith.state("Not saved.")
    expect(edith.question("A2")).to_contain_text("signed off meanwhile")

    # The next round begins with the answers of the last; what became better is seen beside it.
    olga.page.reload()
    olga.follow("Begin the next round")
    olga.page.get_by_label("Phase").select_option(label="Monitoring")
    olga.press("Begin the round")
    olga.follow(CHECKLIST)
    olga.answer("A1", "Yes")
    olga.state("Saved.")
    olga.follow("Compare rounds")
    row = olga.page.locator(".compared li").filter(has_text="A1").first
    expect(row).to_contain_text("Partly")
    expect(row).to_contain_text("Yes")
    expect(row).to_contain_text("mproved")
    olga.follow("History")
    olga.sees("wrote at the same time as somebody else")


def test_without_javascript_two_answer_disagree_and_sign_off(
    clerk: Clerk, phone: Callable[..., Page], watch: Watch
) -> None:
    watch.expected = ["400", "409"]  # what was meant to be refused
    olga = Colleague.new(clerk, phone(javascript=False), "Olga")
    assessment = olga.begin(TITLE, CHECKLIST)
    edith = joined(clerk, phone(javascript=False), "Edith", assessment, "editor")
    edith.page.goto(f"/en/work/team/{assessment}/")
    edith.sign_in()
    for colleague in (olga, edith):
        colleague.follow(CHECKLIST)

    # One button saves all that was changed, and comes back to its question.
    edith.answer("A1", "No")
    edith.answer("A2", "Partly")
    edith.note("A2", "In one office only.")
    edith.question("A2").get_by_role("button", name="Save").click()
    edith.page.wait_for_url("**#item-*")
    expect(edith.question("A1")).to_contain_text("Edith, ")
    expect(edith.note_of("A2")).to_have_value("In one office only.")

    olga.answer("A2", "Yes")
    olga.answer("A3", "No")
    olga.question("A3").get_by_role("button", name="Save").click()
    olga.sees("Choose what should stand.")
    olga.sees("In one office only.")
    olga.page.get_by_label("The other one").check()
    olga.press("Save this choice")
    expect(olga.question("A2").get_by_role("radio", name="Partly", exact=True)).to_be_checked()
    expect(olga.question("A3").get_by_role("radio", name="No", exact=True)).to_be_checked()

    olga.follow("Checklists")
    olga.press("Send for review")
    olga.follow("Sign off this round")  # nobody else may
    olga.press("Sign off")
    olga.sees("Signed off by Olga")
    edith.answer("A3", "Yes")
    edith.question("A3").get_by_role("button", name="Save").click()
    edith.sees("This round was signed off meanwhile. Your text was not saved.")


@pytest.fixture
def two(clerk: Clerk, new_context: Callable[..., BrowserContext]) -> tuple[Colleague, Colleague]:
    """Both have the same empty sheet before them."""
    olga = Colleague.new(clerk, new_context().new_page(), "Olga")
    assessment = olga.begin(TITLE, CHECKLIST)
    edith = joined(clerk, new_context().new_page(), "Edith", assessment, "editor")
    edith.page.goto(f"/en/work/team/{assessment}/")
    edith.sign_in()
    for colleague in (olga, edith):
        colleague.follow(CHECKLIST)
    return olga, edith


def test_what_was_typed_without_a_connection_outlives_a_reload_without_one(
    two: tuple[Colleague, Colleague], watch: Watch
) -> None:
    watch.expected = ["ERR_INTERNET_DISCONNECTED"]
    olga, _edith = two
    olga.page.context.set_offline(True)
    olga.answer("A2", "Partly")
    olga.note("A2", "Typed on the way.")
    olga.state("no connection")
    where = olga.page.url
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        olga.page.reload()
    olga.page.context.set_offline(False)
    olga.page.goto(where)  # Chromium may have come back by itself meanwhile, and then all is saved already
    for _try in range(100):
        if olga.page.evaluate(KEPT) == 0:
            break
        olga.page.wait_for_timeout(100)
    assert olga.page.evaluate(KEPT) == 0
    olga.page.reload()
    expect(olga.note_of("A2")).to_have_value("Typed on the way.")
    expect(olga.question("A2").get_by_role("radio", name="Partly", exact=True)).to_be_checked()


def test_a_reload_in_a_clash_asks_again_and_overwrites_nothing(two: tuple[Colleague, Colleague], watch: Watch) -> None:
    watch.expected = ["409"]
    olga, edith = two
    edith.note("A1", "Nobody was asked.")
    edith.state("Saved.")
    olga.note("A1", "We asked two women.")
    olga.state("both texts are kept")
    olga.note_of("A1").fill("We asked three women.")
    for _turn in range(2):
        olga.page.reload()
        olga.state("both texts are kept")
        for words in ("We asked three women.", "Nobody was asked."):
            expect(olga.question("A1").locator(".clash")).to_contain_text(words)
    edith.page.reload()
    expect(edith.note_of("A1")).to_have_value("Nobody was asked.")
    olga.press("Save this choice")
    olga.state("Saved.")
    edith.page.reload()
    expect(edith.note_of("A1")).to_have_value("We asked three women.")


def held(colleague: Colleague) -> list[Route]:
    """Her saves wait on their way from now on."""
    found: list[Route] = []
    colleague.page.route(SAVES, lambda route: found.append(route))  # Playwright writes on the function
    return found


def let_go(colleague: Colleague, routes: list[Route]) -> None:
    for route in routes:
        route.continue_()
    colleague.page.unroute(SAVES)


def test_what_is_typed_while_an_answer_is_on_its_way_is_not_lost(
    two: tuple[Colleague, Colleague], watch: Watch
) -> None:
    watch.expected = ["409"]
    olga, edith = two
    edith.note("A1", "Nobody was asked.")
    edith.state("Saved.")

    # It comes back as a clash.
    routes = held(olga)
    with olga.page.expect_request(SAVES):
        olga.note("A1", "We asked two women.")
    olga.page.keyboard.type(" And a man.")
    let_go(olga, routes)
    olga.state("both texts are kept")
    olga.page.keyboard.type(" And his son.")
    expect(olga.note_of("A1")).to_have_value("We asked two women. And a man. And his son.")

    # Her choice is on its way; then an ordinary answer is.
    routes = held(olga)
    with olga.page.expect_request(SAVES):
        olga.press("Save this choice")
    olga.note_of("A1").fill("We asked four.")
    let_go(olga, routes)
    olga.state("Saved.")
    routes = held(olga)
    with olga.page.expect_request(SAVES):
        olga.note("A2", "One office.")
    olga.note_of("A2").fill("Two offices.")
    let_go(olga, routes)
    olga.state("Saved.")
    olga.page.reload()
    expect(olga.note_of("A1")).to_have_value("We asked four.")
    expect(olga.note_of("A2")).to_have_value("Two offices.")


def test_a_portal_that_cannot_save_is_asked_again_in_its_own_time(
    two: tuple[Colleague, Colleague], watch: Watch
) -> None:
    watch.expected = ["503"]
    olga, _edith = two
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "4"}, body="")

    olga.page.route(SAVES, refuse)
    olga.note("A1", "We asked two women.")
    olga.state("the portal cannot save at the moment")
    olga.page.wait_for_timeout(3000)
    assert len(asked) == 1
    olga.state("the portal cannot save at the moment")
    olga.page.unroute(SAVES)
    olga.state("Saved.")


def test_what_waits_for_a_question_that_is_not_shown_is_sent_or_told(
    two: tuple[Colleague, Colleague], watch: Watch
) -> None:
    watch.expected = ["409", "503"]
    olga, edith = two
    sheet = olga.page.url

    def type_unsaved(text: str) -> None:
        olga.page.route(SAVES, lambda route: route.fulfill(status=503, body=""))
        olga.note("A1", text)
        olga.state("the portal cannot save at the moment")

    type_unsaved("We asked two women.")
    olga.page.unroute(SAVES)
    olga.page.goto(f"{sheet}?show=notyes")
    olga.state("Saved.")
    olga.page.goto(sheet)
    expect(olga.note_of("A1")).to_have_value("We asked two women.")

    type_unsaved("We asked three.")
    edith.page.reload()
    edith.note("A1", "We asked four.")
    edith.state("Saved.")
    olga.page.unroute(SAVES)
    olga.page.goto(f"{sheet}?show=notyes")
    olga.state("a question that is not shown now")
    olga.page.goto(sheet)
    for words in ("We asked three.", "We asked four."):
        expect(olga.question("A1").locator(".clash")).to_contain_text(words)


def test_paper_is_typed_into_a_teams_sheet_by_keyboard_alone(two: tuple[Colleague, Colleague]) -> None:
    olga, edith = two
    edith.note("A2", "In every office.")
    edith.state("Saved.")
    sheet = olga.page.url
    olga.follow("Take along, bring back")
    olga.follow("Type in answers from paper")
    for width in (1280, 360):
        olga.page.set_viewport_size({"width": width, "height": 800})
        no_faults(olga.page, f"typing in from paper at {width}")
    olga.page.get_by_label("Answers", exact=True).focus()
    for line in ("a1 y", "A2 n", "A3 p In one office."):
        olga.page.keyboard.type(line)
        olga.page.keyboard.press("Enter")
    olga.page.keyboard.press("Tab")
    olga.page.keyboard.press("Enter")
    expect(olga.page.locator(".review")).to_have_count(3)
    olga.press("Take over what is ticked")
    olga.page.wait_for_url(sheet)
    for code, mark in (("A1", "Yes"), ("A2", "No"), ("A3", "Partly")):
        expect(olga.question(code).get_by_role("radio", name=mark, exact=True)).to_be_checked()
    expect(olga.note_of("A2")).to_have_value("In every office.")
    expect(olga.note_of("A3")).to_have_value("In one office.")
