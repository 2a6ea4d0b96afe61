from django.db import migrations


class Migration(migrations.Migration):
    # The tables keep their names (Meta.db_table), so a process of the release before finds them.
    dependencies = [("modules", "0002_administrators_films")]

    operations = [
        migrations.AlterModelTable("Change", "modules_change"),
        migrations.RenameModel("Change", "PartChange"),
        migrations.AlterModelTable("Taught", "modules_taught"),
        migrations.RenameModel("Taught", "TaughtClass"),
    ]
