"""What a member types about herself, and whom she shows it to."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from network.models import Country, ExperienceLevel, Expertise, ProfileFact, Sector
from network.profiles.actions.pseudonyms import strip_number
from network.profiles.uploads import remake_photo

ALL = "all"
SHORT, LONG = 120, 1000
SHORTEST = 2  # letters of a name for here, without its number


class ProfileForm(forms.Form):
    """The member's own words. All of them may stay empty."""

    name = forms.CharField(
        label=ProfileFact.NAME.label,
        required=False,
        max_length=SHORT,
        help_text=_("You do not need to write it anywhere in this place."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    institution = forms.CharField(
        label=ProfileFact.INSTITUTION.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    position = forms.CharField(
        label=ProfileFact.POSITION.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    city = forms.CharField(
        label=ProfileFact.CITY.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    about = forms.CharField(
        label=ProfileFact.ABOUT.label,
        required=False,
        max_length=LONG,
        help_text=_("What you work on, or what you would like to talk about. No names of others, no cases."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class FactsForm(forms.Form):
    """The name the member chose for here, and the coded facts from her application."""

    pseudonym = forms.CharField(
        label=_("Your name here"),
        max_length=40,
        help_text=_(
            "Not your own. Choose one that nobody would connect with you, and do not use it elsewhere. "
            "We put a number of our choice behind a new one."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Choose a name for here")},
    )
    sector = forms.ChoiceField(label=ProfileFact.SECTOR.label, choices=Sector.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=ProfileFact.LEVEL.label, choices=ExperienceLevel.choices, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label=ProfileFact.LANGUAGES.label,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )
    skills = forms.MultipleChoiceField(
        label=ProfileFact.EXPERTISE.label,
        required=False,
        choices=Expertise.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(code, _(name)) for code, name in settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_pseudonym(self) -> str:
        return clean_base_name(self.cleaned_data["pseudonym"])


def clean_base_name(typed: str) -> str:
    """What stands before the number. Raises ValidationError where there is next to nothing."""
    base = strip_number(typed)
    if len(base) < SHORTEST:
        raise forms.ValidationError(_("Choose a name of at least two letters"))
    return base


class VisibilityForm(forms.Form):
    """For each fact: all members, or those of chosen countries. Nothing ticked: nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = [(country.code, str(country)) for country in Country.objects.all()]
        for fact in ProfileFact:
            self.fields[fact.value] = forms.MultipleChoiceField(
                label=fact.label,
                required=False,
                choices=[(ALL, _("All members")), *countries],
                widget=forms.CheckboxSelectMultiple,
            )

    def shown(self) -> dict[str, set[str | None]]:
        return {
            fact: {None if choice == ALL else choice for choice in self.cleaned_data[fact]}
            for fact in ProfileFact.values
        }


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 5 MB. A drawing or a landscape is safer than your face."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a picture"),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def clean_photo(self) -> bytes:
        """The picture made anew; nothing of the original is kept."""
        upload: UploadedFile = self.cleaned_data["photo"]
        return remake_photo(upload, upload.size or 0)  # type: ignore[arg-type]  # an UploadedFile reads like a file
