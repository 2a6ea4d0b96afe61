"""The forms of Wagtail's user screens. What they offer depends on who opens them: nobody gives what she has not.

They ask open accounts only: that a guarded one has the same address changes no answer.
"""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import SEALED_DOMAIN, User
from accounts.permissions import find_grantable_roles


def offer_only_hers(form: Any, user: User) -> None:
    """A field that is disabled is not read from what was sent, whatever that says."""
    form.fields["groups"].queryset = find_grantable_roles(user)
    if "is_superuser" in form.fields:
        form.fields["is_superuser"].disabled = not user.is_superuser


class OpenWorld(forms.Form):
    """What stands in our own table for guarded accounts is no address: who typed one could ask whether it is there."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email.lower().endswith(f"@{SEALED_DOMAIN}"):
            raise forms.ValidationError(EmailValidator.message)
        return email


class NewPersonForm(OpenWorld, UserCreationForm):
    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_only_hers(self, for_user)


class PersonForm(OpenWorld, UserEditForm):
    """An administrator changes her own address and password at her account's page, where both are asked for first."""

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        self.is_her_own = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)
        offer_only_hers(self, for_user)
        if self.is_her_own:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Another administrator can change it.")

    @property
    def password_enabled(self) -> bool:
        return not self.is_her_own


class RoleForm(forms.Form):
    """For many people at once."""

    role = forms.ModelChoiceField(queryset=Group.objects.none(), label=_("Role"))

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = find_grantable_roles(for_user)  # type: ignore[attr-defined]
