"""Who invited whom, as far as applications still tell it: they go 30 days after the decision."""

from typing import Any

from django.db import migrations


def note(apps: Any, schema_editor: Any) -> None:
    application, tie = apps.get_model("network", "Application"), apps.get_model("network", "Tie")
    rows = application.objects.filter(member__isnull=False, inviter__isnull=False)
    tie.objects.bulk_create(
        tie(member_id=row.inviter_id, other_id=row.member_id, kind="invited", since=row.decided_on) for row in rows
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0003_ties")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
