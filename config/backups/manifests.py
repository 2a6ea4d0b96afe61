"""The last entry of a backup: what is in it, how much, and what is needed to bring it back."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from config.backups.archive import ArchiveReader
from config.backups.encryption import BackupError, decrypt_chunks, read_key

DATABASE, MANIFEST = "database", "manifest"


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest, after every byte of the file was compared with it. Raises BackupError."""
    found: dict[str, dict[str, object]] = {}
    manifest: dict[str, Any] = {}
    with path.open("rb") as file:
        for name, content in ArchiveReader(decrypt_chunks(file, read_key(Path(settings.BACKUP_KEY_FILE)))).entries():
            if name == MANIFEST:
                manifest = json.loads(b"".join(content))
            else:
                found[name] = measure(content)
    if not manifest or manifest["contents"] != found:
        raise BackupError("The backup is not complete: its contents are not those of its manifest.")
    return manifest


def measure(content: Iterator[bytes]) -> dict[str, object]:
    """`size` in bytes, and `sha256` in hexadecimal digits."""
    digest, size = hashlib.sha256(), 0
    for block in content:
        digest.update(block)
        size += len(block)
    return {"size": size, "sha256": digest.hexdigest()}
