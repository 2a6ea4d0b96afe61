"""Who keeps away from whom. Names the members' table by its name: its own rule of who finds whom rests on these."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from network.models.classifications import Country

if TYPE_CHECKING:
    from network.models.people import Member


class HiddenFromQuerySet(models.QuerySet["HiddenFrom"]):
    def from_(self, viewer: "Member") -> "HiddenFromQuerySet":
        """By whom the viewer is kept away: as a person, or because of her country."""
        return self.filter(Q(person=viewer) | Q(country=viewer.country_id))


class HiddenFrom(models.Model):
    """A member whom the people of a country, or one person, cannot find."""

    member = models.ForeignKey("network.Member", on_delete=models.CASCADE, related_name="hidings")
    country = models.ForeignKey(Country, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("network.Member", null=True, on_delete=models.CASCADE, related_name="+")

    objects = HiddenFromQuerySet.as_manager()

    class Meta:
        db_table = "network_hiding"  # release 0.1's, whose processes use it while an upgrade replaces them
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=True) ^ Q(person__isnull=True), name="hidden_from_one_thing"
            ),
            models.CheckConstraint(condition=~Q(person=F("member")), name="not_hidden_from_herself"),
            models.UniqueConstraint(fields=["member", "country"], name="hidden_from_a_country_once"),
            models.UniqueConstraint(fields=["member", "person"], name="hidden_from_a_person_once"),
        ]

    def __str__(self) -> str:
        return f"hiding {self.pk}"


class Block(models.Model):
    """Neither of two members finds the other; what the blocked one writes goes nowhere, and that one is not told."""

    blocker = models.ForeignKey("network.Member", on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey("network.Member", on_delete=models.CASCADE, related_name="blocked_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="blocked_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="not_blocked_by_herself"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"
