"""A tick becomes a record: who compared the words of a provision with what, as far as that is known."""

import hashlib

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_records(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The release before knew "verified" alone. `words` is what Provision.digest_words() gives for these words."""
    provisions = apps.get_model("toolkit", "Provision").objects.using(editor.connection.alias)
    records = apps.get_model("toolkit", "Verification").objects.using(editor.connection.alias)
    for row in provisions.filter(status="verified").iterator():
        words = (row.number, row.title, row.text, row.reading, row.strength, row.limits)
        records.create(
            provision=row,
            compared="words",
            against="",
            words=hashlib.sha256("\n\n".join(words).encode()).hexdigest(),
            role="editor",
            on=row.updated_at.date(),
        )
        provisions.filter(pk=row.pk).update(status="words")


def forget_records(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    provisions = apps.get_model("toolkit", "Provision").objects.using(editor.connection.alias)
    provisions.filter(status="words").update(status="verified")
    provisions.filter(status="title").update(status="to_verify")


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0010_governed_library")]

    operations = [migrations.RunPython(make_records, forget_records, elidable=True)]
