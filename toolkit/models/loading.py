"""What the starter content last wrote, so that a later load can tell an editor's change from its own."""

from django.db import models


class LoadedContent(models.Model):
    """The state of one object right after `manage.py load_content` wrote it, field by field."""

    name = models.CharField(max_length=200, unique=True, help_text="language/file or language/kind/key")
    source = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the data it was made from; empty where some was left out"
    )
    fields = models.JSONField(null=True, help_text="SHA-256 of each field as the content last put it there")
    written = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the whole object, by releases before there were fields"
    )
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "toolkit_loaded"  # release 0.1's, whose processes use it while an upgrade replaces them

    def __str__(self) -> str:
        return self.name
