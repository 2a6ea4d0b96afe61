"""Looking for people, and keeping away from them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from network.models import Country, Expertise, ProfileFact, Sector
from network.profiles.forms import FactsForm

ANY = ("", _("Any"))


def country_choices() -> list[tuple[str, str]]:
    return [(country.code, str(country)) for country in Country.objects.all()]


class FilterForm(forms.Form):
    """Read from the address. What is not a choice filters nothing."""

    sector = forms.ChoiceField(label=ProfileFact.SECTOR.label, required=False, choices=[ANY, *Sector.choices])
    country = forms.ChoiceField(label=ProfileFact.COUNTRY.label, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    expertise = forms.ChoiceField(label=ProfileFact.EXPERTISE.label, required=False, choices=[ANY, *Expertise.choices])
    order = forms.ChoiceField(
        label=_("In which order?"), required=False, choices=[("", _("New every day")), ("name", _("By name"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [ANY, *country_choices()]  # type: ignore[attr-defined]
        languages = [(code, _(name)) for code, name in settings.LANGUAGES]
        self.fields["language"].choices = [ANY, *languages]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """What was chosen, without the rest."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HiddenCountriesForm(forms.Form):
    countries = forms.MultipleChoiceField(
        label=_("Members of these countries cannot find me"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = country_choices()  # type: ignore[attr-defined]


class CanaryForm(FactsForm):
    """What a canary seems to be."""

    country = forms.ChoiceField(
        label=ProfileFact.COUNTRY.label, error_messages={"required": _("Choose a country")}, widget=forms.RadioSelect
    )
    field_order = ["pseudonym", "country"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pseudonym"].help_text = _("A name like those of the others.")
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
