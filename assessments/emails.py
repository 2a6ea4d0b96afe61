"""Mails to people of teams: neutral sentences. What it is about is read inside the portal."""

from django.utils.translation import gettext, override


def invitation_text(link: str, language: str) -> str:
    """A link for its address alone; no title, no name, nothing that says what it leads to."""
    with override(language):
        return (
            gettext("Somebody you work with sends you this link. It is good for seven days, and only for this address:")
            + f"\n\n{link}\n\n"
            + gettext("If you did not expect it, do nothing: without it nothing happens.")
        )


def reminder_text(language: str) -> str:
    with override(language):
        return gettext(
            "Something that you planned has its day soon, or has passed it. Sign in where you signed up to see it. "
            "You can turn these mails off there. You need not answer this mail."
        )
