"""A member's word for somebody whom she knows."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone

from network.models.joining import Application
from network.models.people import Member


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def given(self) -> "InvitationQuerySet":
        """Not over yet, used or not: what the inviter sees, and what counts towards how many she may give. Else she
        would see the second in which somebody came with one."""
        return self.filter(expires_on__gt=timezone.localdate())

    def usable(self) -> "InvitationQuerySet":
        return self.given().filter(is_used=False, inviter__user__is_active=True)

    def expired(self, today: date) -> "InvitationQuerySet":
        return self.filter(expires_on__lte=today)


class Invitation(models.Model):
    """A member's word for somebody. Good once; the code is stored as a hash; the row stays until the day it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inviter = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=64, unique=True)
    # One draft at a time holds it, the newest: who fills in the page again does not lose it to her own first try.
    taken_by = models.OneToOneField(Application, null=True, on_delete=models.SET_NULL, related_name="+")
    is_used = models.BooleanField(default=False)
    expires_on = models.DateField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["expires_on", "pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
