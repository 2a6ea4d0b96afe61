"""A team of three on one checklist, from the invitation to the second round; and two on phones without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.colleagues import Colleague, joined
from tests.journeys.conftest import Watch
from tests.journeys.letters import Mailbox
from tests.journeys.women import Clerk

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

    # Rana comments, Olga closes the comment and sends the round; Rana signs off, and nothing moves any more.
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
    rana.press("Sign off this round")
    rana.sees("Signed off by Rana")
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
    olga.press("Sign off this round")
    olga.sees("Signed off by Olga")
    edith.answer("A3", "Yes")
    edith.question("A3").get_by_role("button", name="Save").click()
    edith.sees("This round was signed off meanwhile. Your text was not saved.")
