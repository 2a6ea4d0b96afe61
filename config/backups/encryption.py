"""A file that only the backup key opens, written and read as a stream.

AES-256-GCM by chunks: each has its number and "last" in the nonce, so a chunk that was changed, moved, left out or cut
off does not open. The key of each file is derived from the backup key and the file's own salt, so no nonce is used
twice.
"""

import base64
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"portal-backup-1\n"
SALT = 16
TAG = 16
CHUNK = 1024 * 1024


class BackupError(Exception):
    """Why a backup cannot be written or read, in words for the operator."""


def new_file(path: Path) -> BinaryIO:
    """For its owner only. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def make_key(file: Path) -> None:
    """Writes a new key, readable by its owner only. Raises BackupError where there is one: older backups need it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        stream = new_file(file)
    except FileExistsError:
        raise BackupError(f"There is a key in {file} already. Backups made with it need it.") from None
    with stream:
        stream.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def read_key(file: Path) -> bytes:
    """Raises BackupError where there is no key of 32 bytes."""
    try:
        key = base64.b64decode(file.read_text().strip(), validate=True)
    except (OSError, ValueError):
        key = b""
    if len(key) != 32:
        raise BackupError(f"There is no backup key in {file}. `manage.py make_backup_key` makes one.")
    return key


def cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(key))


def nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class EncryptedWriter:
    """Takes bytes, writes chunks. `close` writes the last one: without it the file does not open."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(SALT)
        self.file, self.cipher, self.waiting, self.number = file, cipher(key, salt), bytearray(), 0
        file.write(MAGIC + salt)

    def write(self, content: bytes) -> None:
        self.waiting += content
        while len(self.waiting) > CHUNK:  # one chunk is kept back: it may be the last
            self.put(bytes(self.waiting[:CHUNK]), last=False)
            del self.waiting[:CHUNK]

    def close(self) -> None:
        self.put(bytes(self.waiting), last=True)

    def put(self, chunk: bytes, *, last: bool) -> None:
        self.file.write(self.cipher.encrypt(nonce(self.number, last=last), chunk, MAGIC))
        self.number += 1


def decrypt_chunks(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises BackupError at the first one that is not as it was written."""
    if file.read(len(MAGIC)) != MAGIC:
        raise BackupError("This is no backup of a portal.")
    opener = cipher(key, file.read(SALT))
    number, chunk = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        try:
            yield opener.decrypt(nonce(number, last=not following), chunk, MAGIC)
        except InvalidTag:
            where = (
                "the key is another one, or the file was changed" if number == 0 else "the file was changed or cut off"
            )
            raise BackupError(f"The backup does not open: {where}.") from None
        if not following:
            return
        number, chunk = number + 1, following
