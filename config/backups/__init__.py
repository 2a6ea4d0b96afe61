"""One sealed file that a portal can be brought back from: `manage.py backup` and `manage.py restore`.

In it: the database, uploads, evidence, and a manifest with counts and checksums. Never in it: the keys that seal
personal data (KEYS_FILE), the list of erased accounts (ERASURE_JOURNAL), SECRET_KEY, and the key of the backup itself.
"""

from config.backups.manifests import read_manifest
from config.backups.reading import restore
from config.backups.sealing import BackupError, make_key
from config.backups.writing import back_up, remove_old

__all__ = ["BackupError", "back_up", "make_key", "read_manifest", "remove_old", "restore"]
