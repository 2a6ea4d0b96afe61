"""A provision's words change, somebody compares them, later another rule takes its place: readers see each at once."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

RULE = "opg-9"
ADDRESS = f"/en/law/opg/{RULE}/"
OPEN = "nobody has compared these words"


def edit_rule(page: Page) -> None:
    """To the editor's screen of the rule, as editors go: by the list of provisions."""
    page.goto("/admin/snippets/toolkit/provision/?q=principle+9")
    page.locator("tbody").get_by_role("link", name="OHCHR Principles, principle 9", exact=True).first.click()
    expect(page.locator("[name=text]")).to_be_visible()


def publish(page: Page) -> None:
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")


def resting_checklist(reader: Page) -> str:
    """The first checklist that the card names among what rests on it."""
    reader.goto(ADDRESS)
    link = reader.locator("main a[href*='/checklists/'][href*='#item-']").first
    return str(link.get_attribute("href"))


def test_words_that_change_lose_their_comparison_get_another_one_and_are_replaced_by_a_later_rule(
    page: Page, signed_in: Callable[[str], Page]
) -> None:
    question = resting_checklist(page)
    publisher = signed_in("publisher@example.org")
    edit_rule(publisher)
    publisher.locator("[name=text]").fill("Whoever may have been trafficked gets care, and nothing is asked in return.")
    publish(publisher)

    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("nothing is asked in return")
    expect(page.locator("main")).to_contain_text(OPEN)
    page.goto(question)
    item = page.locator(f"[id='{question.partition('#')[2]}']")
    cited = item.locator("dd p", has_text="OHCHR Principles, principle 9")
    expect(cited).to_contain_text("To be verified")

    edit_rule(publisher)
    publisher.get_by_role("link", name="Record a comparison").click()
    publisher.get_by_label("What our words say").check()
    publisher.get_by_label("With which text?").fill("the official publication")
    publisher.get_by_role("button", name="Record it").click()
    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("the official publication")
    expect(page.locator("main")).not_to_contain_text(OPEN)
    page.goto(question)
    expect(cited).not_to_contain_text("To be verified")

    edit_rule(publisher)
    publisher.locator("[name=state]").select_option("superseded")
    publish(publisher)
    for address in (ADDRESS, question, "/en/law/", "/en/law/opg/", "/en/tools/protection-and-assistance/"):
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
    page.goto(question)
    expect(cited).to_contain_text("Replaced by another text")
    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("Replaced by another text")
