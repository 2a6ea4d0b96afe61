"""The answers of a team, one row a question, and the history of every change."""

import json
import uuid
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from accounts.sealing import Shredded
from accounts.sealing.keys import NoKeys
from assessments.domain.answers import Answer
from assessments.models.teams import Assessment, Participation, Sheet, TeamQuerySet
from toolkit.domain.answers import ANSWERS


class EntryQuerySet(TeamQuerySet):
    people = "sheet__round__assessment__participations"
    along = ("sheet__round__assessment",)


class Entry(models.Model):
    """A question's answer as it stands; made with its sheet, so that there is one for every question.

    `saves` counts its saves: who saves over an older one is told. `at` is empty until somebody answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    item = models.CharField(max_length=36, help_text=_("The question's id."))
    mark = models.CharField(max_length=6, choices=list(ANSWERS.items()), blank=True)
    note = SealedField()
    evidence = SealedField()
    action = SealedField()
    saves = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="an_answer_once")]

    def __str__(self) -> str:
        return str(self.pk)

    def answer(self) -> Answer:
        """As plain data, opened."""
        return Answer(self.mark, self.note.open(), self.evidence.open(), self.action.open())


class AuditAction(models.TextChoices):
    """What a step of the history says that somebody did."""

    BEGIN = "begin", _("began the assessment")
    DESCRIBE = "describe", _("changed title or country")
    INVITE = "invite", _("invited somebody")
    WITHDRAW = "withdraw", _("took an invitation back")
    DECLINE = "decline", _("said no to an invitation")
    JOIN = "join", _("joined the team")
    ROLE = "role", _("gave another role")
    REMOVE = "remove", _("took somebody off the team")
    LEAVE = "leave", _("left the team")
    ANSWER = "answer", _("answered")
    CONFLICT = "conflict", _("wrote at the same time as somebody else; both texts are kept here")
    COMMENT = "comment", _("commented")
    RESOLVE = "resolve", _("closed a comment")
    REOPEN = "reopen", _("opened a comment again")
    SEND = "send", _("sent the round for review")
    RETURN = "return", _("asked for changes")
    FIRST = "first", _("signed the round off as the first of two")
    SIGN = "sign", _("signed the round off")
    UNSIGN = "unsign", _("opened the round again")
    ROUND = "round", _("began a round")
    ATTACH = "attach", _("added a file")
    DETACH = "detach", _("removed a file")
    PLAN = "plan", _("planned an action")
    ACTION = "action", _("changed an action")
    UPGRADE = "upgrade", _("took a new version of a checklist")
    COPY = "copy", _("asked for a full copy")


class AuditEntry(models.Model):
    """One line of the history. Each carries the hash of the one before, so that none can be changed or taken out.

    `actor` is a participation's mark, not an account: erasing a person takes the name away and leaves the chain.
    What was written is sealed; the hash is over its digest, so that the chain can be verified without opening it.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    action = models.CharField(max_length=24)  # one of AuditAction
    about = models.CharField(max_length=80, blank=True, help_text=_("The random id of what was acted upon: an entry."))
    content = SealedField(help_text=_("JSON: what was there and what is there now."))
    digest = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "assessments_step"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="steps_are_numbered")]
        indexes = [models.Index(fields=["assessment", "about"], name="steps_about_a_question")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"

    def written(self) -> str:
        """Its content as JSON, opened. For one that no key opens, or that was changed, a sentence that says so:
        a history is shown all the same, and `verify_trail` names the step."""
        try:
            return self.content.open()
        except (NoKeys, Shredded, InvalidTag, ValueError):
            return json.dumps({"what": _("It cannot be read.")}, ensure_ascii=False, cls=DjangoJSONEncoder)

    def read_content(self) -> dict[str, Any]:
        """Its content, opened and read."""
        try:
            return json.loads(self.written() or "{}")
        except ValueError:  # sealed with our key, and not by us
            return {"what": _("It cannot be read.")}
