"""Forms around signing in. allauth's, with our words, without placeholders, and with addresses looked up our way."""

from functools import cached_property
from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actions.second_steps import TooManyTries, verify_code
from accounts.actions.signing_in import (
    PROVED,
    AuthenticationResult,
    authenticate_credentials,
    build_sign_in_gate,
    check_own_password,
    may_check_password,
)
from accounts.forms.people import OpenWorld
from accounts.limits.proof_of_work import Gate, WorkChallenge
from accounts.models import User
from accounts.permissions import INVITED


class LabelledForm(forms.Form):
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


class WorkGateForm(forms.Form):
    """Where hashes are made for visitors: above a ceiling that all share, a visitor works for one, or waits."""

    @cached_property
    def gate(self) -> Gate:
        return build_sign_in_gate(context.request)

    @cached_property
    def work(self) -> WorkChallenge | None:
        """What the form carries when it is shown."""
        return self.gate.asked

    def let_in(self) -> None:
        """Raises allauth's validation error where the work was not done and the ceiling is reached."""
        if not may_check_password(context.request, self.gate):
            raise get_adapter().validation_error("busy")


class LoginForm(WorkGateForm, LabelledForm, allauth.LoginForm):
    """Whatever comes of it, the answer is one sentence, which says what helps where strangers used up one's tries."""

    code = forms.CharField(required=False, max_length=32)
    words = {"login": _("Email address or entry number"), "password": _("Password"), "code": _("Code of your app")}
    hints = {
        "code": _(
            "Only if you are asked for it: six digits, or a recovery code. If one is not enough, two codes of your app"
            " that follow each other."
        )
    }
    entered: AuthenticationResult | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth's field takes addresses only, and would say so to whoever types a number.
        self.fields["login"] = forms.CharField(label=self.words["login"], max_length=254)
        self.fields["login"].widget.attrs |= {
            # Not "username": a browser would offer an address or a number to whoever sits at it next. Password managers
            # know the form by its password.
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
            "dir": "ltr",
        }
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code"}
        self.order_fields(["login", "password", "code"])

    def clean(self) -> dict[str, Any]:
        """What was typed goes no further than this: a guarded person's address must not reach her session."""
        data = self.cleaned_data
        if self.errors:
            return data
        self.let_in()
        self.entered = authenticate_credentials(
            self.request, typed=data["login"], password=data["password"], code=data.get("code", "")
        )
        if self.entered is None:
            raise get_adapter(self.request).validation_error("email_password_mismatch")
        self.user = self.entered.user
        return data

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        assert self.entered
        user, proof = self.entered.user, self.entered.proof
        if proof:
            post_authentication(request, proof)
        login = Login(user=user, email=user.email, redirect_url=redirect_url, state={PROVED: bool(proof)})
        response = flows.login.perform_password_login(request, {"email": user.email}, login)
        request.session.set_expiry(0)  # the cookie goes with the browser; nobody is remembered
        return response


class SignupForm(WorkGateForm, OpenWorld, LabelledForm, allauth.SignupForm):
    words = {"email": _("Email address"), "password1": _("Password")}
    hints = NEW_PASSWORD["hints"]

    def clean_email(self) -> str:
        email = super().clean_email()
        return self.validate_unique_email(email)

    def validate_unique_email(self, value: str) -> str:
        """Whether it is taken: the answer on the page is the same as for a free one."""
        self.account_already_exists = User.objects.by_address(value) is not None
        return value

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            self.let_in()
        return self.cleaned_data

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # so that it takes as long
        request.session.pop(INVITED, None)
        return super().try_save(request)


class ResetPasswordForm(OpenWorld, LabelledForm, allauth.ResetPasswordForm):
    words = {"email": _("Email address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth says "email": a browser would keep the address, and offer it to whoever sits at it next.
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        email = super().clean_email()
        user = User.objects.by_address(email)
        self.users = [user] if user and user.is_active else []
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        user = self.users[0] if self.users else None
        email = user.email if user else self.cleaned_data["email"]
        flows.password_reset_by_code.PasswordResetVerificationProcess.initiate(request=request, user=user, email=email)
        return email


class MailedCodeForm(LabelledForm):
    words = {"code": _("Code from the mail")}

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        context.request.took_a_step = True
        return code


class ResetCodeForm(MailedCodeForm, allauth.ConfirmPasswordResetCodeForm):
    pass


class EmailCodeForm(MailedCodeForm, allauth.ConfirmEmailVerificationCodeForm):
    pass


class ResetPasswordKeyForm(LabelledForm, allauth.ResetPasswordKeyForm):
    words, hints = NEW_PASSWORD["words"], NEW_PASSWORD["hints"]


class ChangePasswordForm(LabelledForm, allauth.ChangePasswordForm):
    words = {**NEW_PASSWORD["words"], "oldpassword": _("Current password")}
    hints = NEW_PASSWORD["hints"]

    def clean_oldpassword(self) -> str:
        password: str = self.cleaned_data["oldpassword"]
        try:
            if check_own_password(self.user, password):
                return password
        except TooManyTries:
            raise get_adapter().validation_error("too_many_login_attempts") from None
        raise get_adapter().validation_error("enter_current_password")


class ReauthenticateForm(LabelledForm, allauth.ReauthenticateForm):
    words = {"password": _("Password")}


CODE = {
    "words": {"code": _("Code")},
    "hints": {"code": _("Six digits from your app, or one of your recovery codes.")},
}


class CountedCodeForm(LabelledForm):
    """Ours instead of allauth's, which counts tries and remembers used codes in a cache."""

    words, hints = CODE["words"], CODE["hints"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            proof = verify_code(self.user, code)  # type: ignore[attr-defined]
        except TooManyTries:
            raise get_adapter().validation_error("too_many_codes") from None
        if proof is None:
            raise get_factor_adapter().validation_error("incorrect_code")
        self.authenticator = proof
        return code


class AuthenticateForm(CountedCodeForm, second_factor.AuthenticateForm):
    pass


class ReauthenticateCodeForm(CountedCodeForm, second_factor.ReauthenticateForm):
    pass


class ActivateAppForm(LabelledForm, totp.ActivateTOTPForm):
    words = CODE["words"]
    hints = {"code": _("Six digits. A new code appears every 30 seconds.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class DeviceAnswerForm(forms.Form):
    """What a device answers comes through the browser: anything at all may stand there."""

    def full_clean(self) -> None:
        try:
            super().full_clean()
        except (KeyError, TypeError, ValueError, AttributeError):  # no answer of any device
            self.cleaned_data = {}
            self.add_error("credential", get_adapter().validation_error("passkey_failed"))


class LoginPasskeyForm(DeviceAnswerForm, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(DeviceAnswerForm, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(DeviceAnswerForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(DeviceAnswerForm, LabelledForm, webauthn.AddWebAuthnForm):
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
        super().clean()
        if "name" not in self.fields:
            name = get_factor_adapter().generate_authenticator_name(self.user, Authenticator.Type.WEBAUTHN)
            self.cleaned_data["name"] = name
        return self.cleaned_data
