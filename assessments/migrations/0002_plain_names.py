from django.db import migrations


class Migration(migrations.Migration):
    # The tables keep their names (Meta.db_table), so a process of the release before finds them.
    dependencies = [("assessments", "0001_initial")]

    operations = [
        migrations.AlterModelTable("Step", "assessments_step"),
        migrations.RenameModel("Step", "AuditEntry"),
    ]
