"""What a module can be found by: closed lists, so that a catalogue has no two words for one thing."""

from collections.abc import Callable
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MINUTES = (60, 90, 120, 180)  # “up to”


class Level(models.TextChoices):
    UNDERGRADUATE = "undergraduate", _("Undergraduate")
    POSTGRADUATE = "postgraduate", _("Postgraduate")
    PROFESSIONAL = "professional", _("Professional training")


class Crime(models.TextChoices):
    BOTH = "both", _("Both crimes")
    TIP = "tip", _("Trafficking in persons")
    SOM = "som", _("Smuggling of migrants")


class Discipline(models.TextChoices):
    LAW = "law", _("Law")
    CRIMINOLOGY = "criminology", _("Criminology")
    SOCIAL_WORK = "social-work", _("Social work")
    GENDER_STUDIES = "gender-studies", _("Gender studies")
    INTERNATIONAL_RELATIONS = "international-relations", _("International relations")
    PUBLIC_POLICY = "public-policy", _("Public policy")
    JOURNALISM = "journalism", _("Journalism")


class Topic(models.TextChoices):
    RIGHTS = "rights", _("Human rights")
    GENDER = "gender", _("Gender equality")
    IDENTIFICATION = "identification", _("Identification and referral")
    PROTECTION = "protection", _("Protection and assistance")
    CRIMINAL_JUSTICE = "criminal-justice", _("Criminal justice")
    DATA = "data", _("Data")
    MIGRATION = "migration", _("Migration")


class ChoicesField(models.JSONField):
    """Several of a closed list, as a list of their codes. What an editor ticks stands in a room above: modules/apps.py
    puts it here."""

    form_field: Callable[..., Any]

    def __init__(self, *args: Any, options: Any = (), **kwargs: Any) -> None:
        self.options = list(options)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return type(self).form_field(
            choices=self.options, required=False, label=self.verbose_name, help_text=self.help_text
        )


def minutes_field(**kwargs: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(6000)], **kwargs)
