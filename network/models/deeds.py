"""What nobody does alone: one of the staff proposes it, a second one, independent of her, confirms it.

A row is there only while something waits: it goes when the deed is done, taken back, refused, or too old. What was
done stays in the trail.
"""

import json
import uuid
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import compute_cutoff_moment
from network.models.classifications import Country
from network.models.people import Member, Role

# How long a proposal waits for a second person, and what two agreed on for whoever has to finish it by hand.
WAITS = timedelta(hours=72)
# Time for everybody else to object to an appointment, and for the owner of an account to lock it.
OBJECTION = timedelta(hours=72)
RETURN = timedelta(hours=24)


class DeedKind(models.TextChoices):
    """At most 20 letters: the trail keeps it as a result."""

    APPOINT_FOCAL_POINT = "appoint_focal_point", _("Appoint a focal point")
    DISMISS_FOCAL_POINT = "dismiss_focal_point", _("Dismiss a focal point")
    APPOINT_COORDINATOR = "appoint_coordinator", _("Appoint a coordinator")
    DISMISS_COORDINATOR = "dismiss_coordinator", _("Dismiss a coordinator")
    LOCK = "lock", _("Lock an account")
    GIVE_BACK = "give_back", _("Give an account back")
    LOCK_COUNTRY = "lock_country", _("Lock all accounts of a country")
    UNLOCK_COUNTRY = "unlock_country", _("Open the accounts of a country again")
    SHRED_COUNTRY = "shred_country", _("Destroy the keys of a country")
    MAKE_CANARY = "make_canary", _("Put a canary into the directory")
    REMOVE_CANARY = "remove_canary", _("Remove a canary")


APPOINTMENTS = {DeedKind.APPOINT_FOCAL_POINT: Role.FOCAL_POINT, DeedKind.APPOINT_COORDINATOR: Role.COORDINATOR}
DISMISSALS = {DeedKind.DISMISS_FOCAL_POINT: Role.FOCAL_POINT, DeedKind.DISMISS_COORDINATOR: Role.COORDINATOR}
# Everybody who looks after the account, a focal point as well; all others are for coordinators.
IN_CARE = {DeedKind.LOCK, DeedKind.GIVE_BACK}
ABOUT_COUNTRIES = {DeedKind.LOCK_COUNTRY, DeedKind.UNLOCK_COUNTRY, DeedKind.SHRED_COUNTRY}
# How long after the second person's word it is done; at once where nothing stands here.
TAKES_FORCE_AFTER = {**dict.fromkeys([*APPOINTMENTS, *DISMISSALS], OBJECTION), DeedKind.GIVE_BACK: RETURN}
# Finished by somebody: whoever runs the portal, since keys may be reachable there only; whoever reads out a code.
BY_HAND = {DeedKind.SHRED_COUNTRY, DeedKind.GIVE_BACK}


class DeedQuerySet(models.QuerySet["Deed"]):
    def open(self) -> "DeedQuerySet":
        """Not too old: waits for a second person, for its time, or for whoever finishes it."""
        return self.filter(expires__gt=timezone.now())

    def visible_to(self, staff: Member) -> "DeedQuerySet":
        """All for a coordinator; for a focal point those about accounts she looks after. A lock of one's own account
        is not shown to its owner, who could prevent it."""
        rows = self.open().exclude(kind=DeedKind.LOCK, member=staff)
        if staff.role == Role.COORDINATOR:
            return rows
        return rows.filter(kind__in=IN_CARE, member__in=Member.objects.in_care_of(staff))

    def agreed(self) -> "DeedQuerySet":
        return self.filter(second__isnull=False)

    def due(self) -> "DeedQuerySet":
        """Two agreed, and its time has come; nobody has to do more."""
        return self.open().agreed().filter(in_force__lte=timezone.now()).exclude(kind__in=BY_HAND)

    def expired(self, today: date) -> "DeedQuerySet":
        return self.filter(expires__lt=compute_cutoff_moment(today, 0))


class Deed(models.Model):
    """About a person, a country, or, for a canary that is not there yet, only about what its details say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=DeedKind)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="deeds_about")
    country = models.ForeignKey(Country, null=True, on_delete=models.CASCADE, related_name="+")
    # JSON: what a canary seems to be, why to lock, what she lost.
    details = SealedField()
    proposed_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="proposed")
    proposed = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    in_force = models.DateTimeField(null=True)
    # Of the half of a code that the proposer reads out; the other half is with the second.
    code_hash = models.CharField(max_length=64, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        ordering = ["proposed", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "member"], name="proposed_once_about_somebody"),
            models.UniqueConstraint(fields=["kind", "country"], name="proposed_once_about_a_country"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(ABOUT_COUNTRIES), country__isnull=False, member__isnull=True)
                | Q(kind=DeedKind.MAKE_CANARY, country__isnull=True, member__isnull=True)
                | Q(member__isnull=False, country__isnull=True),
                name="a_deed_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["expires"], name="deed_by_end")]

    def __str__(self) -> str:
        return f"deed {self.pk}"

    @property
    def is_agreed(self) -> bool:
        """A second person has said yes."""
        return hasattr(self, "second")

    @property
    def is_in_force(self) -> bool:
        return self.is_agreed and self.in_force is not None and self.in_force <= timezone.now()

    @property
    def is_by_hand(self) -> bool:
        return self.kind in BY_HAND

    @property
    def is_appointment(self) -> bool:
        return self.kind in APPOINTMENTS

    @property
    def about(self) -> uuid.UUID:
        """What stands in the trail: the person it is about, else the deed itself."""
        return self.member_id or self.pk

    @property
    def person(self) -> Member:
        """Whom it is about. Raises Member.DoesNotExist for what is about a country."""
        if self.member is None:
            raise Member.DoesNotExist
        return self.member

    def told(self) -> dict[str, Any]:
        """The details. Raises Shredded where the common key is gone."""
        return dict(json.loads(self.details.open() or "{}"))


class DeedConfirmation(models.Model):
    """The word of the second person. Where she leaves, it is a proposal again."""

    deed = models.OneToOneField(Deed, on_delete=models.CASCADE, related_name="second")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="seconded")
    given = models.DateTimeField(default=timezone.now)
    code_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "network_second"  # release 0.1's, whose processes use it while an upgrade replaces them

    def __str__(self) -> str:
        return f"second of {self.deed_id}"


class IdentityCheck(models.TextChoices):
    """How each of the two knows that it is the owner of the account. One of them must have heard her."""

    VOICE = "voice", _("I have spoken to her, know her voice, and she is free to talk")
    MET = "met", _("I have met her")
    OTHER = "other", _("I have not heard her: the other one has")


class LostCredentials(models.TextChoices):
    PASSWORD = "password", _("Her password. She still has her second step (app, passkey or recovery codes).")
    BOTH = "both", _("Her password and her second step")
