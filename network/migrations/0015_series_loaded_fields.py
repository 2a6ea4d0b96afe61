from django.db import migrations, models


class Migration(migrations.Migration):
    # What was loaded stands field by field in toolkit.LoadedContent; the column stays for processes of the release before.
    dependencies = [("network", "0014_plain_names")]

    operations = [
        migrations.AlterField("series", "is_edited", models.BooleanField(default=False, editable=False)),
    ]
