"""For whom something is: everybody, or the members of chosen countries."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models.classifications import Country
from network.models.people import Member


class AddressedQuerySet[Row: models.Model](models.QuerySet[Row]):
    def addressed_to(self, member: Member) -> Self:
        """For everybody or for the member's country; a row comes once, as both halves look at the same join."""
        return self.filter(models.Q(countries__isnull=True) | models.Q(countries=member.country_id))


class AddressedToCountries(models.Model):
    """No country chosen means all of them."""

    countries = models.ManyToManyField(Country, blank=True, related_name="+", verbose_name=_("countries"))

    class Meta:
        abstract = True
