"""What a module can be found by: closed lists, so that a catalogue has no two words for one thing."""

from typing import Any

from django import forms
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


class ChoicesFormField(forms.MultipleChoiceField):
    """Ticks in the order of the list, so that the same choice is always the same value."""

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [code for code, _label in self.choices if code in chosen]  # type: ignore[union-attr,misc]


class ChoicesField(models.JSONField):
    """Several of a closed list, as a list of their codes."""

    def __init__(self, *args: Any, options: Any = (), **kwargs: Any) -> None:
        self.options = list(options)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return ChoicesFormField(
            choices=self.options,
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


def minutes_field(**kwargs: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(_("minutes"), validators=[MaxValueValidator(6000)], **kwargs)
