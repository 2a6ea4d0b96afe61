"""What a reader writes to the editors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from toolkit.models import ReaderMessage

MOST_LETTERS = 2000


class FeedbackForm(forms.Form):
    about = forms.ChoiceField(
        label=_("What is it about?"),
        choices=ReaderMessage.About,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one")},
    )
    text = forms.CharField(
        label=_("What do you want to say?"),
        max_length=MOST_LETTERS,
        help_text=_("Write no names, and nothing about real cases."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write something, or go back")},
    )
    reply = forms.CharField(
        label=_("How can we answer you?"),
        max_length=200,
        required=False,
        help_text=_("A mail address, for example. Leave it empty if you want no answer."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
