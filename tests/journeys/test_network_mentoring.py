"""A pairing from two descriptions to its end. Neither knows the other before both have said yes."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Watch
from tests.journeys.women import Clerk, Woman

TONIGHT = """
from django.core.management import call_command
call_command("match", verbosity=0)
"""


def describe(woman: Woman, side: str) -> None:
    """The same skill and the same language, which nobody else of these journeys has."""
    woman.go(f"mentoring/as/{side}/")
    for choice in ("Law and policy making", "Pashto", "about 1 hour", "In writing"):
        woman.page.get_by_label(choice, exact=True).check()
    woman.page.get_by_label("In your own words").fill(f"ZQ7-{side}-words")
    woman.press("Save")
    woman.sees("The portal looks for people who fit every night.")


def suggestion_for(woman: Woman, other: Woman, label: str) -> None:
    """Opens it: why they fit, and not who."""
    woman.go("mentoring/")
    woman.page.get_by_role("link", name=label).click()
    expect(woman.page.get_by_text("You both speak Pashto.")).to_be_visible()
    for secret in (other.name, "Iraq", "Bangladesh", "ZQ7-mentor-words", "ZQ7-mentee-words"):
        assert secret not in woman.page.get_by_role("main").inner_text()


def test_two_are_suggested_to_each_other_agree_work_and_part(
    clerk: Clerk, new_context: Callable[..., BrowserContext], watch: Watch
) -> None:
    watch.expected = ["404"]  # what is over is gone
    mentor = clerk.woman(new_context().new_page(), "IQ", pseudonym="ZQ7-Mentor")
    mentee = clerk.woman(new_context().new_page(), "BD", pseudonym="ZQ7-Mentee")
    for woman, side in ((mentor, "mentor"), (mentee, "mentee")):
        woman.sign_in()
        describe(woman, side)
    clerk.do(TONIGHT)

    # Both say yes; the first hears nothing of the other before.
    suggestion_for(mentor, mentee, "A mentee for you")
    mentor.press("Yes, I would like that")
    mentor.sees("You said yes. If the other one does too, we tell both of you.")
    assert mentee.name not in mentor.page.content()
    suggestion_for(mentee, mentor, "A mentor for you")
    mentee.press("Yes, I would like that")
    mentee.sees("You both said yes.")
    pairing = mentee.page.url.split("/space/")[1]
    expect(mentee.page.locator("dl.facts")).to_contain_text("ZQ7-Mentor")
    mentor.go(pairing)
    expect(mentor.page.locator("dl.facts")).to_contain_text("ZQ7-Mentee")

    # A goal, a meeting, a step of her plan, which her mentor reads once she shows it.
    mentee.follow("Change goals and period")
    mentee.page.get_by_label("What do you want to reach together?").fill("ZQ7-goals")
    mentee.press("Save")
    mentor.go(pairing)
    mentor.sees("ZQ7-goals")
    mentor.follow("Add a meeting")
    mentor.page.get_by_label("When did you meet?").fill(clerk.today())
    mentor.page.get_by_label("How many minutes?").fill("45")
    mentor.press("Save")
    mentee.go("mentoring/plan/steps/")
    mentee.page.get_by_label("What will I do?").fill("ZQ7-step: speak in the next meeting")
    mentee.press("Save")
    mentor.sees_nothing_at(f"{pairing}plan/")
    mentee.go("mentoring/plan/")
    mentee.sees("ZQ7-step: speak in the next meeting")
    mentee.page.locator("form[action$='/plan/show/'] button").click()
    mentee.sees("Your mentor can read your plan.")
    mentor.go(f"{pairing}plan/")
    mentor.sees("ZQ7-step: speak in the next meeting")

    # One of them ends it. The other learns that it is over, and no more.
    mentor.go(pairing)
    mentor.follow("End this pairing")
    mentor.press("End it now")
    mentor.sees("This pairing has ended.")
    mentee.go(pairing)
    expect(mentee.page.get_by_role("heading", name="This pairing has ended.")).to_be_visible()
    for woman, other in ((mentor, mentee), (mentee, mentor)):
        assert other.name not in woman.go(pairing).content()
    mentor.sees_nothing_at(f"{pairing}plan/")
    mentee.go("mentoring/plan/")
    mentee.sees("ZQ7-step: speak in the next meeting")  # the plan is hers
