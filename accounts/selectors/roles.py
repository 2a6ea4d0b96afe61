"""What a role may do, as plain facts that can be compared: a right, and the branch of pages or files it holds for.

Every right counts, also one that opens nothing today: which of them Wagtail asks for is not ours to know.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

CHANGES_STEPS = "change_task"  # whoever has this right takes part in any step as soon as she likes


class Right(NamedTuple):
    kind: str  # "" for everywhere, "page" and "collection" for a branch, "step" for a step of workflows
    branch: str  # its path in the tree; what lies below it begins so
    number: int  # of the permission; 0 for steps


def find_role_rights(roles: Iterable[int]) -> dict[int, set[Right]]:
    """By the role's number, in four queries for however many."""
    found: dict[int, set[Right]] = defaultdict(set)
    named = {"group__in": list(roles)}
    everywhere = Group.permissions.through.objects.filter(**named)
    for role, number, code in everywhere.values_list("group", "permission", "permission__codename"):
        found[role] |= rights_everywhere(number, code)
    for kind, model in (("page", GroupPagePermission), ("collection", GroupCollectionPermission)):
        branches = model.objects.filter(**named)
        for role, branch, number in branches.values_list("group", f"{kind}__path", "permission"):
            found[role].add(Right(kind, branch, number))
    for role, step in GroupApprovalTask.groups.through.objects.filter(**named).values_list(
        "group", "groupapprovaltask"
    ):
        found[role].add(Right("step", f"{step}/", 0))
    return found


def rights_everywhere(number: int, code: str) -> set[Right]:
    right = Right("", "", number)
    return {right, Right("step", "", 0)} if code == CHANGES_STEPS else {right}


def find_user_rights(user: Any) -> set[Right]:
    """Those of all the user's roles, and those given to her alone. Also while she may not sign in: they come back with
    her."""
    roles = find_role_rights(user.groups.values_list("pk", flat=True))
    alone = [rights_everywhere(number, code) for number, code in user.user_permissions.values_list("pk", "codename")]
    return set().union(*alone, *roles.values())


def covers_rights(mine: set[Right], theirs: set[Right]) -> bool:
    """Whether mine reach as far as theirs everywhere."""
    return all(right in mine or any(reaches(one, right) for one in mine) for right in theirs)


def reaches(mine: Right, theirs: Right) -> bool:
    return (mine.kind, mine.number) == (theirs.kind, theirs.number) and theirs.branch.startswith(mine.branch)
