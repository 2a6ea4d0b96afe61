"""A vote for a reason that is no more: what it said was a doubt."""

from typing import Any

from django.db import migrations


def rename(apps: Any, schema_editor: Any) -> None:
    apps.get_model("network", "Vote").objects.filter(reason="twin").update(reason="doubt")


class Migration(migrations.Migration):
    dependencies = [("network", "0005_deeds")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop, elidable=True)]
