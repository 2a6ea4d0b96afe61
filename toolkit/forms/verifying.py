"""What is said of a comparison of our words with a text."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from toolkit.models import Verification
from toolkit.models.governed import LANGUAGE_CODE, PARTIAL_DATE


class VerificationForm(forms.Form):
    compared = forms.ChoiceField(
        label=_("What did you compare?"), choices=Verification.Compared, widget=forms.RadioSelect
    )
    against = forms.CharField(
        label=_("With which text?"),
        max_length=200,
        help_text=_("For instance: the certified true copy at the depositary."),
    )
    address = forms.URLField(label=_("Where does that text stand?"), required=False, assume_scheme="https")
    text_date = forms.CharField(
        label=_("Date of that text"),
        required=False,
        max_length=10,
        validators=[PARTIAL_DATE],
        help_text=_("2017-05-03, 2017-05 or 2017."),
    )
    language = forms.CharField(
        label=_("Its language"),
        max_length=8,
        initial="en",
        validators=[LANGUAGE_CODE],
        help_text=_("A code: en, fr, ur …"),
    )
    on = forms.DateField(
        label=_("On which day?"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Write the day on which you compared them."))
        return day
