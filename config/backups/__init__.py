"""One sealed file that a portal can be brought back from: `manage.py backup` and `manage.py restore`.

In it: the database, uploads, evidence, and a manifest with counts and checksums. Never in it: the keys that seal
personal data (KEYS_FILE), the list of erased accounts (ERASURE_JOURNAL), SECRET_KEY, and the key of the backup itself.

creating.py     a backup made, checked and put in place; old ones thrown away
restoring.py    a portal brought back, and what is refused before anything is touched
archive.py      the layout of the file: one entry after the other, the manifest last
encryption.py   the bytes around it, which only the backup key opens
databases.py    the database out and in, by PostgreSQL's programs or SQLite's call
files.py        uploads and evidence, from folders or a bucket
keys.py         whether the keys that are here open what a backup holds
manifests.py    what is in a backup, compared with every byte of it
"""

from config.backups.creating import back_up, remove_old
from config.backups.encryption import BackupError, make_key
from config.backups.manifests import read_manifest
from config.backups.restoring import restore

__all__ = ["BackupError", "back_up", "make_key", "read_manifest", "remove_old", "restore"]
