"""Who may do what with modules. Editors write, publishers publish and verify lecturers, who read marking notes."""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, Workflow, WorkflowContentType

from toolkit import permissions as toolkit

LECTURERS = "Lecturers"
MODELS = ("module", "video")
# By the name of wagtailmedia's own model, as it asks for them. Its migrations gave Editors and Publishers the third
# everywhere, where it opens nothing; and yet it counts (accounts/selectors/roles.py).
FILM_CODES = ["add_media", "change_media"]
FILMS_EVERYWHERE = [*FILM_CODES, "delete_media"]
WRITE = [f"{verb}_{model}" for model in MODELS for verb in ("add", "change", "view")]
PUBLISH = [*WRITE, "publish_module", "lock_module", "unlock_module", *(f"delete_{model}" for model in MODELS)]
STAFF = ["verify_lecturer", "view_taughtclass"]
ROLES = {
    toolkit.EDITORS: WRITE,
    toolkit.PUBLISHERS: [*PUBLISH, *STAFF],
    toolkit.ADMINISTRATORS: [*PUBLISH, *STAFF],
}


def may_see_marking(user: Any) -> bool:
    """Verified lecturers. A guarded account never is one: it must not be found in a list of lecturers."""
    return user.is_authenticated and not user.is_guarded and user.has_perm("modules.view_marking")


def may_report(user: Any) -> bool:
    """Ask to be a lecturer, keep plans, report a class, write to a module's editors: everybody with an account that may
    be known."""
    return user.is_authenticated and not user.is_guarded


def may_verify(user: Any) -> bool:
    return user.has_perm("modules.verify_lecturer")


def may_see_totals(user: Any) -> bool:
    return user.has_perm("modules.view_taughtclass")


def may_edit(user: Any) -> bool:
    """Modules, their adaptations, and what lecturers say about them."""
    return user.has_perm("modules.change_module")


def set_up_roles() -> None:
    """Gives the toolkit's roles their rights over modules and creates the lecturers' group, once; what an
    administrator changes afterwards stays."""
    toolkit.set_up_roles()
    if Group.objects.filter(name=LECTURERS).exists():
        return
    create_permissions(apps.get_app_config("modules"), verbosity=0)
    create_snippet_permissions()
    for name, codes in ROLES.items():
        grant(Group.objects.filter(name=name).first(), codes)
    ours(["view_marking"], Group.objects.create(name=LECTURERS))
    set_up_workflow()


def create_snippet_permissions() -> None:
    """Those that Wagtail itself creates for snippets, but only after every app was migrated."""
    kind = ContentType.objects.get(app_label="modules", model="module")
    for verb in ("publish", "lock", "unlock"):
        named = {"name": f"Can {verb} module"}
        Permission.objects.get_or_create(content_type=kind, codename=f"{verb}_module", defaults=named)


def set_up_workflow() -> None:
    """A publisher approves modules as she approves pages."""
    workflow = Workflow.objects.filter(name="Publication", active=True).first()
    if workflow:
        kind = ContentType.objects.get(app_label="modules", model="module")
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})


def grant(group: Group | None, codes: list[str]) -> None:
    if group is None:  # an administrator took the role away
        return
    ours(codes, group)
    collection = Collection.get_first_root_node()
    films = Permission.objects.filter(content_type__app_label="wagtailmedia")
    if group.name == toolkit.ADMINISTRATORS:
        group.permissions.add(*films.filter(codename__in=FILMS_EVERYWHERE))
    for permission in films.filter(codename__in=FILM_CODES) if collection else []:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def ours(codes: list[str], group: Group) -> None:
    group.permissions.add(*Permission.objects.filter(content_type__app_label="modules", codename__in=codes))
