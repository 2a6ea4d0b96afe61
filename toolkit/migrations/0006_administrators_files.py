"""Administrators who are there already may upload pictures and documents, and send pages to be translated.

They held rights that Wagtail never asks for, and could not give away the roles below theirs without the others.
"""

from typing import Any

from django.db import migrations

APPS = ["wagtailimages", "wagtaildocs"]
FILES = [f"{verb}_{name}" for name in ("image", "document") for verb in ("add", "change", "choose")]
EVERYWHERE = [*FILES, "delete_image", "delete_document"]


def grant(apps: Any, schema_editor: Any) -> None:
    """Does nothing on a new database: toolkit/permissions.py makes the role there, after all migrations."""
    permissions = apps.get_model("auth", "Permission").objects
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        files = permissions.filter(content_type__app_label__in=APPS)
        group.permissions.add(*files.filter(codename__in=EVERYWHERE))
        group.permissions.add(*permissions.filter(codename="submit_translation"))
        for permission in files.filter(codename__in=FILES) if root else []:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=root, permission=permission
            )


class Migration(migrations.Migration):
    dependencies = [
        ("toolkit", "0005_findable_modules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=True)]
