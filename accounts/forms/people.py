"""The forms of Wagtail's user screens. What they offer depends on who opens them: nobody gives what she has not."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from accounts.models import User
from accounts.permissions import roles_to_give


def offer_only_hers(form: Any, user: User) -> None:
    """A field that is disabled is not read from what was sent, whatever that says."""
    form.fields["groups"].queryset = roles_to_give(user)
    if "is_superuser" in form.fields:
        form.fields["is_superuser"].disabled = not user.is_superuser


class NewPersonForm(UserCreationForm):
    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_only_hers(self, for_user)


class PersonForm(UserEditForm):
    """Her own address and password she changes at her account's page, where both are asked for first."""

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
        self.fields["role"].queryset = roles_to_give(for_user)  # type: ignore[attr-defined]
