"""The answers of a team, one row a question, and the history of every change."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from assessments.models.answers import Answer
from assessments.models.teams import Assessment, Participation, Sheet
from toolkit.models import ANSWERS


class Entry(models.Model):
    """A question's answer as it stands. `saves` counts its saves: who saves over an older one is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    item = models.CharField(max_length=36, help_text=_("The question's id."))
    mark = models.CharField(max_length=6, choices=list(ANSWERS.items()), blank=True)
    note = SealedField()
    evidence = SealedField()
    action = SealedField()
    saves = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "item"], name="an_answer_once")]

    def __str__(self) -> str:
        return str(self.pk)

    def answer(self) -> Answer:
        """As plain data, opened."""
        return Answer(self.mark, self.note.open(), self.evidence.open(), self.action.open())


class Step(models.Model):
    """One line of the history. Each carries the hash of the one before, so that none can be changed or taken out.

    `actor` is a participation's mark, not an account: erasing a person takes the name away and leaves the chain.
    What was written is sealed; the hash is over its digest, so that the chain can be verified without opening it.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    action = models.CharField(max_length=24)
    about = models.CharField(max_length=80, blank=True, help_text=_("The random id of what was acted upon."))
    content = SealedField(help_text=_("JSON: what was there and what is there now."))
    digest = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="steps_are_numbered")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"
