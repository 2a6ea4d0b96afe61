"""Everything held about one member, in words: for her to read, to take with her and to correct.

`PARTS` names what is shown, `WITHHELD` what is not and why. A test walks every reference to a member and fails for one
that stands in neither.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.sealing import Sealed
from network.domain.contacts import OPENED
from network.models import (
    Application,
    Block,
    CircleSeat,
    Comment,
    Consent,
    Conversation,
    EventPreference,
    Feedback,
    Hiding,
    Meeting,
    Member,
    Message,
    Offer,
    Pairing,
    Photo,
    Plan,
    Post,
    Profile,
    Progress,
    Question,
    Reflection,
    Report,
    Step,
    Suggestion,
    Trail,
    readable,
)
from network.presenters.labels import ACTIONS, LABELS, RESULTS, words_of_codes

# Kept as the first day of a month, because no more is known.
BY_MONTH = {"joined_month", "finished_month", "last_login"}
Rows = Callable[[Member], "Iterable[models.Model]"]


class Part(NamedTuple):
    """Rows of one kind. `fields` are paths from the row; `covers` the references to a member that lead to it."""

    title: str | Promise
    rows: Rows
    fields: str
    covers: str = ""


PARTS = [
    Part(
        _("Your membership"),
        lambda her: [her],
        "pseudonym country sector level role mail joined_month probation_ends votes_from is_listed address reach "
        "user.language user.last_login",
    ),
    Part(_("Languages"), lambda her: her.spoken.all(), "code", "Spoken.member"),
    Part(_("Expertise"), lambda her: her.skills.all(), "code", "Skill.member"),
    Part(
        _("Your profile"),
        lambda her: Profile.objects.filter(member=her).select_related("member"),
        "name institution position about city",
        "Profile.member",
    ),
    Part(_("Your photo"), lambda her: Photo.objects.filter(member=her), "body", "Photo.member"),
    Part(_("What you show, and to whom"), lambda her: her.showings.all(), "fact country", "Showing.member"),
    Part(
        _("From whom you hide"),
        lambda her: Hiding.objects.filter(member=her).select_related("country", "person"),
        "country person.pseudonym",
        "Hiding.member",
    ),
    Part(
        _("Whom you blocked"),
        lambda her: Block.objects.filter(blocker=her).select_related("blocked"),
        "blocked.pseudonym",
        "Block.blocker",
    ),
    Part(
        _("Your application"),
        lambda her: Application.objects.filter(member=her).select_related("country"),
        "state pseudonym country sector level languages language mail address reach why created_on decided_on",
        "Application.member",
    ),
    Part(
        _("Questions in your vetting"),
        lambda her: Question.objects.filter(application__member=her).select_related("application"),
        "text answer asked_on answered_on",
    ),
    Part(
        _("What you agreed to"),
        lambda her: Consent.objects.filter(Q(member=her) | Q(application__member=her)),
        "purpose text_version given_on",
        "Consent.member",
    ),
    Part(_("Your invitations"), lambda her: her.invitations.all(), "expires_on", "Invitation.inviter"),
    Part(_("Notices"), lambda her: her.notices.all(), "kind created", "Notice.member"),
    Part(
        _("Conversations"),
        lambda her: Conversation.objects.visible_to(her),
        "asker.pseudonym asked.pseudonym began_on moved_on",
        "Conversation.asker Conversation.asked",
    ),
    # As long as she sees them in the conversation: what is still there later would tell whether it was read.
    Part(
        _("Messages you wrote"),
        lambda her: Message.objects.shown_to(her).filter(author=her).order_by("conversation", "turn"),
        "text sent_on",
        "Message.author",
    ),
    Part(
        _("Messages to you"),
        lambda her: (
            Message.objects.filter(conversation__in=Conversation.objects.visible_to(her), is_void=False)
            .exclude(author=her)
            .select_related("author")
        ),
        "author.pseudonym text sent_on delivered_on",
    ),
    Part(_("Contacts you offered"), lambda her: Offer.objects.filter(member=her), "contact", "Offer.member"),
    Part(
        _("What you reported"),
        lambda her: Report.objects.filter(reporter=her),
        "kind reason reported_on",
        "Report.reporter",
    ),
    Part(
        _("Events you signed up for"),
        lambda her: her.signups.select_related("event"),
        "event.title event.starts seat",
        "Signup.member",
    ),
    Part(
        _("What you said about events"),
        lambda her: Feedback.objects.filter(signup__member=her),
        "useful safe words",
    ),
    Part(_("Your time zone"), lambda her: EventPreference.objects.filter(member=her), "zone", "EventPreference.member"),
    Part(
        _("What you told mentoring"),
        lambda her: her.descriptions.select_related("member"),
        "side skills aims languages hours way words is_open",
        "Description.member",
    ),
    Part(
        _("Mentoring suggestions, as a mentor"),
        lambda her: Suggestion.objects.filter(mentor=her),
        "mentor_says made_on",
        "Suggestion.mentor",
    ),
    Part(
        _("Mentoring suggestions, as a mentee"),
        lambda her: Suggestion.objects.filter(mentee=her),
        "mentee_says made_on",
        "Suggestion.mentee",
    ),
    Part(
        _("Your mentoring pairings"),
        lambda her: Pairing.objects.open_to(her).select_related("mentor", "mentee"),
        "mentor.pseudonym mentee.pseudonym began_on until goals shows_plan",
        "Pairing.mentor Pairing.mentee",
    ),
    # Without the day: it could tell how it ended.
    Part(_("Pairings that ended"), lambda her: Pairing.objects.over_for(her), "began_on"),
    Part(_("Meetings you noted"), lambda her: Meeting.objects.filter(by=her), "met_on minutes words", "Meeting.by"),
    Part(
        _("What you took from mentoring"),
        lambda her: Reflection.objects.filter(by=her),
        "words is_shared",
        "Reflection.by",
    ),
    Part(_("Your development plan"), lambda her: Plan.objects.filter(member=her), "where goals support", "Plan.member"),
    Part(_("Steps of your plan"), lambda her: Step.objects.filter(plan__member=her), "words due state"),
    Part(_("What you said about plans"), lambda her: Comment.objects.filter(by=her), "words written_on", "Comment.by"),
    Part(
        _("Series you follow"),
        lambda her: her.enrolments.select_related("series"),
        "series.title finished_month",
        "Enrolment.member",
    ),
    Part(
        _("Sessions and your notes"),
        lambda her: Progress.objects.filter(enrolment__member=her).select_related("lesson"),
        "lesson.title is_done note",
    ),
    Part(
        _("Your circles"),
        lambda her: CircleSeat.objects.filter(member=her).select_related("circle"),
        "circle.title is_waiting is_moderator",
        "CircleSeat.member",
    ),
    Part(_("Your posts"), lambda her: Post.objects.filter(author=her), "words posted_on", "Post.author"),
    Part(
        _("When your contact data were opened, or your account was locked"),
        lambda her: Trail.objects.filter(about=her.pk, action__in=[OPENED, "lock.close", "lock.approve", "lock.open"]),
        "hour action result",
    ),
]

# References to a member that she is not shown. The page says so in one sentence.
WITHHELD = {
    "PutAway.member": "which announcements she put away; nothing in it to read",
    "Hiding.person": "who hides from her: told to nobody, or hiding would be a danger",
    "Block.blocked": "who blocked her: the same",
    "Alarm.member": "what the coordinators look into; reading it would warn whoever forces her",
    "Report.accused": "what somebody reported about her, while it is looked into",
    "Report.decided_by": "belongs to the report",
    "Application.inviter": "somebody else's application",
    "Question.asked_by": "somebody else's vetting",
    "Deed.member": "what two people decide about her; staff would stop being free to propose it",
    "Deed.proposed_by": "it is about another, and gone within days",
    "Second.by": "the same",
    "Tie.member": "whom she invited or proposed: those are others' histories, and she knows",
    "Tie.other": "who invited or proposed her: it is the other's",
    "Vote.vetter": "somebody else's vetting",
    "Lock.member": "while it is there she cannot read this",
    "Lock.locked_by": "belongs to the locked account",
    "UnlockApproval.staff": "belongs to the locked account",
}


class Fact(NamedTuple):
    """`raw` is for machines: codes and ISO dates."""

    name: str
    label: str | Promise
    words: str
    raw: Any


class Section(NamedTuple):
    title: str | Promise
    rows: list[list[Fact]]


def holdings(member: Member) -> list[Section]:
    """Everything, part by part; parts that hold nothing are left out. Opens what is sealed."""
    sections = [Section(part.title, [facts(row, part.fields) for row in part.rows(member)]) for part in PARTS]
    return [section for section in sections if section.rows]


def facts(row: models.Model, fields: str) -> list[Fact]:
    found = [fact(row, path) for path in fields.split()]
    return [one for one in found if one.words]


def fact(row: Any, path: str) -> Fact:
    *steps, name = path.split(".")
    for step in steps:
        row = getattr(row, step)
        if row is None:
            return Fact(path, LABELS[path], "", None)
    value = getattr(row, name)
    return Fact(path, LABELS[path], in_words(row, name, value), for_machines(value))


def in_words(row: Any, name: str, value: Any) -> str:
    if isinstance(value, Sealed):
        return readable(value)
    if isinstance(row, Trail) and isinstance(value, str):
        words = ACTIONS if name == "action" else RESULTS
        return str(words.get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")() or "")
    if name in BY_MONTH and value:
        return formats.date_format(value, "YEAR_MONTH_FORMAT")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(words_of_codes(name, value))
    return "" if value is None else str(value)


def for_machines(value: Any) -> Any:
    if isinstance(value, Sealed):
        return readable(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
