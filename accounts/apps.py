from datetime import UTC, datetime
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import pre_save
from django.http import HttpRequest
from django.utils import timezone


class AccountsConfig(AppConfig):
    """Listens to Django and allauth, whose signals are their interface; our own domain has none."""

    name = "accounts"

    def ready(self) -> None:
        from allauth.account import signals as account
        from allauth.mfa import signals as second_factor
        from allauth.mfa.models import Authenticator

        from accounts.actions import rights

        # Django's own receiver stores the second somebody signed in. Ours takes its place under the same name, so
        # that it does not matter which of the two apps is ready first.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_last_login, dispatch_uid="update_last_login")
        user_logged_in.connect(after_sign_in)
        user_logged_out.connect(before_sign_out)
        user_logged_in.connect(after_both_steps)
        for signal in (account.password_changed, account.password_set, account.password_reset):
            signal.connect(after_new_secret)
        for signal in (account.password_changed, account.password_set):
            signal.connect(after_both_steps)
        account.password_reset.connect(after_reset)
        account.authentication_step_completed.connect(after_one_step)
        for signal in (second_factor.authenticator_added, second_factor.authenticator_removed):
            signal.connect(after_new_secret)
        pre_save.connect(blur_times, sender=Authenticator)
        rights.connect_signals()


def note_last_login(sender: Any, user: Any, **kwargs: Any) -> None:
    """For a guarded person the month is enough: when she was here is nobody's business."""
    now = timezone.now()
    user.last_login = month_of(now) if user.is_guarded else now
    user.save(update_fields=["last_login"])


def blur_times(sender: Any, instance: Any, **kwargs: Any) -> None:
    """allauth notes the second in which a second step was set up and last used: that is when its owner was here."""
    if instance.user.is_guarded:
        instance.created_at = month_of(instance.created_at)
        instance.last_used_at = instance.last_used_at and month_of(instance.last_used_at)


def month_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def after_sign_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    from accounts.actions import begin_sign_in
    from accounts.models.sessions import SESSION_KEY, SHORT_KEY
    from accounts.permissions import BEGAN_WITHOUT, has_second_factor, must_use_second_factor

    sign_in = begin_sign_in(user)
    request.session[SESSION_KEY] = str(sign_in.pk)
    request.session[SHORT_KEY] = sign_in.is_short
    request.session["second_factor"] = must_use_second_factor(user)
    request.session[BEGAN_WITHOUT] = not has_second_factor(user)


def after_both_steps(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """accounts.views.private_page gives the answer its cookie. A new password makes the old one void."""
    request.device_of = user  # type: ignore[attr-defined]


def after_reset(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The user's mailbox proved her: that is all there is, unless her second step is still to come."""
    from allauth.mfa.utils import is_mfa_enabled

    if not is_mfa_enabled(user):
        after_both_steps(sender, request, user)


def after_one_step(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """A password, a code or a passkey was right: config.middleware.ThrottleMiddleware gives the try back."""
    request.took_a_step = True  # type: ignore[attr-defined]


def before_sign_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django has not emptied the session yet; afterwards nobody would know which sign-in it was."""
    from accounts.models import SignIn
    from accounts.models.sessions import SESSION_KEY

    request.signed_out = user  # type: ignore[attr-defined]  # the middleware tells the browser to forget us
    if (key := request.session.get(SESSION_KEY)) and user is not None:
        SignIn.objects.of(user).filter(pk=key).delete()


def after_new_secret(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """A new password or another second factor: whoever is signed in elsewhere has to show it."""
    from accounts.actions import end_other_sign_ins

    end_other_sign_ins(user, but=getattr(request, "sign_in", None), by=user)
