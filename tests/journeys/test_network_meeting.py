"""Two who do not know each other: found, asked, answered, and one of them goes away again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Watch
from tests.journeys.women import PASSWORD, Clerk, Woman

FIRST_DAYS_ARE_OVER = """
from datetime import timedelta
from django.utils import timezone
from network.models import Member
answer = Member.objects.filter(pk__in={women!r}).update(probation_ends=timezone.localdate())
"""


@pytest.fixture
def newcomers(clerk: Clerk, new_context: Callable[..., BrowserContext]) -> tuple[Woman, Woman]:
    """In Afghanistan and in Bangladesh, each in her own browser, signed in, in their first days."""
    zahra = clerk.woman(new_context().new_page(), "AF", pseudonym="ZQ7-Zahra", newcomer=True)
    nasrin = clerk.woman(new_context().new_page(), "BD", pseudonym="ZQ7-Nasrin", newcomer=True)
    for woman in (zahra, nasrin):
        woman.sign_in()
    return zahra, nasrin


def lines_of(woman: Woman) -> list[str]:
    """What the conversation shows, without who and when."""
    return woman.page.locator(".thread [dir=auto]").all_inner_texts()


def write(woman: Woman, words: str) -> None:
    woman.page.get_by_label("Your message").fill(words)
    woman.press("Send")
    woman.sees("Sent.")


def join_directory(woman: Woman) -> None:
    """Lets everybody see her country, and herself be found."""
    woman.go("profile/")
    woman.sees("Nobody can find you.")
    woman.follow("Change who sees what")
    woman.page.get_by_role("group", name="Country").get_by_label("All members").check()
    woman.press("Save")
    woman.press("Join the directory")
    woman.sees("Members can find you.")


def test_two_members_find_each_other_write_and_part(newcomers: tuple[Woman, Woman], clerk: Clerk, watch: Watch) -> None:
    watch.expected = ["404"]  # doors that are shut
    zahra, nasrin = newcomers

    # Nothing of the others in the first days, whatever address she types.
    for path in ("people/", f"people/{nasrin.pk}/", f"people/{nasrin.pk}/write/", "messages/", "mentoring/"):
        zahra.sees_nothing_at(path)
    assert clerk.do(FIRST_DAYS_ARE_OVER, women=[zahra.pk, nasrin.pk]) == 2

    # Hidden at first, even now; then each says that she may be found.
    zahra.sees_nothing_at(f"people/{nasrin.pk}/")
    join_directory(nasrin)
    join_directory(zahra)

    # Opening a profile asks who is there.
    clerk.age_proofs(zahra, 6)
    zahra.go("people/")
    zahra.page.get_by_text("Look for somebody").click()
    zahra.page.get_by_label("Country").select_option("BD")
    zahra.press("Look")
    zahra.follow("ZQ7-Nasrin")
    expect(zahra.page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    zahra.page.get_by_label("Password").fill(PASSWORD)
    zahra.press("Go on")
    expect(zahra.page.get_by_role("heading", name="ZQ7-Nasrin")).to_be_visible()
    expect(zahra.page.locator("dl.facts")).to_have_text(re.compile(r"^\s*Country\s+Bangladesh\s*$"))
    zahra.sees("You can open 11 more profiles now.")

    # An introduction. Nasrin says yes; only then do they write.
    zahra.follow("Ask to write to her")
    zahra.page.get_by_label("Your first words to her").fill("ZQ7-hello")
    zahra.press("Send")
    zahra.sees("She has not answered yet.")
    talk = zahra.page.url.split("/space/")[1]
    assert zahra.page.get_by_label("Your message").count() == 0
    nasrin.go("home/")
    assert "ZQ7-Zahra" not in nasrin.page.content()  # whoever looks over her shoulder reads no name
    nasrin.go("messages/")
    nasrin.follow("ZQ7-Zahra New")
    nasrin.sees("She would like to write to you.")
    nasrin.press("Yes, we can write")
    write(nasrin, "ZQ7-good to meet you")
    zahra.go(talk)
    assert lines_of(zahra) == ["ZQ7-hello", "ZQ7-good to meet you"]
    write(zahra, "ZQ7-and you")
    nasrin.go(talk)
    assert lines_of(nasrin) == ["ZQ7-hello", "ZQ7-good to meet you", "ZQ7-and you"]

    # A contact shows when both have offered one.
    zahra.follow("Offer a contact")
    zahra.page.get_by_label("How she could reach you").fill("ZQ7-contact-zahra")
    zahra.press("Offer it")
    nasrin.go(talk)
    assert "ZQ7-contact" not in nasrin.page.content()
    nasrin.follow("Offer a contact")
    nasrin.page.get_by_label("How she could reach you").fill("ZQ7-contact-nasrin")
    nasrin.press("Offer it")
    nasrin.sees("ZQ7-contact-zahra")

    # She has had enough: the other notices nothing, and reaches nobody.
    nasrin.follow("Keep her away from me")
    nasrin.press("Block her")
    nasrin.sees("Done. She is not told.")
    zahra.go(talk)
    write(zahra, "ZQ7-are you there")
    assert lines_of(zahra)[-1] == "ZQ7-are you there"
    nasrin.go(talk)
    assert "ZQ7-are you there" not in nasrin.page.content()
    for woman, other in ((zahra, nasrin), (nasrin, zahra)):
        woman.sees_nothing_at(f"people/{other.pk}/")
        assert other.name not in woman.go("people/").content()
