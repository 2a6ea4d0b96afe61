"""Every address below /<language>/account/, and /<language>/exit/.

Names without a prefix are allauth's, which looks them up itself.
What is not listed is not there: changing one's address, links in mails, trusted browsers.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path
from django.urls.resolvers import URLPattern

from accounts import views
from accounts.views import View, private_page, require_fresh_password


def page(route: str, view: View, name: str) -> URLPattern:
    return path(route, private_page(view), name=name)


own: tuple[list[Any], str] = (
    [
        path("exit/", views.leave, name="exit"),
        path("account/", views.home, name="home"),
        path("account/stay/", views.stay, name="stay"),
        path("account/safer/", views.safer, name="safer"),
        path("account/signed-in/", views.sign_ins, name="sign_ins"),
        path("account/signed-in/end-others/", views.end_others, name="end_others"),
        path("account/signed-in/<uuid:pk>/end/", views.end_one, name="end_one"),
        path("account/2fa/app/code.svg", views.code_picture, name="code_picture"),
    ],
    "accounts",
)

pages = [
    path("login/", views.login, name="account_login"),
    page("logout/", account.logout, name="account_logout"),
    page("inactive/", account.account_inactive, name="account_inactive"),
    page("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("signup/", views.signup, name="account_signup"),
    path("signup/confirm/", views.confirm_email, name="account_email_verification_sent"),
    page("password/change/", account.password_change, name="account_change_password"),
    page("password/set/", account.password_set, name="account_set_password"),
    page("password/reset/", account.password_reset, name="account_reset_password"),
    page("password/reset/code/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    page("password/reset/new/", account.complete_password_reset, name="account_complete_password_reset"),
    page("password/reset/done/", account.password_reset_from_key_done, name="account_password_reset_completed"),
    page("2fa/", second_factor.index, name="mfa_index"),
    page("2fa/code/", second_factor.authenticate, name="mfa_authenticate"),
    page("2fa/again/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    page("2fa/app/add/", require_fresh_password(totp.activate_totp), name="mfa_activate_totp"),
    page("2fa/app/remove/", require_fresh_password(totp.deactivate_totp), name="mfa_deactivate_totp"),
    page(
        "2fa/recovery-codes/",
        require_fresh_password(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    page(
        "2fa/recovery-codes/new/",
        require_fresh_password(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    page("2fa/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    page("2fa/passkeys/add/", require_fresh_password(passkeys.add_webauthn), name="mfa_add_webauthn"),
    page("2fa/passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    page("2fa/passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    page("2fa/passkeys/<int:pk>/remove/", require_fresh_password(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

urlpatterns = [path("", include(own)), path("account/", include(pages))]
