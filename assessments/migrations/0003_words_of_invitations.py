from django.db import migrations

from accounts.models.sealing import SealedField


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_plain_names")]

    operations = [
        migrations.AddField("invitation", "organisation", SealedField(blank=True, default="")),
        migrations.AddField("invitation", "words", SealedField(blank=True, default="")),
    ]
