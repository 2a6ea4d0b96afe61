"""What the starter content last wrote, so that a later load can tell an editor's change from its own."""

from django.db import models


class Loaded(models.Model):
    """The state of one object right after `manage.py load_content` wrote it."""

    name = models.CharField(max_length=200, unique=True, help_text="language/file or language/kind/key")
    source = models.CharField(max_length=64, help_text="SHA-256 of the data it was made from")
    written = models.CharField(max_length=64, help_text="SHA-256 of the object as written")
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
