import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# As load_content called the two films that come with the portal: title cards, without a sound.
STARTERS = ("media/film-two-crimes", "media/film-help-without-a-price")


def mark_silent(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Of others nobody knows."""
    rows = apps.get_model("modules", "Recording").objects.using(editor.connection.alias)
    for name in STARTERS:
        rows.filter(file__startswith=name).update(is_silent=True)


class Migration(migrations.Migration):
    dependencies = [
        ("modules", "0005_practice_questions"),
    ]

    operations = [
        migrations.AddField(
            model_name="recording",
            name="is_silent",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Its page then says that the film is silent, where no narration was recorded.",
                verbose_name="nobody speaks in it",
            ),
        ),
        migrations.AddField(
            model_name="videotext",
            name="narration",
            field=models.ForeignKey(
                blank=True,
                help_text="What is said, spoken in this language, as long as the film: Opus or MP3.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="modules.recording",
                verbose_name="narration",
            ),
        ),
        migrations.RunPython(mark_silent, migrations.RunPython.noop, elidable=True),
    ]
