"""What grows around the answers: invitations, comments, evidence, and the action plan."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from assessments.models.entries import Entry
from assessments.models.teams import Assessment, Participation, Role, Round, TeamQuerySet, build_presence_filter


class TeamInvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "TeamInvitationQuerySet":
        """Those whose link still opens."""
        return self.filter(expires__gt=timezone.now())


class Invitation(models.Model):
    """A way in for one person, for a while. The link's token is stored hashed; the address is sealed, and so is what
    the inviter typed. Without an address whoever holds the link comes in: she passed it on herself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="invitations")
    address = SealedField()
    organisation = SealedField(db_default="")
    words = SealedField(db_default="")
    role = models.CharField(max_length=8, choices=Role)
    token = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of what stands in the link."))
    sent = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")

    link = ""  # of the one that was just made; stored nowhere

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["sent", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Any) -> "CommentQuerySet":
        """Those of the user's teams."""
        return self.filter(entry__in=Entry.objects.visible_to(user).order_by().values("pk"))


class Comment(models.Model):
    """A reviewer's remark on one answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="comments")
    text = SealedField()
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(Participation, models.SET_NULL, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None


class EvidenceQuerySet(TeamQuerySet):
    people = "entry__sheet__round__assessment__participations"
    along = ("entry__sheet__round__assessment", "entry__sheet__version")

    def before(self, entry: Entry) -> "EvidenceQuerySet":
        """What earlier rounds showed for the same question: a new round begins without files."""
        sheet = entry.sheet
        rows = self.filter(entry__item=entry.item, entry__sheet__checklist=sheet.checklist)
        rounds = {"entry__sheet__round__assessment": sheet.round.assessment_id}
        rows = rows.filter(**rounds, entry__sheet__round__number__lt=sheet.round.number)
        return rows.select_related("by", "entry__sheet__round").order_by("entry__sheet__round__number", "at", "pk")


class Evidence(models.Model):
    """A file that shows an answer to be true. Never public, never shown inline.

    The file (storage/evidence.py) is sealed with a key of its own, and `key` holds that one sealed: new keys for the
    portal leave files as they are, and with the row goes what would open a copy left in a backup.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="files")
    key = SealedField()
    name = SealedField(help_text=_("What it was called."))
    kind = models.CharField(max_length=80, help_text=_("Its media type, as sniffed."))
    size = models.PositiveIntegerField(help_text=_("Bytes."))
    by = models.ForeignKey(Participation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def assessment(self) -> Assessment:
        return self.entry.sheet.round.assessment


GOING = ("todo", "doing")  # states of an action


class ActionQuerySet(TeamQuerySet):
    people = "round__assessment__participations"
    along = ("round__assessment", "who", "entry__sheet__version")

    def going(self) -> "ActionQuerySet":
        """To do or under way."""
        return self.filter(state__in=GOING)

    def of_present(self) -> "ActionQuerySet":
        """Of somebody who still takes part."""
        return self.filter(build_presence_filter("who"), who__isnull=False)


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

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("until").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def assessment(self) -> Assessment:
        return self.round.assessment

    @property
    def is_going(self) -> bool:
        return self.state in GOING

    @property
    def is_overdue(self) -> bool:
        return self.is_going and self.until is not None and self.until < timezone.localdate()


class Reminder(models.Model):
    """When a participant was last reminded of her actions: once a week, however many assessments she takes part in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    sent = models.DateField()

    def __str__(self) -> str:
        return str(self.pk)
