"""What allauth asks us: who comes in, how a mail leaves, what is sealed, where somebody goes next."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions import post_letter
from accounts.actions.second_steps import TooManyTries
from accounts.actions.signing_in import PROVED, authenticate_credentials, check_own_password
from accounts.emails import find_mail_address, render_mail_text
from accounts.limits import Limit, address_key, client_key, consume_limit
from accounts.models import SEALED_DOMAIN, LetterSubject, User
from accounts.permissions import FRESH, has_fresh_proof, may_register, may_remove_authenticator
from accounts.sealing import seal_text, unseal_text

# allauth's name of a mail -> ours in templates/emails/. What is not here is a notice about the account.
MAILS = {
    "account/email/password_reset_code": ("code", LetterSubject.CODE),
    "account/email/email_confirmation": ("code", LetterSubject.CODE),
    "account/email/email_confirmation_signup": ("code", LetterSubject.CODE),
    "account/email/account_already_exists": ("account_exists", LetterSubject.CODE),
    "account/email/unknown_account": ("code", LetterSubject.CODE),
}
# Letters to one address that one client may ask for, and all together: three strangers do not take its owner's code
# from her, nor does a crowd fill her mailbox. After that the page says the same, and the letter goes to nobody.
ASKED_FOR, ASKED_FOR_BY_ALL = Limit(3, 15 * 60, 3), Limit(20, 60 * 60, 10)


class VerifyOwnAddress(EmailVerificationStage):
    """Only those who registered themselves prove their address; the others were given their account.

    Where no mail server is set nobody can: an account begins by signing in, and its address counts as proved nowhere.
    """

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user  # None where the address is taken, which the page must not say
        if not settings.MAIL_SERVER:
            return (redirect(self.build_door()), False) if self.login.signup else (None, True)
        if user and not EmailAddress.objects.filter(user_id=user.pk).exists():
            return None, True
        return super().handle()

    def build_door(self) -> str:
        """The same for a free address and a taken one."""
        onward = get_next_redirect_url(self.request)
        return f"{reverse('account_login')}?{urlencode({'made': 1} | ({'next': onward} if onward else {}))}"


class SecondStep(AuthenticateStage):
    """Not asked for again where the user's code came with the password."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not self.login.state.get(PROVED) and super()._should_handle(request)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address or number and this password do not belong together. Check both. If you are sure, add the code"
            " of your app."
        ),
        "busy": _("Many people sign in just now. Type your password again, and send it once more."),
        "incorrect_password": _("This is not your password. Check it and type it again."),
        "enter_current_password": _("This is not your current password. Check it and type it again."),
        "incorrect_code": _("This code is wrong or too old. Type the newest one."),
        "too_many_login_attempts": _("There were too many tries. Wait 15 minutes, then try again."),
        "too_many_codes": _(
            "There were too many tries. Wait until your app shows a new code, and type two codes that follow each"
            " other: twelve digits."
        ),
        "passkey_failed": _("That did not work. Try it once more, or sign in with your password."),
        "rate_limited": _("There were too many tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return may_register(request)

    def get_login_stages(self) -> list[str]:
        return ["accounts.adapters.VerifyOwnAddress", "accounts.adapters.SecondStep"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """The last step of every way in. The user may have been locked since her password was right: then it raises
        ImmediateHttpResponse, as allauth has it."""
        if not user.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        super().login(request, user)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Ours, wherever allauth asks: by itself it would look for one account, and make one hash."""
        entered = authenticate_credentials(
            request, typed=credentials.get("email", ""), password=credentials.get("password", "")
        )
        return entered.user if entered else None

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Compares with the user's own password; allauth would look the address up, which nobody has for a guarded one.

        Raises allauth's validation error after too many tries."""
        try:
            return check_own_password(user, password)
        except TooManyTries:
            raise self.validation_error("too_many_login_attempts") from None

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within ten minutes after the user signed in or last proved herself."""
        return not has_fresh_proof(self.request, within=FRESH)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Inside for guarded people, the editor for those who write, the account for everybody else."""
        user: User = request.user  # type: ignore[assignment]
        if user.is_guarded:
            return resolve_url(settings.GUARDED_HOME)
        if user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("accounts:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return f"{reverse('account_login')}?{urlencode({'out': 1})}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter, whoever it is for. Known or unknown, the same steps: what differs is the sealed address.

        A guarded account is never meant, whatever was typed: its address is that of nobody here.
        """
        name, subject = MAILS.get(template_prefix, ("changed", LetterSubject.NOTICE))
        user = User.objects.by_address(email)
        registers = user is None and name == "code" and "code" in context  # an address that is not in use yet
        # Asked for by somebody who may not reset: the code opens nothing, so it goes to nobody.
        unknown = template_prefix == "account/email/unknown_account"
        to = email if registers else "" if unknown else find_mail_address(user)
        if subject == LetterSubject.CODE and not self.may_ask_for(email):
            to = ""
        language = user.language if user else get_language() or settings.LANGUAGE_CODE
        body = render_mail_text(name, language, code=context.get("code") or self.generate_password_reset_code())
        # Only a page of her own account names it so. What somebody typed takes the same way whoever it belongs to.
        is_guarded = email.endswith(f"@{SEALED_DOMAIN}")
        post_letter(to=to, body=body, language=language, subject=subject, is_guarded=is_guarded)

    def may_ask_for(self, email: str) -> bool:
        """Whether this client may have a code sent there once more. Known or unknown, the same is counted."""
        who = address_key(email)
        hers = consume_limit("letter asked for", f"{who}|{client_key(self.request)}", ASKED_FOR)
        return hers and consume_limit("letter asked for by all", who, ASKED_FOR_BY_ALL)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Something about the user's account changed. Not what, from where or with which device. To guarded people none
        goes: what is in a mailbox is found there."""
        if not user.is_guarded:
            self.send_mail("changed", user.email, {})

    def get_user_search_fields(self) -> list[str]:
        return []


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong or too old. Type the newest one."),
        "cannot_delete_authenticator": _("You need one second step. Add another one first."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal_text(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove_authenticator(authenticator)

    def get_totp_label(self, user: Any) -> str:
        """What the user's app shows beside the code. For a guarded person a word that says nothing."""
        return "account" if user.is_guarded else user.email

    def get_totp_issuer(self) -> str:
        user = self.request.user
        return "account" if getattr(user, "is_guarded", True) else self.request.get_host()

    def build_totp_svg(self, url: str) -> str:
        """Drawn by accounts.views.code_picture instead: inside the page no policy of ours would show it."""
        return ""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "account"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device lists among its passkeys."""
        name = "account" if user.is_guarded else user.email
        return {**super().get_public_key_credential_user_entity(user), "name": name, "display_name": name}
