"""Leaving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LeaveForm(forms.Form):
    """The member types her pseudonym, so that no slip of the hand and no other window ends her membership."""

    pseudonym = forms.CharField(
        label=_("Type your pseudonym"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type your pseudonym, so that we know you mean it")},
    )

    def __init__(self, *args: Any, pseudonym: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = pseudonym

    def clean_pseudonym(self) -> str:
        typed = self.cleaned_data["pseudonym"].strip()
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(_("This is not your pseudonym. It stands above: type it again."))
        return typed
