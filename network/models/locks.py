"""Locked accounts. Anybody may lock her own in one step; opening it again takes two people who are sure.

Neither of them locked it, and one is from its owner's country where there is somebody."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.domain.locking import LockReason, UnlockReason
from network.models.people import Member

APPROVALS_NEEDED = 2
# Of others, by one person: enough for a bad day. From the next one on a second person confirms.
LOCKS_A_DAY = 3


class LockQuerySet(models.QuerySet["Lock"]):
    def visible_to(self, staff: Member) -> "LockQuerySet":
        """Of accounts in the care of one of the staff; never her own."""
        return self.filter(member__in=Member.objects.in_care_of(staff)).exclude(member=staff)

    def of_country(self, code: str) -> "LockQuerySet":
        """Those that two people locked together with their country."""
        return self.filter(reason=LockReason.COUNTRY, member__country=code)

    def of_her_own(self) -> "LockQuerySet":
        """Those that opening a whole country leaves closed."""
        return self.exclude(reason=LockReason.COUNTRY)


class Lock(models.Model):
    """While the row is there nobody signs in to the account. It goes with the second approval."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="lock")
    locked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=8, choices=LockReason)
    locked_on = models.DateField(_("locked on"), default=timezone.localdate)
    is_confirmed = models.BooleanField(default=False, help_text=_("Whether a second person looked, or she did it."))

    objects = LockQuerySet.as_manager()

    class Meta:
        ordering = ["locked_on", "pk"]

    def __str__(self) -> str:
        return f"lock {self.pk}"

    @property
    def waits_for_a_look(self) -> bool:
        """Somebody locked it for the owner of the account, and nobody else has looked yet."""
        return not self.is_confirmed and self.reason != LockReason.HERSELF


class UnlockApproval(models.Model):
    """One staff member's word that the account may be opened again."""

    lock = models.ForeignKey(Lock, on_delete=models.CASCADE, related_name="approvals")
    staff = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=UnlockReason)
    given_on: "models.DateField[date, date]" = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["lock", "staff"], name="one_approval_per_staff_member")]

    def __str__(self) -> str:
        return f"approval of {self.lock_id}"
