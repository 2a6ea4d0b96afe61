"""What a member types about herself, and whom she shows it to."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from network.forms.joining import clean_name
from network.models import Country, Expertise, Fact, Level, Sector
from network.uploads.photos import remake

ALL = "all"
SHORT, LONG = 120, 1000


class ProfileForm(forms.Form):
    """Words of her own. All of them may stay empty."""

    name = forms.CharField(
        label=Fact.NAME.label,
        required=False,
        max_length=SHORT,
        help_text=_("You do not need to write it anywhere in this place."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    institution = forms.CharField(
        label=Fact.INSTITUTION.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    position = forms.CharField(
        label=Fact.POSITION.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    city = forms.CharField(
        label=Fact.CITY.label,
        required=False,
        max_length=SHORT,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    about = forms.CharField(
        label=Fact.ABOUT.label,
        required=False,
        max_length=LONG,
        help_text=_("What you work on, or what you would like to talk about. No names of others, no cases."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class FactsForm(forms.Form):
    """The name she chose for here, and the coded facts from her application."""

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
    sector = forms.ChoiceField(label=Fact.SECTOR.label, choices=Sector.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=Fact.LEVEL.label, choices=Level.choices, widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label=Fact.LANGUAGES.label,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language")},
    )
    skills = forms.MultipleChoiceField(
        label=Fact.EXPERTISE.label,
        required=False,
        choices=Expertise.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"].choices = [(code, _(name)) for code, name in settings.LANGUAGES]  # type: ignore[attr-defined]

    def clean_pseudonym(self) -> str:
        return clean_name(self.cleaned_data["pseudonym"])


class ShowingForm(forms.Form):
    """For each fact: all members, or those of chosen countries. Nothing ticked: nobody."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = [(country.code, str(country)) for country in Country.objects.all()]
        for fact in Fact:
            self.fields[fact.value] = forms.MultipleChoiceField(
                label=fact.label,
                required=False,
                choices=[(ALL, _("All members")), *countries],
                widget=forms.CheckboxSelectMultiple,
            )

    def shown(self) -> dict[str, set[str | None]]:
        return {fact: {None if choice == ALL else choice for choice in self.cleaned_data[fact]} for fact in Fact.values}


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
        return remake(upload, upload.size or 0)  # type: ignore[arg-type]  # an UploadedFile reads like a file
