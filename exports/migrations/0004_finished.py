from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("exports", "0003_no_room")]

    operations = [
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=Q(("finished_at__isnull", False)), fields=["finished_at"], name="export_finished"
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(condition=Q(("state", "failed")), fields=["finished_at"], name="export_failed"),
        ),
    ]
