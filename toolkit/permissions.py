"""Who may do what with guidance. Roles are groups; superusers are administrators of the machine.

Editors write and submit. Legal reviewers compare law and words with their texts before a publisher reads them.
Publishers also approve, publish and unpublish. Administrators also keep settings, people and redirects. Whoever may
change users could make herself superuser in plain Wagtail: accounts' user screens see to it that nobody gives a right
that she has not.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

from toolkit.models import LanguageRole

EDITORS, PUBLISHERS, ADMINISTRATORS = "Editors", "Publishers", "Administrators"
REVIEWERS = "Legal reviewers"
WRITE = ["add_page", "change_page"]
PUBLISH = [*WRITE, "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]
LIBRARY = ["instrument", "provision", "term", "treatystanding"]
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


GOVERN = [f"{verb}_{name}" for name in LIBRARY for verb in ("publish", "lock", "unlock")]
VERIFY = "verify_provision"


def may_verify(user: Any) -> bool:
    """Record that a provision's words were compared with a text."""
    return bool(user.has_perm(f"toolkit.{VERIFY}"))


def may_look_again(user: Any) -> bool:
    """See what rests on something that changed, and say that it was looked at."""
    return bool(user.has_perm("toolkit.change_provision"))


def may_answer_readers(user: Any) -> bool:
    """Read what readers wrote and mark it as answered: whoever writes here, and so neither translators nor legal
    reviewers."""
    return bool(user.has_perm("toolkit.add_term"))


def may_answer_for_sentences(user: Any, page: Page) -> bool:
    """Say that a sentence was tested aloud, sign it off, put a voice beside it: readers see it at once."""
    return bool(page.permissions_for_user(user).can_publish())


def set_up_governance() -> None:
    """Law and words are reviewed before they are public: the reviewers' group, the rights of publishers, the workflow.
    Once; what an administrator changes afterwards stays."""
    if not Group.objects.filter(name=ADMINISTRATORS).exists() or Group.objects.filter(name=REVIEWERS).exists():
        return
    create_entry_permissions()
    codes = {
        REVIEWERS: [*(f"{verb}_{name}" for name in LIBRARY for verb in ("change", "view")), VERIFY],
        EDITORS: [f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "view")],
        PUBLISHERS: [
            *(f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "delete", "view")),
            *GOVERN,
            VERIFY,
        ],
    }
    codes[ADMINISTRATORS] = codes[PUBLISHERS]
    reviewers = Group.objects.create(name=REVIEWERS)
    reviewers.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for name, wanted in codes.items():
        for group in Group.objects.filter(name=name):
            group.permissions.add(*Permission.objects.filter(content_type__app_label="toolkit", codename__in=wanted))
    set_up_review(reviewers)


def create_entry_permissions() -> None:
    """Those that Django and Wagtail create themselves, but only after every app was migrated. Of these models alone:
    Django still renames those of others after an upgrade, and refuses where the new ones are there already."""
    codes = [*GOVERN, *(f"{verb}_{name}" for name in LIBRARY for verb in ("add", "change", "delete", "view")), VERIFY]
    for code in codes:
        verb, name = code.split("_")
        kind = ContentType.objects.get_for_model(apps.get_model("toolkit", name))
        Permission.objects.get_or_create(content_type=kind, codename=code, defaults={"name": f"Can {verb} {kind.name}"})


def set_up_review(reviewers: Group) -> None:
    """A legal reviewer reads first, then a publisher."""
    workflow = Workflow.objects.create(name="Legal review and publication")
    first = GroupApprovalTask.objects.create(name="A legal reviewer compares it with its text")
    first.groups.add(reviewers)
    then = GroupApprovalTask.objects.create(name="A publisher reads and approves law and words")
    then.groups.add(*Group.objects.filter(name__in=[PUBLISHERS, ADMINISTRATORS]))
    for place, task in enumerate([first, then]):
        WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr, sort_order=place)
    for name in LIBRARY:
        kind = ContentType.objects.get_for_model(apps.get_model("toolkit", name))
        WorkflowContentType.objects.get_or_create(content_type=kind, defaults={"workflow": workflow})


def grant(group: Group, root: Page, page_codes: list[str], codes: list[str]) -> None:
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    group.permissions.add(*Permission.objects.filter(codename__in=codes))
    for code in page_codes:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=code)
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label__in=FILE_APPS, codename__in=FILES):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


# -- The translators' desk ----------------------------------------------------------------------------------------

TRANSLATORS = "Translators"  # lets into the admin, and to nothing there but the desk of one's own languages
GIVE_LANGUAGES = "change_languagerole"


def set_up_desk() -> None:
    """The group of those who work in languages, and who gives such roles away. Once."""
    if not Group.objects.filter(name=ADMINISTRATORS).exists() or Group.objects.filter(name=TRANSLATORS).exists():
        return
    group = Group.objects.create(name=TRANSLATORS)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    codes = {ADMINISTRATORS: [("languagerole", ("change",)), ("termbaseentry", VERBS)]}
    codes[PUBLISHERS] = [("termbaseentry", VERBS)]
    codes[EDITORS] = [("termbaseentry", ("change", "view"))]
    for name, rights in codes.items():
        found = [find_or_make_right(model, verb) for model, verbs in rights for verb in verbs]
        for role in Group.objects.filter(name=name):
            role.permissions.add(*found)


VERBS = ("add", "change", "delete", "view")


def find_or_make_right(model: str, verb: str) -> Permission:
    kind = ContentType.objects.get_for_model(apps.get_model("toolkit", model))
    name = f"Can {verb} {kind.name}"
    return Permission.objects.get_or_create(content_type=kind, codename=f"{verb}_{model}", defaults={"name": name})[0]


def may_give_languages(user: Any) -> bool:
    """Say who translates, reviews and publishes which language."""
    return bool(user.has_perm(f"toolkit.{GIVE_LANGUAGES}"))


def find_roles(user: Any) -> dict[int, dict[str, str]]:
    """What somebody is in which language: by the language's number and the role, the profession ("" for none)."""
    found: dict[int, dict[str, str]] = {}
    if user.is_authenticated and user.is_active:
        for row in LanguageRole.objects.filter(user_id=user.pk):
            found.setdefault(row.locale_id, {})[row.role] = row.profession
    return found


def may_publish_everywhere(user: Any) -> bool:
    """Who may publish law and pages in any language needs no role in one."""
    return bool(user.has_perm("toolkit.publish_provision") and user.has_perm("toolkit.change_term"))


def find_desk_languages(user: Any) -> list[int]:
    """The numbers of the languages whose translations somebody may open."""
    if may_publish_everywhere(user):
        return list(Locale.objects.exclude(language_code=settings.LANGUAGE_CODE).values_list("pk", flat=True))
    return list(find_roles(user))


def may_translate(user: Any, locale_id: int) -> bool:
    """Write the words of a language and hand them in."""
    return LanguageRole.Role.TRANSLATOR in find_roles(user).get(locale_id, {}) or may_publish_everywhere(user)


def may_review(user: Any, locale_id: int) -> bool:
    """Comment, send back, sign off: whoever has a profession in this language, and nobody else."""
    return LanguageRole.Role.REVIEWER in find_roles(user).get(locale_id, {})


def may_publish_language(user: Any, locale_id: int) -> bool:
    """Make what was handed in or signed off public."""
    return LanguageRole.Role.PUBLISHER in find_roles(user).get(locale_id, {}) or may_publish_everywhere(user)


def may_comment(user: Any, locale_id: int) -> bool:
    """Everybody at the desk of a language talks with the others there."""
    return bool(find_roles(user).get(locale_id)) or may_publish_everywhere(user)
