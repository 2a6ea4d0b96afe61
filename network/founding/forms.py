"""What a coordinator types about countries and offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from network.models import Member, Role


class CountryForm(forms.Form):
    code = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Choose a country")})
    is_discreet = forms.BooleanField(
        label=_("Never count its members by sector"),
        required=False,
        help_text=_("Where a number could point at a handful of offices."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("Choose one")), *countries]  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """By pseudonym: a list of all members to choose from would be one to copy."""

    office = forms.ChoiceField(
        label=_("For which office?"),
        choices=[choice for choice in Role.choices if choice[0] != Role.MEMBER],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the office")},
    )
    pseudonym = forms.CharField(
        label=_("Pseudonym"),
        max_length=40,
        help_text=_("Exactly as she is called here. A focal point cares for members of her own country."),
        error_messages={"required": _("Write her pseudonym")},
    )

    def clean_pseudonym(self) -> Member:
        member = Member.objects.active().filter(pseudonym__iexact=self.cleaned_data["pseudonym"].strip()).first()
        if member is None:
            raise forms.ValidationError(_("Nobody is called that here. Look at the spelling."))
        return member
