"""What is typed about deeds that take two."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.joining.forms import PasswordForm
from network.models.deeds import IdentityCheck, LostCredentials


class IdentityCheckForm(forms.Form):
    heard = forms.ChoiceField(
        label=_("How do you know that it is she?"),
        choices=IdentityCheck,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you know")},
    )


class AccountReturnForm(IdentityCheckForm):
    """Why somebody needs two people to come in again."""

    lost = forms.ChoiceField(
        label=_("What did she lose?"),
        choices=LostCredentials,
        widget=forms.RadioSelect,
        help_text=_("If she locked the account because a device was taken, do not give it back before she is safe."),
        error_messages={"required": _("Choose what she lost")},
    )


class RegainAccountForm(PasswordForm):
    """The two halves that two people read to the owner of the account, in any order, and the password she chooses."""

    first = forms.CharField(
        label=_("The code that the first one read to you"),
        max_length=30,
        help_text=_("Two groups of five letters and numbers. Strokes and spaces do not matter."),
        error_messages={"required": _("Write the code of the first one")},
    )
    second = forms.CharField(
        label=_("The code that the second one read to you"),
        max_length=30,
        error_messages={"required": _("Write the code of the second one")},
    )
    field_order = ["first", "second", "password", "again"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(User(), *args, **kwargs)
        for name in ("first", "second"):
            typed = {"autocomplete": "off", "autocapitalize": "characters", "class": "ltr"}
            self.fields[name].widget.attrs.update(typed)
