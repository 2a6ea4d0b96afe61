"""The key that signs the box, and who may know it: the private half in a file of its owner's, the public half in one
beside it, from which pages and boxes quote it."""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


class NoBoxKeyError(Exception):
    """There is no key to sign with. Says what makes one."""


def make_box_key() -> bool:
    """Writes a new key, readable by its owner only. False where there is one: older boxes were signed with it."""
    file = Path(settings.BOX_KEY_FILE)
    file.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(base64.b64encode(key.private_bytes_raw()) + b"\n")
    except FileExistsError:
        return False
    public_file().write_text(f"{key.public_key().public_bytes_raw().hex()}\n")
    return True


def public_file() -> Path:
    return Path(f"{settings.BOX_KEY_FILE}.pub")


def sign_content(content: bytes) -> bytes:
    """64 bytes, the same ones each time. Raises NoBoxKeyError where there is no key."""
    return load_key().sign(content)


def get_public_key() -> str:
    """64 hexadecimal digits. Raises NoBoxKeyError where there is no key."""
    return load_key().public_key().public_bytes_raw().hex()


def find_public_key() -> str:
    """The same for a page, which needs no secret for it; "" where no box was ever signed here."""
    try:
        return public_file().read_text().strip()
    except OSError:
        return ""


def load_key() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(Path(settings.BOX_KEY_FILE).read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoBoxKeyError(
            f"There is no key for boxes in {settings.BOX_KEY_FILE}. `manage.py make_box_key` makes one."
        ) from error
