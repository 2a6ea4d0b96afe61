"""A translation goes from a machine's draft to one that a lawyer has read, and falls behind when its English changes."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Watch
from tests.journeys.portal import PASSWORD
from tests.journeys.women import Clerk

TITLE = "Sentencing"
READER = "/prs/tools/sentencing/"
PEOPLE = {"desk-translator@example.org": "translator", "desk-lawyer@example.org": "reviewer"}
PEOPLE |= {"desk-publisher@example.org": "publisher"}
MAKE = """
from accounts.models import User
from toolkit.actions.language_roles import give_language_role
from toolkit.models import LanguageRole
from wagtail.models import Locale
by = User.objects.create_superuser("desk-root@example.org", {password!r})
dari = Locale.objects.get(language_code="prs")
for email, role in {people!r}.items():
    to = User.objects.create_user(email, {password!r})
    give_language_role(by=by, to=to, locale=dari, role=role, profession="lawyer" if role == "reviewer" else "")
answer = None
"""
CHANGE = """
from toolkit.models import ToolPage
page = ToolPage.objects.get(slug="sentencing", locale__language_code="en")
page.summary = page.summary + " Zebra words came."
page.save_revision().publish()
answer = page.title
"""


def open_item(page: Page, title: str, name: str) -> None:
    """From the menu to her list, and from there to the tool."""
    page.get_by_role("link", name="Translations", exact=True).first.click()
    page.locator(".desk-lists").get_by_role("link", name=name).click()
    page.get_by_label("Kind").select_option("toolpage")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator(".desk-passage").first).to_be_visible()


def press(page: Page, name: str, says: str) -> None:
    page.locator(".desk-steps").get_by_role("button", name=name, exact=True).click()
    expect(page.locator(".messages")).to_contain_text(says)


def test_a_translation_is_written_read_signed_published_and_falls_behind(
    page: Page, signed_in: Callable[[str], Page], clerk: Clerk, watch: Watch
) -> None:
    clerk.do(MAKE, people=PEOPLE, password=PASSWORD)
    expect(page.locator("main")).to_be_visible() if page.goto(READER) else None
    expect(page.locator(".notice")).to_contain_text("ماشین")
    title = clerk.do(
        "from toolkit.models import ToolPage\n"
        "answer = ToolPage.objects.get(slug='sentencing', locale__language_code='en').title"
    )

    watch.expected = ["422"]  # what is refused comes back with this answer
    translator = signed_in("desk-translator@example.org")
    open_item(translator, title, "To translate")
    assert not translator.get_by_role("button", name="Publish").count()
    assert not translator.get_by_role("button", name="Delete").count()
    words = translator.locator("textarea[name^=words_]").nth(1)
    good = words.input_value()
    words.fill(good + " او قاچاق شد.")
    translator.locator(".desk-steps").get_by_role("button", name="Save", exact=True).click()
    expect(translator.locator(".error-message").first).to_contain_text("قاچاق شد")
    assert "قاچاق شد" in translator.locator("textarea[name^=words_]").nth(1).input_value()
    translator.locator("textarea[name^=words_]").nth(1).fill(good + " زیبرا.")
    press(translator, "Save and hand in", "Handed in")

    reviewer = signed_in("desk-lawyer@example.org")
    open_item(reviewer, title, "Handed in")
    assert not reviewer.locator("textarea[name^=words_]").count()
    reviewer.locator(".desk-say > summary").nth(1).click()
    reviewer.locator("textarea[name^=comment_]").nth(1).fill("No zebra, please.")
    press(reviewer, "Send back", "Sent back")

    open_item(translator, title, "Sent back")
    expect(translator.get_by_text("No zebra, please.")).to_be_visible()
    translator.locator("textarea[name^=words_]").nth(1).fill(good + " گورخر.")
    press(translator, "Save and hand in", "Handed in")
    open_item(reviewer, title, "Handed in")
    press(reviewer, "Sign off", "Signed off")

    publisher = signed_in("desk-publisher@example.org")
    open_item(publisher, title, "Signed off")
    press(publisher, "Publish", "Published")
    page.goto(READER)
    expect(page.locator(".marked summary")).to_contain_text("یک حقوق‌دان خوانده است")
    assert "ماشین ترجمه" not in page.locator("main").inner_text()
    assert "desk-lawyer" not in page.content()

    clerk.do(CHANGE)
    page.goto(READER)
    expect(page.locator(".notice").first).to_contain_text("انگلیسی پس از آن تغییر کرده است")
    open_item(translator, title, "English changed")
    translator.locator(".desk-lists").get_by_role("link", name="English changed").click()
    expect(translator.locator("ins").first).to_contain_text("Zebra words came")
