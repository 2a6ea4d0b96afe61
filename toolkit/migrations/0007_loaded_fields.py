from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0006_administrators_files")]

    operations = [
        migrations.AddField(
            model_name="loaded",
            name="fields",
            field=models.JSONField(help_text="SHA-256 of each field as the content last put it there", null=True),
        ),
        migrations.AlterField(
            model_name="loaded",
            name="source",
            field=models.CharField(
                blank=True,
                help_text="SHA-256 of the data it was made from; empty where some was left out",
                max_length=64,
            ),
        ),
        migrations.AlterField(
            model_name="loaded",
            name="written",
            field=models.CharField(
                blank=True,
                help_text="SHA-256 of the whole object, by releases before there were fields",
                max_length=64,
            ),
        ),
    ]
