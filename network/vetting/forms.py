"""What a vetter types."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from network.joining.forms import TEXT
from network.models.vetting import NO_REASONS, YES_REASONS


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=TEXT,
        help_text=_("She reads it when she comes back with her code. Do not write your name, or anybody's."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a question")},
    )


class VoteForm(forms.Form):
    """Yes or no is part of the reason, so that the two can never disagree."""

    reason = forms.ChoiceField(
        label=_("What do you say?"),
        choices=[
            *((reason.value, format_lazy(_("Yes: {}"), reason.label)) for reason in YES_REASONS),
            *((reason.value, format_lazy(_("No: {}"), reason.label)) for reason in NO_REASONS),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say, and why")},
    )
