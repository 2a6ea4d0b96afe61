"""Forms around signing in. allauth's, with our words, without placeholders, and with addresses looked up our way."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.second_steps import spend_code
from accounts.permissions import may_reset_by_mail


class Plain(forms.Form):
    """A label above every field and nothing inside it; a screen reader hears hint and mistake with the field."""

    words: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if isinstance(field.widget, forms.PasswordInput) or "code" in name:
                # A password manager may fill in; the keyboard must neither learn nor correct.
                field.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}


NEW_PASSWORD = {
    "words": {"password1": _("New password"), "password2": _("The same once more")},
    "hints": {"password1": _("At least 12 characters. Four or five words that only you would put together are good.")},
}


class LoginForm(Plain, allauth.LoginForm):
    words = {"login": _("Email address"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "dir": "ltr"}

    def clean(self) -> dict[str, Any]:
        """What was typed goes no further than this: a guarded person's address must not reach her session."""
        data = forms.Form.clean(self) or self.cleaned_data
        if self.errors:
            return data
        adapter = get_adapter(self.request)
        self.user = adapter.authenticate(self.request, email=data["login"], password=data["password"])
        if self.user is None:
            raise adapter.validation_error("email_password_mismatch")
        self._login = Login(user=self.user, email=self.user.email)
        return data

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        self._login.redirect_url = redirect_url
        response = flows.login.perform_password_login(request, {"email": self.user.email}, self._login)
        request.session.set_expiry(0)  # the cookie goes with the browser; nobody is remembered
        return response


class SignupForm(Plain, allauth.SignupForm):
    words = {"email": _("Email address"), "password1": _("Password")}
    hints = NEW_PASSWORD["hints"]

    def validate_unique_email(self, value: str) -> str:
        """Taken by a guarded account or by an ordinary one: the answer on the page is the same as for a free one."""
        self.account_already_exists = User.objects.by_address(value) is not None
        return value


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    words = {"email": _("Email address")}

    def clean_email(self) -> str:
        user = User.objects.by_address(self.cleaned_data["email"])
        self.users = [user] if user and may_reset_by_mail(user) else []
        return self.cleaned_data["email"]

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Her session holds the stored address, which for a guarded person nobody can read."""
        user = self.users[0] if self.users else None
        email = user.email if user else self.cleaned_data["email"]
        flows.password_reset_by_code.PasswordResetVerificationProcess.initiate(request=request, user=user, email=email)
        return email


class ResetCodeForm(Plain, allauth.ConfirmPasswordResetCodeForm):
    words = {"code": _("Code from the mail")}


class EmailCodeForm(Plain, allauth.ConfirmEmailVerificationCodeForm):
    words = {"code": _("Code from the mail")}


class ResetPasswordKeyForm(Plain, allauth.ResetPasswordKeyForm):
    words, hints = NEW_PASSWORD["words"], NEW_PASSWORD["hints"]


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    words = {**NEW_PASSWORD["words"], "oldpassword": _("Current password")}
    hints = NEW_PASSWORD["hints"]


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    words = {"password": _("Password")}


CODE = {
    "words": {"code": _("Code")},
    "hints": {"code": _("Six digits from your app, or one of your recovery codes.")},
}


class OnlyOnce:
    """Whoever looked over her shoulder, or at the line, comes too late with the same code."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        proof: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if proof.type == Authenticator.Type.TOTP and not spend_code(proof, code):
            raise get_factor_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OnlyOnce, Plain, second_factor.AuthenticateForm):
    words, hints = CODE["words"], CODE["hints"]


class ReauthenticateCodeForm(OnlyOnce, Plain, second_factor.ReauthenticateForm):
    words, hints = CODE["words"], CODE["hints"]


class ActivateAppForm(Plain, totp.ActivateTOTPForm):
    words = CODE["words"]
    hints = {"code": _("Six digits. A new code appears every 30 seconds.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class Answered(forms.Form):
    """What a device answers comes through the browser: anything at all may stand there."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError, AttributeError):  # no answer of any device
            self.cleaned_data = {}
            self.add_error("credential", get_adapter().validation_error("passkey_failed"))


class LoginPasskeyForm(Answered, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(Answered, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(Answered, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(Answered, Plain, webauthn.AddWebAuthnForm):
    words = {"name": _("Name of this passkey")}
    hints = {"name": _("So that you know it again in your list: “My phone”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].widget.attrs["maxlength"] = 60
        if self.user.is_guarded:
            # allauth keeps it unsealed, and “Maryam's phone” would tell whose account this is.
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "name" not in self.fields:
            data["name"] = get_factor_adapter().generate_authenticator_name(self.user, Authenticator.Type.WEBAUTHN)
        return data
