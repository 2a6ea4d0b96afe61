import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("tool", "Tool"),
    ("checklist", "Checklist"),
    ("item", "Checklist question"),
    ("practice", "Scenario or practice note"),
    ("article", "Article"),
    ("instrument", "Legal instrument"),
    ("provision", "Provision"),
    ("term", "Glossary term"),
    ("module", "University module"),
]


class Migration(migrations.Migration):
    """Processes of the release before may go on writing rows: the database knows what they leave out."""

    dependencies = [("toolkit", "0007_loaded_fields")]

    operations = [
        migrations.AddField(
            model_name="findable",
            name="instrument",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="toolkit.instrument"
            ),
        ),
        migrations.AddField(
            model_name="findable",
            name="names",
            field=models.TextField(
                help_text="What it is called, as a search says it, between line ends.", null=True
            ),
        ),
        migrations.AddField(
            model_name="findable",
            name="shape",
            field=models.PositiveSmallIntegerField(help_text="The SHAPE in which it was indexed.", null=True),
        ),
        migrations.AlterField(
            model_name="findable",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12),
        ),
    ]
