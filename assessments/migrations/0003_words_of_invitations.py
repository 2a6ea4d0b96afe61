from django.db import migrations

from accounts.models.sealing import SealedField


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_plain_names")]

    operations = [
        # With a default of the database's own: processes of the release before invite people, too.
        migrations.AddField("invitation", "organisation", SealedField(blank=True, default="", db_default="")),
        migrations.AddField("invitation", "words", SealedField(blank=True, default="", db_default="")),
    ]
