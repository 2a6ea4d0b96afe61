"""From a wish to a place: nobody in this journey has JavaScript."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Watch
from tests.journeys.letters import Mailbox
from tests.journeys.women import PASSWORD, Clerk, Woman

TELLING = re.compile(r"network|women|toolkit|gender|space|://", re.IGNORECASE)
FREE_PAGE = Callable[[], Page]
NIGHT = """
from django.core.management import call_command
call_command("close_the_day", verbosity=0)
"""


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> FREE_PAGE:
    """`plain()` is a page of a browser of its own, without JavaScript."""
    return lambda: new_context(java_script_enabled=False).new_page()


def digits_of(letter: EmailMessage) -> str:
    return re.search(r"\d{6}", letter.get_content())[0]  # type: ignore[index]


def fill_in(page: Page, address: str, mail: str = "^Yes: a code now") -> None:
    """Every line of the form, after the page that says what nobody can promise."""
    page.goto("/en/space/")
    page.get_by_role("link", name="Ask to join").click()
    expect(page.get_by_role("heading", name="What nobody can promise")).to_be_visible()
    page.get_by_role("link", name="I have read this: go on").click()
    page.get_by_label("A name for here").fill("ZQ7-Parwana")
    page.get_by_label("Country where you work").select_option("PK")
    for choice in ("Law enforcement", "Experienced", "English", "Pashto"):
        page.get_by_label(choice, exact=True).check()
    page.get_by_label(re.compile(mail)).check()
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Why would you like to join?").fill("ZQ7-why: to learn from others.")
    page.get_by_label(re.compile("^Two people whom")).check()
    page.get_by_label(re.compile("^If I am accepted")).check()


def come_back(page: Page, code: str, address: str) -> Woman:
    """With the code from her paper, on whatever device."""
    page.goto("/en/space/back/")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Go on").click()
    return Woman(page, address)


def open_request(vetter: Woman) -> None:
    """The way a notice leads her."""
    vetter.go("requests/")
    vetter.page.get_by_role("main").get_by_role("link", name=re.compile("ZQ7-Parwana")).click()


def say_yes(vetter: Woman, reason: str) -> None:
    vetter.page.get_by_label(f"Yes: {reason}").check()
    vetter.press("Record this")
    vetter.sees("What you said is recorded.")


def test_she_applies_is_read_by_two_and_comes_in_without_scripts(
    plain: FREE_PAGE, clerk: Clerk, mailbox: Mailbox, watch: Watch
) -> None:
    watch.expected = ["404"]  # doors that are shut
    focal_point = clerk.woman(plain(), "PK", role="focal_point", pseudonym="ZQ7-Home")
    abroad = clerk.woman(plain(), "BD", role="focal_point", pseudonym="ZQ7-Abroad")
    address = "zq7-parwana@example.org"
    page = plain()

    # She applies. Nothing typed is lost by a mistake.
    fill_in(page, "zq7-parwana")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Write an email address like name@example.org")
    expect(page.get_by_label("Why would you like to join?")).to_have_value(re.compile("ZQ7-why"))
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Send", exact=True).click()

    # The digits from her mail, and a code for her paper.
    expect(page.get_by_role("heading", name="Type the code from your mail")).to_be_visible()
    letter = mailbox.wait_for(address, 1)
    page.get_by_label("Code").fill("000000" if digits_of(letter) != "000000" else "111111")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong or too old")
    page.get_by_label("Code").fill(digits_of(letter))
    page.get_by_role("button", name="Go on").click()
    paper = page.locator(".key-text").inner_text()
    assert re.fullmatch(r"([A-Z0-9]{5}-){3}[A-Z0-9]{5}", paper)
    page.get_by_role("link", name="I have written it down").click()
    expect(page.get_by_text("Waits to be read")).to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="Close my request on this device").click()
    page.goto("/en/space/mine/")
    expect(page.get_by_label("Your code")).to_be_visible()

    # The focal point of her country reads and asks; nobody abroad sees it before.
    focal_point.sign_in()
    open_request(focal_point)
    request = focal_point.page.url.split("/space/")[1]
    assert "ZQ7-why" not in focal_point.page.content()
    focal_point.press("Open what she wrote")
    focal_point.sees("ZQ7-why: to learn from others.")
    focal_point.page.get_by_label("Your question").fill("ZQ7-question: since when?")
    focal_point.press("Send the question")
    focal_point.sees("Your question waits for her.")
    abroad.sign_in()
    abroad.sees_nothing_at(request)

    # She comes back on another device and answers, once.
    mailbox.wait_for(address, 2)
    she = come_back(plain(), paper.lower().replace("-", " "), address)
    she.follow("Read and answer it")
    question = she.page.url
    she.sees("ZQ7-question: since when?")
    she.page.get_by_label("Your answer").fill("ZQ7-answer: for nine years.")
    she.press("Send my answer")
    she.sees("Your answer is sent.")
    she.sees_nothing_at(question.split("/space/")[1])

    # Two yeses: one from home, one from elsewhere.
    open_request(focal_point)
    focal_point.press("Open what she wrote and her answers")
    focal_point.sees("ZQ7-answer: for nine years.")
    say_yes(focal_point, "I know her from her work, or somebody I trust does")
    open_request(focal_point)
    focal_point.sees("You have decided. Others look as well.")
    open_request(abroad)
    say_yes(abroad, "Her post is publicly known and I checked it")
    open_request(abroad)
    abroad.sees("You have decided. Others look as well.")
    she.go("mine/")
    expect(she.page.get_by_text("Being read")).to_have_attribute("aria-current", "step")

    # Nobody learns by day what it came to; in the morning it is closed for those who voted.
    clerk.do(NIGHT)
    focal_point.go(request)
    focal_point.sees("This request is closed.")
    focal_point.sees("Nobody waits")
    abroad.sees_nothing_at(request)

    # She comes in: her paper and her mail together, a password, a second step.
    she.go("mine/")
    she.sees("Two people said yes.")
    she.follow("Come in")
    she.press("Send me the digits")
    she.page.get_by_label("Code").fill(digits_of(mailbox.wait_for(address, 3)))
    she.press("Go on")
    she.page.get_by_label("Password", exact=True).fill(PASSWORD)
    she.page.get_by_label("The same password again").fill(PASSWORD)
    she.press("Go on")
    she.sees("From now on you sign in with your email address and your password.")
    she.follow("Go on")
    expect(she.page.get_by_role("heading", name="Second step", exact=True)).to_be_visible()
    she.go("home/")
    assert she.page.url.endswith("/account/2fa/")  # nothing opens before
    she.set_up_app()
    codes = she.page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10

    # Probation: a place, and nobody to be seen from it.
    she.go("home/")
    expect(she.page.get_by_role("heading", name="Start")).to_be_visible()
    assert she.page.get_by_role("link", name="Find people").count() == 0
    she.sees_nothing_at("people/")
    she.sees_nothing_at("messages/")
    expect(come_back(plain(), paper, address).page.get_by_role("alert")).to_have_count(1)

    # On another day: password and app; on a day without her telephone, a recovery code, once.
    other = Woman(plain(), address, secret=she.secret)
    other.sign_in()
    lost = Woman(plain(), address)
    lost.type_password()
    lost.page.get_by_label("Code").fill(codes[0])
    lost.press("Go on")
    lost.page.wait_for_url("**/space/home/")

    # What went through the mail server says nothing.
    for letter in mailbox.letters_to(address):
        words = f"{letter['Subject']} {letter['From']} {letter.get_content()}"
        assert not TELLING.search(words)
        assert "zq7" not in words.lower()
        assert letter["Subject"] in {"You have a new notice", "Your one-time code"}


def test_who_gives_no_address_is_called_and_gets_a_number(plain: FREE_PAGE, clerk: Clerk, watch: Watch) -> None:
    watch.expected = ["404"]
    voters = [clerk.woman(plain(), code, role=role) for code, role in (("PK", "focal_point"), ("IQ", "coordinator"))]
    desk = clerk.woman(plain(), "IR", role="coordinator")  # who voted does not call
    page = plain()
    fill_in(page, "not an address", mail="^No, never")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("without mail there is no other way")
    assert "name@example.org" not in page.get_by_role("alert").inner_text()  # what stands there does not matter
    page.get_by_label("How is it safe to reach you?").fill("ZQ7-reach: in the evening")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Send my request and show the code").click()
    paper = page.locator(".key-text").inner_text()
    for voter in voters:
        voter.sign_in()
        open_request(voter)
        say_yes(voter, "I know her from her work, or somebody I trust does")
    clerk.do(NIGHT)

    # She is called, and reads six digits from her screen.
    she = come_back(plain(), paper, "")
    she.follow("Come in")
    she.press("Show me six digits")
    digits = she.page.locator(".key-text").inner_text()
    desk.sign_in()
    desk.go("requests/")
    desk.page.get_by_role("main").get_by_role("link", name="Pakistan", exact=True).click()
    desk.press("Open how to reach her")
    desk.sees("ZQ7-reach: in the evening")
    desk.page.get_by_label("Code").fill(digits)
    desk.press("Let her in")
    desk.sees("She can choose her password now.")

    # Her number, once.
    she.follow("Go on")
    she.page.get_by_label("Password", exact=True).fill(PASSWORD)
    she.page.get_by_label("The same password again").fill(PASSWORD)
    she.press("Go on")
    number = she.page.locator(".key-text").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", number)
    she.follow("I have written it down")
    expect(she.page.get_by_role("heading", name="Second step", exact=True)).to_be_visible()
    she.set_up_app()
    she.go("mine/password/")
    assert number not in she.page.content()
