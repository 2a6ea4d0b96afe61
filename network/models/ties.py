"""Who invited a member, who proposed her for an office. Two people tied so are not two independent looks.

Votes and seconds are no tie: they are the second look, and in a small network the same two once voted for everybody.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.domain.retention import TIE, compute_cutoff_day
from network.models.people import Member, Role

# An appointment counts for another yes only when others had time to look at it.
APPOINTEE_DAYS = 14


class TieKind(models.TextChoices):
    INVITED = "invited", _("Invited her")
    PROPOSED = "proposed", _("Proposed her for an office")


class TieQuerySet(models.QuerySet["Tie"]):
    def tie_members(self, kind: TieKind, *, member: Member, other: Member) -> "Tie":
        """`member` invited `other`, or proposed her. A second time counts from today."""
        row, new = self.get_or_create(member=member, other=other, kind=kind)
        if not new:
            row.since = timezone.localdate()
            row.save(update_fields=["since"])
        return row

    def of(self, member: Member) -> "TieQuerySet":
        """Those the member is a part of."""
        return self.filter(Q(member=member) | Q(other=member))

    def between(self, one: Member, other: Member) -> "TieQuerySet":
        """In either direction."""
        return self.filter(Q(member=one, other=other) | Q(member=other, other=one))

    def expired(self, today: date) -> "TieQuerySet":
        """Kept for twelve months, and for as long as whom it is about is a focal point or a coordinator."""
        return self.filter(since__lte=compute_cutoff_day(today, TIE), other__role=Role.MEMBER)


class Tie(models.Model):
    """`member` brought `other` into the network, or into an office. Goes with either of them."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tied_by")
    kind = models.CharField(max_length=8, choices=TieKind)
    since = models.DateField(default=timezone.localdate)

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "other", "kind"], name="tied_once_in_a_way"),
            models.CheckConstraint(condition=~Q(other=F("member")), name="not_tied_to_herself"),
        ]
        indexes = [models.Index(fields=["since"], name="tie_by_day")]

    def __str__(self) -> str:
        return f"tie {self.pk}"
