"""Mails to people of teams. An invitation says who sends it and what waits behind its link; the others say nothing."""

from django.utils.translation import gettext, override

from assessments.models import Invitation
from toolkit.presenters.days import write_day


def invitation_text(invitation: Invitation, portal: str, language: str) -> str:
    """The inviter's name and words as she typed them, and marked as hers; no title, and no pressure."""
    with override(language):
        name = one_line(invitation.by.called if invitation.by else "")
        typed = [one_line(text.open()) for text in (invitation.organisation, invitation.words)]
        quoted = "\n".join(f"> {text}" for text in typed if text)
        marked = gettext("Typed by the person who invites you; nobody checked it:") + "\n" + quoted if quoted else ""
        paragraphs = [
            gettext("%(name)s invites you to work on a checklist with a team.") % {"name": name},
            marked,
            gettext("This page of %(portal)s says what it is and what is kept, before it asks for anything:")
            % {"portal": portal},
            invitation.link,
            gettext(
                "It is good until %(day)s. There is no hurry. If it is not for you, do nothing, or say so on that page."
            )
            % {"day": write_day(invitation.expires, language)},
        ]
        return "\n\n".join(text for text in paragraphs if text)


def one_line(text: str) -> str:
    """So that nobody writes a letter of her own into ours."""
    return " ".join(text.split())


def reminder_text(language: str) -> str:
    with override(language):
        return gettext(
            "Something that you planned has its day soon, or has passed it. Sign in where you signed up to see it. "
            "You can turn these mails off there. You need not answer this mail."
        )
