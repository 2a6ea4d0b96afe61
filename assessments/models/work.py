"""What grows around the answers: invitations, comments, evidence, and the action plan."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from assessments.models.entries import Entry
from assessments.models.teams import Assessment, Participation, Role, Round


class Invitation(models.Model):
    """A way in for one address, for a while. The link's token is stored hashed, the address sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="invitations")
    address = SealedField()
    role = models.CharField(max_length=8, choices=Role)
    token = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.pk)


class Comment(models.Model):
    """A reviewer's remark on one answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="comments")
    text = SealedField()
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(Participation, models.SET_NULL, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


def evidence_storage() -> Storage:
    return storages["assessments"]


def evidence_path(instance: "Evidence", filename: str) -> str:
    """A random name: what it was called stays sealed."""
    return f"{instance.pk.hex[:2]}/{instance.pk.hex}"


class Evidence(models.Model):
    """A file that shows an answer to be true. Never public, never shown inline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="files")
    file = models.FileField(storage=evidence_storage, upload_to=evidence_path, max_length=80)
    name = SealedField(help_text=_("What it was called."))
    kind = models.CharField(max_length=80, help_text=_("Its media type, as sniffed."))
    size = models.PositiveIntegerField(help_text=_("Bytes."))
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class Action(models.Model):
    """What will be done about an answer that is not yes."""

    class State(models.TextChoices):
        TODO = "todo", _("To do")
        DOING = "doing", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="plan")
    entry = models.OneToOneField(Entry, models.CASCADE, related_name="planned")
    what = SealedField()
    who = models.ForeignKey(Participation, models.SET_NULL, null=True, blank=True, related_name="tasks")
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.TODO)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = [models.F("until").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_overdue(self) -> bool:
        late = self.until is not None and self.until < timezone.localdate()
        return late and self.state in {self.State.TODO, self.State.DOING}
