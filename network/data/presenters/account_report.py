"""Everything held about one member, in words: for her to read, to take with her and to correct.

`PARTS` names what is shown, `WITHHELD` what is not and why. A test walks every reference to a member and fails for one
that stands in neither.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.sealing import Sealed
from network.data.presenters.labels import ACTIONS, LABELS, RESULTS, format_codes
from network.domain.contacts import OPENED
from network.models import (
    Application,
    Block,
    CircleSeat,
    Comment,
    Consent,
    ContactOffer,
    Conversation,
    EventPreference,
    Feedback,
    HiddenFrom,
    Meeting,
    Member,
    Message,
    Pairing,
    Photo,
    Plan,
    PlanStep,
    Post,
    Profile,
    Progress,
    Question,
    Reflection,
    Report,
    Suggestion,
    Trail,
)
from network.presenters.sealed_texts import unseal_or_explain
from toolkit.presenters.days import write_day

# Kept as the first day of a month, because no more is known.
BY_MONTH = {"joined_month", "finished_month", "last_login"}
Rows = Callable[[Member], "Iterable[models.Model]"]


class AccountPart(NamedTuple):
    """Rows of one kind. `fields` are paths from the row; `covers` the references to a member that lead to it."""

    title: str | Promise
    rows: Rows
    fields: str
    covers: str = ""


PARTS = [
    AccountPart(
        _("Your membership"),
        lambda her: [her],
        "pseudonym country sector level role mail joined_month probation_ends votes_from is_listed address reach "
        "user.language user.last_login",
    ),
    AccountPart(_("Languages"), lambda her: her.spoken.all(), "code", "SpokenLanguage.member"),
    AccountPart(_("Expertise"), lambda her: her.skills.all(), "code", "Skill.member"),
    AccountPart(
        _("Your profile"),
        lambda her: Profile.objects.filter(member=her).select_related("member"),
        "name institution position about city",
        "Profile.member",
    ),
    AccountPart(_("Your photo"), lambda her: Photo.objects.filter(member=her), "body", "Photo.member"),
    AccountPart(
        _("What you show, and to whom"), lambda her: her.showings.all(), "fact country", "VisibilityGrant.member"
    ),
    AccountPart(
        _("From whom you hide"),
        lambda her: HiddenFrom.objects.filter(member=her).select_related("country", "person"),
        "country person.pseudonym",
        "HiddenFrom.member",
    ),
    AccountPart(
        _("Whom you blocked"),
        lambda her: Block.objects.filter(blocker=her).select_related("blocked"),
        "blocked.pseudonym",
        "Block.blocker",
    ),
    AccountPart(
        _("Your application"),
        lambda her: Application.objects.filter(member=her).select_related("country"),
        "state pseudonym country sector level languages language mail address reach why created_on decided_on",
        "Application.member",
    ),
    AccountPart(
        _("Questions in your vetting"),
        lambda her: Question.objects.filter(application__member=her).select_related("application"),
        "text answer asked_on answered_on",
    ),
    AccountPart(
        _("What you agreed to"),
        lambda her: Consent.objects.filter(Q(member=her) | Q(application__member=her)),
        "purpose text_version given_on",
        "Consent.member",
    ),
    AccountPart(_("Your invitations"), lambda her: her.invitations.all(), "expires_on", "Invitation.inviter"),
    AccountPart(_("Notices"), lambda her: her.notices.all(), "kind created", "Notice.member"),
    AccountPart(
        _("Conversations"),
        lambda her: Conversation.objects.visible_to(her),
        "asker.pseudonym asked.pseudonym began_on moved_on",
        "Conversation.asker Conversation.asked",
    ),
    # As long as she sees them in the conversation: what is still there later would tell whether it was read.
    AccountPart(
        _("Messages you wrote"),
        lambda her: Message.objects.shown_to(her).filter(author=her).order_by("conversation", "turn"),
        "text sent_on",
        "Message.author",
    ),
    AccountPart(
        _("Messages to you"),
        lambda her: (
            Message.objects.filter(conversation__in=Conversation.objects.visible_to(her), is_void=False)
            .exclude(author=her)
            .select_related("author")
        ),
        "author.pseudonym text sent_on delivered_on",
    ),
    AccountPart(
        _("Contacts you offered"), lambda her: ContactOffer.objects.filter(member=her), "contact", "ContactOffer.member"
    ),
    AccountPart(
        _("What you reported"),
        lambda her: Report.objects.filter(reporter=her),
        "kind reason reported_on",
        "Report.reporter",
    ),
    AccountPart(
        _("Events you signed up for"),
        lambda her: her.signups.select_related("event"),
        "event.title event.starts seat",
        "Signup.member",
    ),
    AccountPart(
        _("What you said about events"),
        lambda her: Feedback.objects.filter(signup__member=her),
        "useful safe words",
    ),
    AccountPart(
        _("Your time zone"), lambda her: EventPreference.objects.filter(member=her), "zone", "EventPreference.member"
    ),
    AccountPart(
        _("What you told mentoring"),
        lambda her: her.descriptions.select_related("member"),
        "side skills aims languages hours way words is_open",
        "MentoringDescription.member",
    ),
    AccountPart(
        _("Mentoring suggestions, as a mentor"),
        lambda her: Suggestion.objects.filter(mentor=her),
        "mentor_says made_on",
        "Suggestion.mentor",
    ),
    AccountPart(
        _("Mentoring suggestions, as a mentee"),
        lambda her: Suggestion.objects.filter(mentee=her),
        "mentee_says made_on",
        "Suggestion.mentee",
    ),
    AccountPart(
        _("Your mentoring pairings"),
        lambda her: Pairing.objects.open_to(her).select_related("mentor", "mentee"),
        "mentor.pseudonym mentee.pseudonym began_on until goals shows_plan",
        "Pairing.mentor Pairing.mentee",
    ),
    # Without the day: it could tell how it ended.
    AccountPart(_("Pairings that ended"), lambda her: Pairing.objects.over_for(her), "began_on"),
    AccountPart(
        _("Meetings you noted"), lambda her: Meeting.objects.filter(by=her), "met_on minutes words", "Meeting.by"
    ),
    AccountPart(
        _("What you took from mentoring"),
        lambda her: Reflection.objects.filter(by=her),
        "words is_shared",
        "Reflection.by",
    ),
    AccountPart(
        _("Your development plan"), lambda her: Plan.objects.filter(member=her), "where goals support", "Plan.member"
    ),
    AccountPart(_("Steps of your plan"), lambda her: PlanStep.objects.filter(plan__member=her), "words due state"),
    AccountPart(
        _("What you said about plans"), lambda her: Comment.objects.filter(by=her), "words written_on", "Comment.by"
    ),
    AccountPart(
        _("Series you follow"),
        lambda her: her.enrolments.select_related("series"),
        "series.title finished_month",
        "Enrolment.member",
    ),
    AccountPart(
        _("Sessions and your notes"),
        lambda her: Progress.objects.filter(enrolment__member=her).select_related("lesson"),
        "lesson.title is_done note",
    ),
    AccountPart(
        _("Your circles"),
        lambda her: CircleSeat.objects.filter(member=her).select_related("circle"),
        "circle.title is_waiting is_moderator",
        "CircleSeat.member",
    ),
    AccountPart(_("Your posts"), lambda her: Post.objects.filter(author=her), "words posted_on", "Post.author"),
    AccountPart(
        _("When your contact data were opened, or your account was locked"),
        lambda her: Trail.objects.filter(about=her.pk, action__in=[OPENED, "lock.close", "lock.approve", "lock.open"]),
        "hour action result",
    ),
]

# References to a member that she is not shown. The page says so in one sentence.
WITHHELD = {
    "DismissedAnnouncement.member": "which announcements she put away; nothing in it to read",
    "HiddenFrom.person": "who hides from her: told to nobody, or hiding would be a danger",
    "Block.blocked": "who blocked her: the same",
    "Alarm.member": "what the coordinators look into; reading it would warn whoever forces her",
    "Report.accused": "what somebody reported about her, while it is looked into",
    "Report.decided_by": "belongs to the report",
    "Application.inviter": "somebody else's application",
    "Question.asked_by": "somebody else's vetting",
    "Deed.member": "what two people decide about her; staff would stop being free to propose it",
    "Deed.proposed_by": "it is about another, and gone within days",
    "DeedConfirmation.by": "the same",
    "Tie.member": "whom she invited or proposed: those are others' histories, and she knows",
    "Tie.other": "who invited or proposed her: it is the other's",
    "Vote.vetter": "somebody else's vetting",
    "Lock.member": "while it is there she cannot read this",
    "Lock.locked_by": "belongs to the locked account",
    "UnlockApproval.staff": "belongs to the locked account",
}


class AccountFact(NamedTuple):
    """`raw` is for machines: codes and ISO dates."""

    name: str
    label: str | Promise
    words: str
    raw: Any


class AccountSection(NamedTuple):
    title: str | Promise
    rows: list[list[AccountFact]]


def build_account_report(member: Member) -> list[AccountSection]:
    """Everything, part by part; parts that hold nothing are left out. Opens what is sealed."""
    sections = [AccountSection(part.title, [facts(row, part.fields) for row in part.rows(member)]) for part in PARTS]
    return [section for section in sections if section.rows]


def facts(row: models.Model, fields: str) -> list[AccountFact]:
    found = [fact(row, path) for path in fields.split()]
    return [one for one in found if one.words]


def fact(row: Any, path: str) -> AccountFact:
    *steps, name = path.split(".")
    for step in steps:
        row = getattr(row, step)
        if row is None:
            return AccountFact(path, LABELS[path], "", None)
    value = getattr(row, name)
    return AccountFact(path, LABELS[path], in_words(row, name, value), for_machines(value))


def in_words(row: Any, name: str, value: Any) -> str:
    if isinstance(value, Sealed):
        return unseal_or_explain(value)
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
        return write_day(value, get_language() or settings.LANGUAGE_CODE)
    if isinstance(value, list):
        return ", ".join(format_codes(name, value))
    return "" if value is None else str(value)


def for_machines(value: Any) -> Any:
    if isinstance(value, Sealed):
        return unseal_or_explain(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return value.pk if isinstance(value, models.Model) else value
