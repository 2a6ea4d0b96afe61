"""What coordinators announce."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.models import Country, KeyDateAudience
from network.models.announcements import LONGEST_DAYS


def build_countries_field() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Country.objects.all(),
        label=_("For which countries?"),
        required=False,
        help_text=_("Choose none to reach all of them."),
        widget=forms.CheckboxSelectMultiple,
    )


def day_field(**options: object) -> forms.DateField:
    """Browsers send days as 2026-11-24 whatever the language."""
    return forms.DateField(
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "ltr"}),
        **options,  # type: ignore[arg-type]
    )


class AnnouncementForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=100, error_messages={"required": _("Write a title")})
    words = forms.CharField(
        label=_("What you want to say"),
        max_length=3000,
        help_text=_("No names. Everybody it is for can read it."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what you want to say")},
    )
    last_day = day_field(
        label=_("Last day"),
        help_text=_("It is erased after this day."),
        error_messages={
            "required": _("Choose the last day"),
            "invalid": _("Write the last day like 2026-11-24"),
        },
    )
    countries = build_countries_field()

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Choose a day from today on, at most 90 days ahead."))
        return day


class KeyDateForm(forms.Form):
    title = forms.CharField(label=_("What happens"), max_length=100, error_messages={"required": _("Say what happens")})
    day = day_field(
        label=_("Day"),
        error_messages={"required": _("Choose the day"), "invalid": _("Write the day like 2026-11-24")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("No place and no names."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reader = forms.ChoiceField(
        label=_("Who sees it?"), choices=KeyDateAudience.choices, widget=forms.RadioSelect, initial="everybody"
    )
    countries = build_countries_field()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose a day from today on."))
        return day
