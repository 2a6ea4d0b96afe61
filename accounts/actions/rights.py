"""Who may do what behind the scenes changes: by a screen, a command or a shell, Django tells it here.

The log (accounts/models/rights.py) misses nothing but raw SQL and `update()`. What the server itself does with the
rights of roles (migrations, setting up) is not written down; what it does with people is.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from accounts.actions import log_rights_change, notify_account_change
from accounts.models import RightsChange, RightsChangeKind, User
from accounts.models.rights import ACTOR

WATCHED = ["is_superuser", "is_active", "email", "password"]
FLAGS = {
    "is_superuser": (RightsChangeKind.ADMINISTRATOR, RightsChangeKind.NO_ADMINISTRATOR),
    "is_active": (RightsChangeKind.OPENED, RightsChangeKind.CLOSED),
}
BY_OTHERS = {"email": RightsChangeKind.ADDRESS, "password": RightsChangeKind.PASSWORD}


def connect_signals() -> None:
    pre_save.connect(before_account, sender=User)
    post_save.connect(after_account, sender=User)
    post_delete.connect(after_account_is_gone, sender=User)
    m2m_changed.connect(after_roles, sender=User.groups.through)
    m2m_changed.connect(after_own_rights, sender=User.user_permissions.through)
    m2m_changed.connect(after_rights_of_role, sender=Group.permissions.through)
    for model in (GroupPagePermission, GroupCollectionPermission):
        post_save.connect(after_branch, sender=model)
        post_delete.connect(after_branch, sender=model)


def before_account(sender: Any, instance: User, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Remembers what it was. Costs nothing for what is saved at each sign-in."""
    asked = instance.pk and (update_fields is None or set(update_fields) & set(WATCHED))
    instance._was = User.objects.filter(pk=instance.pk).values(*WATCHED).first() if asked else None  # type: ignore[attr-defined]


def after_account(sender: Any, instance: User, created: bool, **kwargs: Any) -> None:
    was, by = getattr(instance, "_was", None), ACTOR.get()
    if created:
        if by:
            log_rights_change(instance, RightsChangeKind.MADE)
        if instance.is_superuser:
            log_rights_change(instance, RightsChangeKind.ADMINISTRATOR)
    if not was:
        return
    for name, deeds in FLAGS.items():
        if was[name] != getattr(instance, name):
            log_rights_change(instance, deeds[0 if getattr(instance, name) else 1])
    changed = [deed for name, deed in BY_OTHERS.items() if was[name] != getattr(instance, name)]
    if by and by != instance and changed:
        for deed in changed:
            log_rights_change(instance, deed)
        notify_account_change(instance, was["email"])


def after_account_is_gone(sender: Any, instance: User, **kwargs: Any) -> None:
    """By somebody behind the scenes. A user who leaves by herself leaves no line."""
    by = ACTOR.get()
    if by and by != instance and not instance.is_guarded:
        RightsChange.objects.record_change(RightsChangeKind.DELETED, about=instance)


def after_roles(action: str, instance: Any, pk_set: set[int] | None, reverse: bool, **kwargs: Any) -> None:
    for deed, numbers in given_or_taken(action, pk_set, instance, "user_set" if reverse else "groups"):
        people = User.objects.filter(pk__in=numbers) if reverse else [instance]
        roles = [instance] if reverse else Group.objects.filter(pk__in=numbers)
        for role in roles:
            if role.name not in settings.QUIET_ROLES:
                for user in people:
                    log_rights_change(user, deed, role.name)


def after_own_rights(action: str, instance: Any, pk_set: set[int] | None, reverse: bool, **kwargs: Any) -> None:
    deeds = {
        RightsChangeKind.ROLE_GIVEN: RightsChangeKind.RIGHT_GIVEN,
        RightsChangeKind.ROLE_TAKEN: RightsChangeKind.RIGHT_TAKEN,
    }
    for deed, numbers in given_or_taken(action, pk_set, instance, "user_set" if reverse else "user_permissions"):
        people = User.objects.filter(pk__in=numbers) if reverse else [instance]
        rights = [instance] if reverse else Permission.objects.filter(pk__in=numbers)
        for right in rights:
            for user in people:
                log_rights_change(user, deeds[deed], right.codename)


def after_rights_of_role(action: str, instance: Any, pk_set: set[int] | None, reverse: bool, **kwargs: Any) -> None:
    if reverse or not ACTOR.get():
        return
    for deed, numbers in given_or_taken(action, pk_set, instance, "permissions"):
        for right in Permission.objects.filter(pk__in=numbers):
            note_role(instance, deed is RightsChangeKind.ROLE_GIVEN, right)


def after_branch(sender: Any, instance: Any, signal: Any, **kwargs: Any) -> None:
    """A right over a branch of pages or files."""
    if ACTOR.get():
        note_role(instance.group, signal is post_save, instance.permission)


def note_role(role: Group, gained: bool, right: Permission) -> None:
    RightsChange.objects.record_change(
        RightsChangeKind.ROLE_GAINED if gained else RightsChangeKind.ROLE_LOST, what=f"{role.name}: {right.codename}"
    )


def given_or_taken(
    action: str, numbers: set[int] | None, instance: Any, side: str
) -> list[tuple[RightsChangeKind, set[int]]]:
    """What Django's signal says, once: [] for its other moments."""
    if action == "pre_clear":
        numbers = set(getattr(instance, side).values_list("pk", flat=True))
    deed = {
        "post_add": RightsChangeKind.ROLE_GIVEN,
        "post_remove": RightsChangeKind.ROLE_TAKEN,
        "pre_clear": RightsChangeKind.ROLE_TAKEN,
    }.get(action)
    return [(deed, numbers)] if deed and numbers else []
