"""Where members come from, and what they do there."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries import countries


class Country(models.Model):
    """A country whose people may apply. What they write is sealed under keys of its own."""

    code = models.CharField(max_length=2, primary_key=True, help_text="ISO 3166-1 alpha-2")
    is_open = models.BooleanField(default=True, help_text=_("Whether people may apply now."))
    # Afghanistan and Iran: a number per sector would point at a handful of offices.
    is_discreet = models.BooleanField(default=False, help_text=_("Never counted by sector."))
    is_shredded = models.BooleanField(default=False, help_text=_("Its keys are destroyed."))

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return str(countries.name(self.code))


class Sector(models.TextChoices):
    POLICY = "policy", _("Policymaking")
    JUSTICE = "justice", _("Justice")
    POLICE = "police", _("Law enforcement")
    CIVIL = "civil", _("Civil society")


class ExperienceLevel(models.TextChoices):
    """How senior, in steps wide enough to point at nobody."""

    ENTRY = "entry", _("Starting out")
    MIDDLE = "middle", _("Experienced")
    SENIOR = "senior", _("Leading others")


class Expertise(models.TextChoices):
    """What members can be found by. Wide on purpose: a rare skill would name a person."""

    TRAFFICKING = "tip", _("Trafficking in persons")
    SMUGGLING = "som", _("Smuggling of migrants")
    GENDER = "gender", _("Gender equality")
    RIGHTS = "rights", _("Human rights")
    VICTIMS = "victims", _("Protection of victims and witnesses")
    INVESTIGATION = "investigation", _("Investigation and prosecution")
    LAWMAKING = "lawmaking", _("Law and policy making")
    LEADERSHIP = "leadership", _("Leadership and management")
    TRAINING = "training", _("Training and teaching")
