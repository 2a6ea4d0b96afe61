from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0012_working_kit")]

    operations = [
        migrations.AddField(
            model_name="provision",
            name="state_since",
            field=models.DateField(blank=True, help_text="Leave empty rather than guess.", null=True, verbose_name="since"),
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="published_words",
                field=models.CharField(
                    blank=True,
                    editable=False,
                    help_text="digest_public() of what was published last.",
                    max_length=64,
                ),
            )
            for name in ("instrument", "provision", "term", "treatystanding")
        ),
    ]
