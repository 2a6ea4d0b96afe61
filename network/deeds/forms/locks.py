"""Closing and opening an account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.domain.locking import REASONS_OF_ONE
from network.models import UnlockReason


class LockForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[(reason, reason.label) for reason in REASONS_OF_ONE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why")},
    )


class UnlockForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("How do you know that it is she who asks, and that she asks freely?"),
        choices=UnlockReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you know")},
    )
