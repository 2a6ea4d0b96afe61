from django.db import migrations


class Migration(migrations.Migration):
    """The table keeps its name, so that nothing is done to the database: processes of the release before go on with it
    until they are replaced, and an operator's query finds it."""

    dependencies = [
        ("portal", "0002_purges"),
    ]

    operations = [
        migrations.AlterModelTable(name="Pulse", table="portal_pulse"),
        migrations.RenameModel(old_name="Pulse", new_name="JobHeartbeat"),
    ]
