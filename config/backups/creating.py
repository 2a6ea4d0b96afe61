"""Making a backup, and throwing old ones away."""

import json
import os
import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config.backups.archive import ArchiveWriter
from config.backups.databases import dump_database
from config.backups.encryption import BackupError, EncryptedWriter, new_file, read_key
from config.backups.files import STORES, list_files, read_blocks
from config.backups.keys import fingerprint_keys
from config.backups.manifests import DATABASE, MANIFEST, read_manifest
from config.models import JobHeartbeat
from network.storage import erasure_journal as journal

NAME = re.compile(r"portal-(\d{4}-\d\d-\d\d)-\d{6}\.backup(\.part)?")


def back_up() -> tuple[Path, dict[str, Any]]:
    """Writes a backup into BACKUP_DIR: all of it or nothing. Where it is, and its manifest. Raises BackupError."""
    check_keys_lie_elsewhere()
    begin_journal()
    key = read_key(Path(settings.BACKUP_KEY_FILE))
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"portal-{timezone.now():%Y-%m-%d-%H%M%S}.backup"
    partial = path.with_name(f"{path.name}.part")
    try:
        with new_file(partial) as file:
            sealing = EncryptedWriter(file, key)
            manifest = pack(ArchiveWriter(sealing))
            sealing.close()
            file.flush()
            os.fsync(file.fileno())
        if read_manifest(partial) != manifest:  # found on the day that it is needed, it would be late
            raise BackupError("What was written is not what is read back.")
        os.replace(partial, path)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    JobHeartbeat.objects.record("backup")
    return path, manifest


def pack(packer: ArchiveWriter) -> dict[str, Any]:
    """The database first: a file that comes later is one too many, never one too few."""
    with dump_database() as (rows, dump):
        keys = fingerprint_keys()  # after the moment of the dump, before a rotation could forget one that it needs
        packer.put(DATABASE, dump)
    for path, storage, name in list_files():
        try:
            content = read_blocks(storage, name)
        except FileNotFoundError:  # deleted since it was listed
            continue
        packer.put(path, content)
    manifest = {
        "made": timezone.now().isoformat(timespec="seconds"),
        "vendor": get_vendor(),
        "migrations": list_applied_migrations(),
        "rows": rows,
        "keys": keys,
        "contents": dict(packer.contents),
    }
    packer.put(MANIFEST, [json.dumps(manifest, sort_keys=True).encode()])
    return manifest


def begin_journal() -> None:
    """A portal whose list begins after its first backup could not be told from one that lost its list."""
    with suppress(OSError):  # the container that makes backups does not see the list: there the purge begins it
        journal.ensure_file()


def get_vendor() -> str:
    from django.db import connection

    return connection.vendor


def list_applied_migrations() -> list[str]:
    from django.db import connection

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def check_keys_lie_elsewhere() -> None:
    """Raises BackupError where a key would be packed with what it opens."""
    for alias in STORES.values():
        storage = storages[alias]
        folder = Path(storage.location).resolve() if isinstance(storage, FileSystemStorage) else None
        for file in (settings.KEYS_FILE, settings.BOX_KEY_FILE, settings.BACKUP_KEY_FILE, settings.ERASURE_JOURNAL):
            if folder and folder in Path(file).resolve().parents:
                raise BackupError(f"{file} lies among the files that are backed up. Keep it elsewhere.")


def remove_old(keep: int, today: date) -> list[Path]:
    """Removes backups of more than `keep` days ago, and what a killed one left half written before today."""
    gone = []
    for path in sorted(Path(settings.BACKUP_DIR).glob("portal-*")):
        match = NAME.fullmatch(path.name)
        if match and date.fromisoformat(match[1]) < today - timedelta(days=0 if match[2] else keep):
            path.unlink(missing_ok=True)
            gone.append(path)
    return gone
