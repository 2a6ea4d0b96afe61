"""Why contact data is to be opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.domain.contacts import ContactOccasion


class OccasionForm(forms.Form):
    occasion = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=ContactOccasion,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need it for")},
    )
