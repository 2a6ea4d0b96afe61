"""Accounts made from now on are not counted. The database has no part in it: the number comes with the row."""

from django.db import migrations, models

import accounts.models.people


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_purses")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="user",
                    name="id",
                    field=models.BigAutoField(
                        default=accounts.models.people.random_id, primary_key=True, serialize=False
                    ),
                ),
            ]
        )
    ]
