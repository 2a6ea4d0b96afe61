"""Colleagues who work on an assessment together: open accounts, each in a browser of her own."""

import re
import secrets
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.letters import Mailbox
from tests.journeys.women import PASSWORD, Clerk

ACCOUNT = """
from accounts.models import User
answer = User.objects.create_user({address!r}, {password!r}).pk
"""
JOINED = """
from accounts.models import User
from assessments.models import Assessment, Participation
Participation.objects.create(
    assessment=Assessment.objects.get(pk={assessment!r}), user=User.objects.get(pk={user}), role={role!r}, name={name!r}
)
answer = None
"""


@dataclass
class Colleague:
    page: Page
    name: str
    address: str
    user: int

    @classmethod
    def new(cls, clerk: Clerk, page: Page, name: str) -> "Colleague":
        """Her account is there; she is not signed in yet."""
        address = f"zq7-{name.lower()}-{secrets.token_hex(4)}@example.org"
        return cls(page, name, address, clerk.do(ACCOUNT, address=address, password=PASSWORD))

    def sign_in(self) -> None:
        """On the sign-in page, wherever it leads from there."""
        self.page.locator("[name=login]").fill(self.address)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def begin(self, title: str, checklist: str) -> str:
        """A new assessment of hers; its id."""
        self.page.goto("/en/account/")
        self.sign_in()
        self.page.wait_for_url("**/account/")
        self.page.get_by_role("link", name="My assessments").click()
        self.follow("New assessment")
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label(checklist, exact=True).check()
        self.page.get_by_label("Your name in this team").fill(self.name)
        self.press("Begin")
        expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()
        return self.page.url.rstrip("/").rsplit("/", 1)[1]

    def invite(self, address: str, role: str) -> None:
        self.follow("Team")
        self.page.get_by_label("Email address").fill(address)
        self.page.get_by_label("Role", exact=True).select_option(label=role)
        self.press("Send the invitation")
        self.sees("The invitation is on its way.")

    def come_in(self, mailbox: Mailbox) -> None:
        """By the link in her letter, signing in on the way."""
        letter = mailbox.wait_for(self.address, 1)
        found = re.search(r"https?://\S+/join/\S+", letter.get_content())
        assert found
        self.page.goto(found[0])
        self.follow("Sign in")
        self.sign_in()
        self.page.get_by_label("Your name in this team").fill(self.name)
        self.press("Come in")
        expect(self.page.get_by_role("heading", name="Checklists")).to_be_visible()

    def question(self, code: str) -> Locator:
        """The whole question, by what stands before it: A1."""
        heading = self.page.get_by_text(re.compile(f"^{code}$"))
        return self.page.locator(".item").filter(has=heading)

    def answer(self, code: str, mark: str) -> None:
        self.question(code).get_by_role("radio", name=mark, exact=True).check()

    def note_of(self, code: str) -> Locator:
        return self.question(code).locator("textarea[name^=n_]")

    def note(self, code: str, text: str) -> None:
        if not self.note_of(code).is_visible():
            self.question(code).locator(".write > summary").click()
        self.note_of(code).fill(text)

    def state(self, words: str | re.Pattern[str]) -> None:
        """What the bar above the questions says."""
        expect(self.page.locator("[data-state]")).to_contain_text(words)


def joined(clerk: Clerk, page: Page, name: str, assessment: str, role: str) -> Colleague:
    """Already in the team, not signed in yet."""
    colleague = Colleague.new(clerk, page, name)
    clerk.do(JOINED, assessment=assessment, user=colleague.user, role=role, name=name)
    return colleague
