"""What readers saw last is remembered together with whether it held, and of what nobody published by hand, too."""

import hashlib
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model, Q

WORDS = {
    "Instrument": "title short summary note force state",
    "Provision": "number title text reading strength limits",
    "Term": "name short text confuse",
    "TreatyStanding": "standing since reservations note",
}


def digest(*texts: str) -> str:
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()


def compute(name: str, row: Any, keys: list[str]) -> str:
    """digest_public() as this release computes it."""
    words = digest(*(getattr(row, column) for column in WORDS[name].split()))
    if name == "Provision":
        return digest(words, row.state, *keys)
    return digest(words, *keys) if name == "Instrument" else words


def list_keys(model: type[Model], row: Any) -> list[str]:
    """Of what is told in its place."""
    name = model._meta.model_name
    if name not in ("instrument", "provision"):
        return []
    pairs = model._meta.get_field("replaced_by").remote_field.through.objects  # type: ignore[union-attr]
    return sorted(pairs.filter(**{f"from_{name}": row.pk}).values_list(f"to_{name}__key", flat=True))


def remember(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Otherwise the first publication after the upgrade would ask to look again at everything, or at nothing."""
    for name in WORDS:
        model = apps.get_model("toolkit", name)
        rows = model.objects.using(editor.connection.alias)
        for row in rows.filter(Q(live=True) | ~Q(published_words="")).iterator():
            rows.filter(pk=row.pk).update(published_words=compute(name, row, list_keys(model, row)))


class Migration(migrations.Migration):
    dependencies = [("toolkit", "0013_provision_state_since")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop, elidable=True)]
