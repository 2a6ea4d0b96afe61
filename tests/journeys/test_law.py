"""A provision's words change, somebody compares them, later another rule takes its place: readers see each at once."""

import re
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


def open_workflow_menu(page: Page) -> None:
    edit_rule(page)
    page.locator("footer").get_by_role("button", name="More actions").click()


def approve(page: Page) -> None:
    open_workflow_menu(page)
    page.locator("footer").get_by_role("button", name=re.compile("^Approve( and publish)?$", re.I)).first.click()
    expect(page.locator(".messages li").first).to_be_visible()


def read_labels(reader: Page, question: str) -> dict[str, str]:
    """What a reader is told of the rule's comparison, place by place."""
    places = {
        "card": (ADDRESS, "main"),
        "instrument": ("/en/law/opg/", f"main :is(li, article, tr, section, div):has(> * a[href='{ADDRESS}'])"),
        "question": (question, f"[id='{question.partition('#')[2]}'] dd p:has-text('principle 9')"),
        "tool": ("/en/tools/protection-and-assistance/", "main .cite:has-text('principle 9')"),
    }
    told = {}
    for name, (address, place) in places.items():
        reader.goto(address)
        found = reader.locator(place)
        told[name] = (found.last.text_content() or "") if found.count() else ""
    return told


def test_an_editor_changes_a_rule_a_legal_reviewer_compares_it_and_a_later_rule_takes_its_place(
    page: Page, signed_in: Callable[[str], Page]
) -> None:
    question = resting_checklist(page)
    editor, reviewer, publisher = (signed_in(f"{who}@example.org") for who in ("editor", "reviewer", "publisher"))

    # An editor writes; readers see nothing before a legal reviewer and a publisher have read it.
    edit_rule(editor)
    editor.locator("[name=text]").fill("Whoever may have been trafficked gets care, and nothing is asked in return.")
    editor.locator("footer").get_by_role("button", name="More actions").click()
    editor.locator("footer").get_by_role("button", name=re.compile("^Submit to")).click()
    expect(editor.locator(".messages")).to_contain_text("submitted")
    page.goto(ADDRESS)
    expect(page.locator("main")).not_to_contain_text("nothing is asked in return")
    approve(reviewer)
    page.goto(ADDRESS)
    expect(page.locator("main")).not_to_contain_text("nothing is asked in return")
    approve(publisher)
    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("nothing is asked in return")
    expect(page.locator("main")).to_contain_text(OPEN)
    before = read_labels(page, question)
    assert "To be verified" in before["question"]

    # The reviewer compares: the label changes wherever the rule stands.
    edit_rule(reviewer)
    reviewer.get_by_role("link", name="Record a comparison").click()
    reviewer.get_by_label("What our words say").check()
    reviewer.get_by_label("With which text?").fill("the official publication")
    reviewer.get_by_role("button", name="Record it").click()
    after = read_labels(page, question)
    assert "the official publication" in after["card"]
    assert OPEN not in after["card"]
    assert {name: "To be verified" in told for name, told in after.items()} == dict.fromkeys(after, False)
    assert {name for name, told in before.items() if "To be verified" in told} >= {"question", "card"}

    # A later rule takes its place: every page that names it still opens, and its own says so.
    edit_rule(publisher)
    publisher.locator("[name=state]").select_option("superseded")
    publish(publisher)
    for address in (ADDRESS, question, "/en/law/", "/en/law/opg/", "/en/tools/protection-and-assistance/"):
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
    page.goto(question)
    cited = page.locator(f"[id='{question.partition('#')[2]}'] dd p", has_text="principle 9")
    expect(cited).to_contain_text("Replaced by another text")
    page.goto(ADDRESS)
    expect(page.locator("main")).to_contain_text("Replaced by another text")
