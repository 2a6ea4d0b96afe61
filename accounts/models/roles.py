"""What a role may do, as plain facts that can be compared: a right, and the branch of pages or files it holds for."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from wagtail.models import GroupCollectionPermission, GroupPagePermission

# Rights over Wagtail's own pictures, documents and films. The portal has models of its own: these open nothing.
DEAD = ["wagtailimages", "wagtaildocs", "wagtailmedia"]


class Right(NamedTuple):
    kind: str  # "" for everywhere, "page" and "collection" for a branch
    branch: str  # its path in the tree; what lies below it begins so
    number: int  # of the permission


def rights_of_roles(roles: Iterable[int]) -> dict[int, set[Right]]:
    """By the role's number, in three queries for however many. Steps of workflows are left out: whoever may change
    people may change those, too."""
    found: dict[int, set[Right]] = defaultdict(set)
    named = {"group__in": list(roles)}
    everywhere = Group.permissions.through.objects.filter(**named)
    for role, number in alive(everywhere).values_list("group", "permission"):
        found[role].add(Right("", "", number))
    for kind, model in (("page", GroupPagePermission), ("collection", GroupCollectionPermission)):
        branches = alive(model.objects.filter(**named))
        for role, branch, number in branches.values_list("group", f"{kind}__path", "permission"):
            found[role].add(Right(kind, branch, number))
    return found


def alive(rows: QuerySet) -> QuerySet:
    return rows.exclude(permission__content_type__app_label__in=DEAD)


def rights_of(user: Any) -> set[Right]:
    """Those of all her roles, and those given to her alone. Also while she may not sign in: they come back with her."""
    roles = rights_of_roles(user.groups.values_list("pk", flat=True))
    alone = {Right("", "", number) for number in user.user_permissions.values_list("pk", flat=True)}
    return alone.union(*roles.values())


def covers(mine: set[Right], theirs: set[Right]) -> bool:
    """Whether mine reach as far as theirs everywhere."""
    return all(right in mine or any(reaches(one, right) for one in mine) for right in theirs)


def reaches(mine: Right, theirs: Right) -> bool:
    return (mine.kind, mine.number) == (theirs.kind, theirs.number) and theirs.branch.startswith(mine.branch)
