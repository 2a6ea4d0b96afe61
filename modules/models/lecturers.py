"""Who teaches: a request, and what came of it. The permission itself is the group "Lecturers"."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import SealedField
from modules.domain.retention import REQUEST_CLOSED, REQUEST_UNDECIDED, calculate_cutoff


class Standing(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    VERIFIED = "verified", _("Verified")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OVER = [Standing.DECLINED, Standing.WITHDRAWN]


class LecturerRequestQuerySet(models.QuerySet["LecturerRequest"]):
    def of(self, user: object) -> "LecturerRequestQuerySet":
        """The user's own."""
        return self.filter(user_id=getattr(user, "pk", None))

    def waiting(self) -> "LecturerRequestQuerySet":
        """Longest first."""
        return self.filter(standing=Standing.WAITING).order_by("since", "pk")

    def expired(self, today: date) -> "LecturerRequestQuerySet":
        closed = Q(standing__in=OVER, since__lte=calculate_cutoff(today, REQUEST_CLOSED))
        forgotten = Q(standing=Standing.WAITING, since__lte=calculate_cutoff(today, REQUEST_UNDECIDED))
        return self.filter(closed | forgotten)


class LecturerRequest(models.Model):
    """One a person. What the person gives as proof is sealed and goes with the decision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lecturer_request")
    institution = models.CharField(_("institution"), max_length=160)
    role = models.CharField(_("role there"), max_length=80)
    country = CountryField(_("country"))
    proof = SealedField()
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.WAITING)
    since = models.DateField(default=timezone.localdate, help_text="When it came to this.")
    answer = models.CharField(max_length=400, blank=True, help_text="What the coordinator says to her.")

    objects = LecturerRequestQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        permissions = [("verify_lecturer", "Can decide who is a lecturer")]
        constraints = [models.CheckConstraint(condition=Q(standing__in=Standing.values), name="a_standing_is_known")]
        indexes = [models.Index(fields=["standing", "since"], name="lecturer_requests_in_line")]

    def __str__(self) -> str:
        """For Wagtail's log, which keeps it: no name."""
        return f"request {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.standing in OVER
