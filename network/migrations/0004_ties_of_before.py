"""Who brought whom before ties were kept, as far as it is still known: who invited her, from applications, which go 30
days after the decision; who appointed her, from the trail of twelve months."""

from typing import Any

from django.db import migrations


def note(apps: Any, schema_editor: Any) -> None:
    application, tie = apps.get_model("network", "Application"), apps.get_model("network", "Tie")
    rows = application.objects.filter(member__isnull=False, inviter__isnull=False)
    tie.objects.bulk_create(
        tie(member_id=row.inviter_id, other_id=row.member_id, kind="invited", since=row.decided_on) for row in rows
    )
    tie.objects.bulk_create(
        tie(member_id=actor, other_id=about, kind="proposed", since=day)
        for (actor, about), day in appointments(apps).items()
    )


def appointments(apps: Any) -> dict[tuple[Any, Any], Any]:
    """Of those who hold an office now: (who appointed her, she) and when for the last time. One coordinator did it
    alone, so a focal point of before can be her sleeper."""
    member, trail = apps.get_model("network", "Member"), apps.get_model("network", "Trail")
    people = set(member.objects.values_list("pk", flat=True))
    staff = set(member.objects.exclude(role="member").values_list("pk", flat=True))
    lines = trail.objects.filter(action="focal_point.appoint").order_by("hour", "pk")
    return {
        (line.actor, line.about): line.hour.date()
        for line in lines
        if line.actor in people and line.about in staff and line.actor != line.about
    }


class Migration(migrations.Migration):
    dependencies = [("network", "0003_ties")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
