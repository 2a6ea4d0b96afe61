"""Giving an account back to a member who lost her way in. Two people vouch that it is she, and each of them holds half
of the code: neither gets in alone. See half_codes.py."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import SignIn
from network.models import Deed, Member, NoticeKind, Trail
from network.models.deeds import LostCredentials
from network.notices.actions import notify_member


def check_account_return(deed: Deed) -> None:
    """Raises ValidationError where the account is locked, or nobody came in to it yet. For a canary as for anybody: an
    answer of its own would tell what it is. Nobody gets in to it in the end."""
    member = Member.objects.select_related("user").get(pk=deed.person.pk)
    if hasattr(member, "lock"):
        raise ValidationError(_("Her account is locked. Two people open it first, under “Locked accounts”."))
    if not member.user.has_usable_password() and not member.is_canary:
        raise ValidationError(_("She has not come in yet. Her own code, from her request, is her way in."))


def return_account(deed: Deed, *, password: str) -> None:
    """A new password; nobody is signed in any more. Where the member lost her second step, sign-in sets it up anew."""
    member = Member.objects.select_related("user").get(pk=deed.person.pk)
    member.user.set_password(password)
    member.user.save(update_fields=["password"])
    if deed.told().get("lost") == LostCredentials.BOTH:
        Authenticator.objects.filter(user=member.user).delete()
    SignIn.objects.filter(user=member.user).delete()
    Trail.objects.record_action("entry.return", by=None, about=member.pk)
    notify_member(member, NoticeKind.ACCOUNT)
