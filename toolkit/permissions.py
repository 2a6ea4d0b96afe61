"""Who may do what with guidance. Roles are groups; superusers are administrators of the machine.

Editors write and submit. Publishers also approve, publish and unpublish. Administrators also keep settings,
people and redirects. Whoever may change users could make herself superuser in plain Wagtail: accounts' user screens
see to it that nobody gives a right that she has not.
"""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
)

EDITORS, PUBLISHERS, ADMINISTRATORS = "Editors", "Publishers", "Administrators"
WRITE = ["add_page", "change_page"]
PUBLISH = [*WRITE, "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]
LIBRARY = ["instrument", "provision", "term"]
FILE_APPS = ["wagtailimages", "wagtaildocs"]
# Wagtail asks for rights over files by the names of its own models, whatever ours are called.
FILES = [f"{verb}_{name}" for name in ("image", "document") for verb in ("add", "change", "choose")]
# Its migrations gave Editors and Publishers these everywhere, where they open nothing; and yet they count.
FILES_EVERYWHERE = [*FILES, "delete_image", "delete_document"]
ROLES: dict[str, tuple[list[str], list[str]]] = {
    EDITORS: (WRITE, [f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "view")]),
    PUBLISHERS: (
        PUBLISH,
        [f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "delete", "view")],
    ),
    ADMINISTRATORS: (
        PUBLISH,
        [f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "delete", "view")]
        + ["change_portal", "change_site", "add_redirect", "change_redirect", "delete_redirect"]
        + ["add_user", "change_user", "delete_user", "add_group", "change_group"]
        + ["add_locale", "change_locale", "add_workflow", "change_workflow", "add_task", "change_task"]
        # Administrators give roles away, and nobody gives what she has not (accounts/permissions.py).
        + ["submit_translation", *FILES_EVERYWHERE],
    ),
}


def set_up_roles() -> None:
    """Creates the roles once, all together; what an administrator changes in them afterwards stays.

    Wagtail's migrations leave groups "Editors" and "Moderators" and one workflow step for the latter:
    Moderators become our Publishers, so the step is theirs.
    """
    root = Page.get_first_root_node()
    if root is None or Group.objects.filter(name=ADMINISTRATORS).exists():
        return
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    Group.objects.filter(name="Moderators").update(name=PUBLISHERS)
    Workflow.objects.filter(name="Moderators approval").update(name="Publication")
    GroupApprovalTask.objects.filter(name="Moderators approval").update(name="A publisher reads and approves")
    for name, (page_codes, codes) in ROLES.items():
        grant(Group.objects.get_or_create(name=name)[0], root, page_codes, codes)


def grant(group: Group, root: Page, page_codes: list[str], codes: list[str]) -> None:
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    group.permissions.add(*Permission.objects.filter(codename__in=codes))
    for code in page_codes:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=code)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label__in=FILE_APPS, codename__in=FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
