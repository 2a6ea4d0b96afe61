"""What an account must show before it gets in, whether it has shown it, and the word with which actions refuse."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.selectors.roles import covers_rights, find_role_rights, find_user_rights

# A password that was typed longer ago no longer opens what needs a fresh proof.
FRESH = 10 * 60  # seconds
AGAIN = 5 * 60  # seconds
# In the session's data: that it began before its owner had a second step. It ends when one is set up in another.
BEGAN_WITHOUT = "second_factor_was_not_there"
# In a visitor's session: she holds an open invitation. It makes one account.
INVITED = "came_by_an_invitation"
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def require_permission(allowed: bool) -> None:
    """Asked by every action itself, whatever view, command or test calls it. Raises PermissionDenied."""
    if not allowed:
        raise PermissionDenied


def must_use_second_factor(user: Any) -> bool:
    """Guarded people always; those who work behind the scenes where settings.SECOND_FACTOR says so."""
    if user.is_guarded:
        return True
    return settings.SECOND_FACTOR and has_editorial_access(user)


def has_editorial_access(user: Any) -> bool:
    return not user.is_guarded and (user.is_staff or user.has_perm("wagtailadmin.access_admin"))


def has_second_factor(user: Any) -> bool:
    """An authenticator app or a passkey. Recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists()


def showed_second_factor(request: HttpRequest) -> bool:
    """Whether this session began with a second step, or is the one that set it up. Recovery codes count, too."""
    shown = get_authentication_records(request, request.user)
    return any(one.get("method") == "mfa" for one in shown) or bool(request.session.get(BEGAN_WITHOUT))


def owns_address(user: Any, address: str) -> bool:
    """Whether this open account signs in with this address. A user who registered herself must have proved that she
    reads there; everybody else was given the account."""
    if user.is_guarded or user.email.lower() != address.strip().lower():
        return False
    return not EmailAddress.objects.filter(user_id=user.pk, verified=False).exists()


def may_register(request: HttpRequest) -> bool:
    """Whether this visitor may make an account: everybody, or whoever came by an invitation."""
    return settings.SELF_REGISTRATION or bool(request.session.get(INVITED))


def may_manage_account(user: Any, other: Any) -> bool:
    """Whether one user may change another's account: nobody gets hold of one that can do more than their own."""
    if user.is_superuser or user == other:
        return True
    return not (other.is_superuser or other.is_staff) and covers_rights(find_user_rights(user), find_user_rights(other))


def find_grantable_roles(user: Any) -> QuerySet[Group]:
    """The roles one may put people into: not those that can do what this user cannot."""
    if user.is_superuser:
        return Group.objects.all()
    mine, roles = find_user_rights(user), Group.objects.values_list("pk", flat=True)
    theirs = find_role_rights(list(roles))
    return Group.objects.filter(pk__in=[pk for pk in roles if covers_rights(mine, theirs.get(pk, set()))])


def may_remove_authenticator(authenticator: Authenticator) -> bool:
    """Not the last second factor of somebody who must have one."""
    if not must_use_second_factor(authenticator.user):
        return True
    mine = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_FACTORS)
    return mine.exclude(pk=authenticator.pk).exists()


def typed_password_again(request: HttpRequest) -> bool:
    """Whether whoever holds this session has typed the password since signing in, a few minutes ago. Having signed in
    is not enough, nor is a code: a telephone taken out of its owner's hand is open, and shows the codes as well."""
    shown = get_authentication_records(request, request.user)
    typed = [one for one in shown if one.get("method") == "password" and one.get("reauthenticated")]
    return any(time.time() - one["at"] < AGAIN for one in typed)


def has_fresh_proof(request: HttpRequest, *, second_factor: bool = False, within: int = FRESH) -> bool:
    """Whether whoever holds this session has shown a password (or her second factor) in the last `within` seconds."""
    if not request.user.is_authenticated:
        return False
    shown = get_authentication_records(request, request.user)
    if second_factor:
        shown = [one for one in shown if one.get("method") == "mfa"]
    return any(time.time() - one["at"] < within for one in shown)
