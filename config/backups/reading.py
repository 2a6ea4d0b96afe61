"""Bringing a portal back. All of the file is read and compared before anything is touched."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.backups import databases
from config.backups.boxes import Unpacker
from config.backups.sealing import BackupError, opened, read_key
from config.backups.stores import put, remove_all_but
from config.backups.writing import DATABASE, MANIFEST
from network.actions.erasure import replay_erasures
from network.tasks.purging import throw_away


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest, after every byte of the file was compared with it. Raises BackupError."""
    found: dict[str, dict[str, object]] = {}
    manifest: dict[str, Any] = {}
    with path.open("rb") as file:
        for name, content in Unpacker(opened(file, read_key(Path(settings.BACKUP_KEY_FILE)))).boxes():
            if name == MANIFEST:
                manifest = json.loads(b"".join(content))
            else:
                found[name] = measured(content)
    if not manifest or manifest["contents"] != found:
        raise BackupError("The backup is not complete: its contents are not those of its manifest.")
    return manifest


def measured(content: Iterator[bytes]) -> dict[str, object]:
    digest, size = hashlib.sha256(), 0
    for block in content:
        digest.update(block)
        size += len(block)
    return {"size": size, "sha256": digest.hexdigest()}


def restore(path: Path, *, replace: bool) -> dict[str, int]:
    """Puts the backup in the place of what is here. Then: migrations, erasures again, what is kept too long, caches.

    Raises BackupError, having touched nothing, for another key, a changed byte, a newer portal, another kind of
    database, or where there is something already and `replace` is false.
    """
    manifest = read_manifest(path)
    fits(manifest)
    if not (replace or databases.is_empty()):
        raise BackupError("There is a portal here already. Add --replace to put the backup in its place.")
    with path.open("rb") as file:
        boxes = Unpacker(opened(file, read_key(Path(settings.BACKUP_KEY_FILE)))).boxes()
        _name, dump = next(boxes)
        with databases.replaced(dump):
            compare(manifest["rows"])
            for name, content in boxes:
                if name != MANIFEST:
                    put(name, content)
        remove_all_but(set(manifest["contents"]))
    return finish()


def finish() -> dict[str, int]:
    """What a restored database needs before anybody may see it."""
    call_command("migrate", interactive=False, verbosity=0)
    erased = replay_erasures()
    purged = sum(throw_away(timezone.localdate()).values())
    cache.clear()
    return {"erased": erased, "purged": purged}


def fits(manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        raise BackupError(f"The backup is of {manifest['vendor']}, this portal runs on {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection, load=True).disk_migrations}
    replaced = {f"{app}.{name}" for m in MigrationLoader(None).disk_migrations.values() for app, name in m.replaces}
    newer = sorted(set(manifest["migrations"]) - known - replaced)
    if newer:
        raise BackupError(f"The backup comes from a newer portal ({newer[0]}). Update this one first.")


def compare(rows: dict[str, int]) -> None:
    """Raises BackupError where the database does not hold what was counted when it was dumped."""
    now = databases.counts()
    wrong = sorted(table for table in set(rows) | set(now) if rows.get(table) != now.get(table))
    if wrong:
        raise BackupError(f"After the restore the number of rows is not what it was: {', '.join(wrong[:5])}.")


__all__ = ["DATABASE", "read_manifest", "restore"]
