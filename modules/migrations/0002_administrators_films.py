"""Administrators who are there already may upload films: they held rights that wagtailmedia never asks for."""

from typing import Any

from django.db import migrations

FILMS = ["add_media", "change_media"]
EVERYWHERE = [*FILMS, "delete_media"]


def grant(apps: Any, schema_editor: Any) -> None:
    """Does nothing on a new database: modules/permissions.py does it there, after all migrations."""
    films = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="wagtailmedia")
    root = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1).first()
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrators"):
        group.permissions.add(*films.filter(codename__in=EVERYWHERE))
        for permission in films.filter(codename__in=FILMS) if root else []:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=root, permission=permission
            )


class Migration(migrations.Migration):
    dependencies = [
        ("modules", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailmedia", "0005_alter_media_options"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
