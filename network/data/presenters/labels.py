"""What the fields of "My data" are called, and the words of coded lists."""

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.domain.contacts import OPENED, ContactOccasion
from network.domain.locking import LockReason, UnlockReason
from network.models import MentoringAim
from network.models.classifications import Expertise

LABELS = {
    "about": _("About me"),
    "action": _("What happened"),
    "address": _("Mail address"),
    "aims": _("Aims"),
    "answer": _("Your answer"),
    "answered_on": _("Answered on"),
    "asked.pseudonym": _("Who was asked"),
    "asked_on": _("Asked on"),
    "asker.pseudonym": _("Who asked"),
    "author.pseudonym": _("From"),
    "began_on": _("Began on"),
    "blocked.pseudonym": _("Pseudonym"),
    "body": _("Picture, as base64"),
    "circle.title": _("Circle"),
    "city": _("City"),
    "code": _("What"),
    "contact": _("Contact"),
    "country": _("Country"),
    "created": _("Since"),
    "created_on": _("Written on"),
    "day": _("Day"),
    "decided_on": _("Decided on"),
    "delivered_on": _("First opened on"),
    "due": _("Until"),
    "ended_on": _("Ended on"),
    "event.starts": _("Starts"),
    "event.title": _("Event"),
    "expires_on": _("Good until"),
    "fact": _("What"),
    "finished_month": _("Finished in the month of"),
    "given_on": _("Given on"),
    "goals": _("Goals"),
    "hour": _("Hour"),
    "hours": _("Hours a month"),
    "institution": _("Institution"),
    "is_done": _("Done"),
    "is_listed": _("In the directory"),
    "is_moderator": _("You moderate"),
    "is_open": _("Looking for suggestions now"),
    "is_shared": _("Shared with the other"),
    "is_waiting": _("Waiting to be let in"),
    "joined_month": _("Joined in the month of"),
    "kind": _("What"),
    "language": _("Language"),
    "languages": _("Languages"),
    "lesson.title": _("Session"),
    "level": _("Experience"),
    "mail": _("Mail"),
    "made_on": _("Made on"),
    "mentee.pseudonym": _("Mentee"),
    "mentee_says": _("Your answer"),
    "mentor.pseudonym": _("Mentor"),
    "mentor_says": _("Your answer"),
    "met_on": _("Day"),
    "minutes": _("Minutes"),
    "moved_on": _("Last written on"),
    "name": _("Real name"),
    "note": _("Note"),
    "person.pseudonym": _("Pseudonym"),
    "position": _("Position"),
    "posted_on": _("Written on"),
    "probation_ends": _("First days end on"),
    "pseudonym": _("Pseudonym"),
    "purpose": _("For what"),
    "reach": _("How to reach you"),
    "reason": _("Why"),
    "reported_on": _("Reported on"),
    "result": _("For what"),
    "role": _("Role"),
    "safe": _("Did you feel safe?"),
    "seat": _("Seat"),
    "sector": _("Sector"),
    "sent_on": _("Sent on"),
    "series.title": _("Series"),
    "shows_plan": _("The mentor may read the plan"),
    "side": _("Side"),
    "skills": _("Expertise"),
    "state": _("State"),
    "support": _("Support you need"),
    "text": _("Words"),
    "text_version": _("Version of the wording"),
    "until": _("Until"),
    "useful": _("Was it useful?"),
    "user.language": _("Language of mails and files"),
    "user.last_login": _("Last signed in, by month"),
    "votes_from": _("Your vote counts from"),
    "way": _("How to talk"),
    "where": _("Where you are"),
    "why": _("Why you want to join"),
    "words": _("Words"),
    "written_on": _("Written on"),
    "zone": _("Time zone"),
}

# The lines of the trail that a member reads about herself.
ACTIONS = {
    OPENED: _("Your contact data were opened"),
    "lock.close": _("Your account was locked"),
    "lock.approve": _("Somebody agreed to open your account"),
    "lock.open": _("Your account was opened again"),
}
RESULTS = {**dict(ContactOccasion.choices), **dict(LockReason.choices), **dict(UnlockReason.choices), "done": ""}


def format_codes(name: str, codes: list[str]) -> list[str]:
    """A list of codes as it is stored, in the reader's language."""
    if name == "languages":
        names = dict(settings.LANGUAGES)
        return [gettext(names.get(code, code)) for code in codes]
    choices = {"skills": Expertise, "aims": MentoringAim}[name]
    return [str(choices(code).label) if code in choices.values else code for code in codes]
