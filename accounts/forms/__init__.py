"""Forms around accounts. Those of signing in are named in settings; those of Wagtail's screens are in people.py."""

from accounts.forms.signing_in import (
    ActivateAppForm,
    AddPasskeyForm,
    AuthenticateForm,
    AuthenticatePasskeyForm,
    ChangePasswordForm,
    EmailCodeForm,
    LabelledForm,
    LoginForm,
    LoginPasskeyForm,
    ReauthenticateCodeForm,
    ReauthenticateForm,
    ReauthenticatePasskeyForm,
    ResetCodeForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)

__all__ = [
    "ActivateAppForm",
    "AddPasskeyForm",
    "AuthenticateForm",
    "AuthenticatePasskeyForm",
    "ChangePasswordForm",
    "EmailCodeForm",
    "LabelledForm",
    "LoginForm",
    "LoginPasskeyForm",
    "ReauthenticateCodeForm",
    "ReauthenticateForm",
    "ReauthenticatePasskeyForm",
    "ResetCodeForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SignupForm",
]
