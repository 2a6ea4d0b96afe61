"""Applications from before there was a queue: those that wait are in it, and what ended keeps no address."""

from typing import Any

from django.db import migrations
from django.db.models import F

OPEN = ["confirmed", "in_vetting", "waiting"]
ENDED = ["declined", "withdrawn", "expired"]


def fill(apps: Any, schema_editor: Any) -> None:
    application, invitation = apps.get_model("network", "Application"), apps.get_model("network", "Invitation")
    rows = application.objects
    rows.filter(state__in=OPEN).update(in_queue=True, shown_on=F("moved_on"))
    rows.exclude(state="draft").exclude(inviter=None).update(vouched=True)  # each invitation was used up by one of them
    rows.filter(state__in=OPEN, is_proven=False).update(address_index="")
    rows.filter(state__in=ENDED).update(shown_on=F("created_on"), address_index="", address="", reach="")
    rows.filter(state="approved").update(shown_on=F("created_on"))
    for draft in rows.filter(state="draft").exclude(invitation=None).order_by("created_on"):
        invitation.objects.filter(pk=draft.invitation_id).update(taken_by=draft)


class Migration(migrations.Migration):
    dependencies = [("network", "0007_vetting_closed")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
