from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0015_near_provisions")]

    operations = [
        migrations.AddField(
            model_name="blankformpage",
            name="is_card",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Printed eight to a sheet with the first part alone, and nothing that says who made it or "
                "what it is for: who searches the person learns nothing.",
                verbose_name="a card for the person",
            ),
        )
    ]
