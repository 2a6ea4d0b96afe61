"""What members write to each other."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Concern

INTRODUCTION, TEXT, CONTACT = 1000, 4000, 300


class IntroductionForm(forms.Form):
    text = forms.CharField(
        label=_("Your first words to her"),
        max_length=INTRODUCTION,
        help_text=_("Why you would like to write to her. She sees these words and your name here, nothing else."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write a few words")},
    )


class MessageForm(forms.Form):
    """`ticket` is drawn with the form: what is sent again with the same one is the same message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=TEXT,
        help_text=_("No names, and no details of cases."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write a message first")},
    )
    ticket = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class OfferForm(forms.Form):
    contact = forms.CharField(
        label=_("How she could reach you"),
        max_length=CONTACT,
        help_text=_("An address or a number, whatever is safe for you."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Write how she could reach you")},
    )


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Concern.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong")},
    )
