"""Bringing a portal back. All of the file is read and compared before anything is touched."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from config.backups import databases
from config.backups.archive import ArchiveReader
from config.backups.encryption import BackupError, decrypt_chunks, read_key
from config.backups.files import remove_other_files, write_file
from config.backups.keys import LostKeys, find_lost_keys, mark_texts_unreadable
from config.backups.manifests import MANIFEST, read_manifest
from network.data.actions.erasure import replay_erasures
from network.domain.retention import BACKUP
from network.storage import erasure_journal as journal
from network.tasks.purging import delete_expired_rows


def restore(
    path: Path, *, replace: bool, without_journal: bool = False, without_keys: Collection[str] = ()
) -> dict[str, int]:
    """Puts the backup in the place of what is here. Then: migrations, erasures again, what is kept too long, caches.

    Raises BackupError, having touched nothing, for another key, a changed byte, a newer portal, another kind of
    database, where people who left would come back, where sealed texts would not open, or where there is something
    already and `replace` is false.
    """
    manifest = read_manifest(path)
    check_fits(manifest)
    lost = find_lost_keys(manifest.get("keys", {}), without_keys)  # backups of older portals do not say
    if not without_journal:
        check_erasure_journal(datetime.fromisoformat(manifest["made"]))
    if not (replace or databases.is_database_empty()):
        raise BackupError("There is a portal here already. Add --replace to put the backup in its place.")
    unpack(path, manifest)
    return finish(lost)


def unpack(path: Path, manifest: dict[str, Any]) -> None:
    with path.open("rb") as file:
        entries = ArchiveReader(decrypt_chunks(file, read_key(Path(settings.BACKUP_KEY_FILE)))).entries()
        _name, dump = next(entries)
        with databases.replace_database(dump):
            compare_rows(manifest["rows"])
            for name, content in entries:
                if name != MANIFEST:
                    write_file(name, content)
        remove_other_files(set(manifest["contents"]))


def finish(lost: LostKeys) -> dict[str, int]:
    """What a restored database needs before anybody may see it."""
    call_command("migrate", interactive=False, verbosity=0)
    mark_texts_unreadable(lost)
    erased = replay_erasures()
    purged = sum(delete_expired_rows(timezone.localdate()).values())
    cache.clear()
    return {"erased": erased, "purged": purged}


def check_erasure_journal(made: datetime) -> None:
    """Raises BackupError where the list of erased accounts cannot know of everybody who left since then."""
    begun, file = journal.read_beginning(), settings.ERASURE_JOURNAL
    if (timezone.now() - made).days > BACKUP:
        why = f"The backup is older than {BACKUP} days, and the list of erased accounts forgets. Take a younger one."
    elif not journal.file_exists():
        why = f"There is no list of erased accounts. Put its newest copy in its place: {file}."
    elif begun and begun > made:
        why = f"The list of erased accounts in {file} is a new one, begun after the backup. Put the old one's newest "
        why += "copy in its place."
    else:
        return
    raise BackupError(f"{why} With --without-journal it goes on, and whoever was erased since may come back.")


def check_fits(manifest: dict[str, Any]) -> None:
    """Raises BackupError for another kind of database, and for a portal newer than this one."""
    if manifest["vendor"] != connection.vendor:
        raise BackupError(f"The backup is of {manifest['vendor']}, this portal runs on {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection, load=True).disk_migrations}
    replaced = {f"{app}.{name}" for m in MigrationLoader(None).disk_migrations.values() for app, name in m.replaces}
    newer = sorted(set(manifest["migrations"]) - known - replaced)
    if newer:
        raise BackupError(f"The backup comes from a newer portal ({newer[0]}). Update this one first.")


def compare_rows(rows: dict[str, int]) -> None:
    """Raises BackupError where the database does not hold what was counted when it was dumped."""
    now = databases.count_rows()
    wrong = sorted(table for table in set(rows) | set(now) if rows.get(table) != now.get(table))
    if wrong:
        raise BackupError(f"After the restore the number of rows is not what it was: {', '.join(wrong[:5])}.")
