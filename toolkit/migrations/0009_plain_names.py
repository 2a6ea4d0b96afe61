from django.db import migrations


class Migration(migrations.Migration):
    # The tables keep their names (Meta.db_table), so a process of the release before finds them.
    dependencies = [("toolkit", "0008_findable_instruments")]

    operations = [
        migrations.AlterModelTable("Findable", "toolkit_findable"),
        migrations.RenameModel("Findable", "SearchEntry"),
        migrations.AlterModelTable("Word", "toolkit_word"),
        migrations.RenameModel("Word", "SearchWord"),
        migrations.AlterModelTable("Loaded", "toolkit_loaded"),
        migrations.RenameModel("Loaded", "LoadedContent"),
    ]
