from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class NetworkConfig(AppConfig):
    """Listens to allauth, whose signals are its interface; our own domain has none."""

    name = "network"

    def ready(self) -> None:
        from allauth.account import signals as account
        from allauth.mfa import signals as second_factor

        for signal in (
            second_factor.authenticator_added,
            second_factor.authenticator_removed,
            account.password_changed,
        ):
            signal.connect(tell_member)


def tell_member(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Whoever held a member's open session cannot change how she comes in without a word to her inside. The first
    second step is her own beginning."""
    from accounts.permissions import BEGAN_WITHOUT
    from network.models import Member, NoticeKind
    from network.notices.actions import notify_member

    member = Member.objects.filter(user_id=user.pk).first()
    if member and not request.session.get(BEGAN_WITHOUT):
        notify_member(member, NoticeKind.ACCOUNT)
