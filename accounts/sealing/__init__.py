"""Text and bytes that are readable only with the keys: sealed before they are stored, opened on purpose.

AES-256-GCM (NIST SP 800-38D) from the cryptography library. A sealed text reads "<key number>.<scope>.<base64>". The
field that keeps one in a table stands in accounts/models/sealing.py.
"""

import base64
import hashlib
import hmac
import os

from accounts.sealing.keys import EVERYWHERE, KeyRing, NoKeys, Shredded

__all__ = [
    "EVERYWHERE",
    "NoKeys",
    "Sealed",
    "Shredded",
    "blind_index",
    "blind_indexes",
    "decrypt_bytes",
    "encrypt_bytes",
    "generate_file_key",
    "seal_text",
    "unseal_text",
]
NONCE_BYTES = 12


def seal_text(text: str, scope: str = EVERYWHERE) -> str:
    """What only the scope's key opens again. Raises NoKeys for a scope without one."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    number, key = KeyRing.load().current(scope)
    label = f"{number}.{scope}"
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, text.encode(), label.encode())
    return f"{label}.{base64.b64encode(nonce + body).decode()}"


def unseal_text(text: str) -> str:
    """What was sealed. Raises Shredded where its key was destroyed, InvalidTag where the text was tampered with."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    number, scope, body = text.split(".", 2)
    raw = base64.b64decode(body)
    key = KeyRing.load().key(scope, number)
    return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{number}.{scope}".encode()).decode()


def generate_file_key() -> str:
    """A key for one file, as text: keep it in a SealedField beside what it locks."""
    return base64.b64encode(os.urandom(32)).decode()


def encrypt_bytes(content: bytes, *, key: str, about: str) -> bytes:
    """Bytes that only this key opens again, and only as what `about` names: one put in another's place stays shut."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, content, about.encode())


def decrypt_bytes(locked: bytes, *, key: str, about: str) -> bytes:
    """What was locked. Raises InvalidTag for what was tampered with or belongs to something else."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(base64.b64decode(key)).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], about.encode())


def blind_index(text: str) -> str:
    """Finds an address again without storing it: 40 hexadecimal digits, the same for any letter case."""
    return blind_indexes(text)[0]


def blind_indexes(text: str) -> list[str]:
    """The same under each key that is still kept, the one in use first: while keys change, both are looked for."""
    plain = text.strip().casefold().encode()
    return [hmac.new(key, plain, hashlib.sha256).hexdigest()[:40] for key in KeyRing.load().blinds()]


class Sealed:
    """A sealed value. It shows nothing, wherever it is printed, logged or rendered; `open()` is a decision."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def from_plain(cls, plain: str, scope: str = EVERYWHERE) -> "Sealed":
        """Sealed now; an empty text stays empty, so that "nothing was given" can be told without keys. Raises NoKeys
        for a scope without one."""
        return cls(seal_text(plain, scope) if plain else "")

    @property
    def scope(self) -> str:
        return self.text.split(".", 2)[1] if self.text else ""

    @property
    def number(self) -> str:
        return self.text.split(".", 1)[0] if self.text else ""

    def open(self) -> str:
        """The text. Raises Shredded where its key was destroyed."""
        return unseal_text(self.text) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return "•••" if self.text else ""

    __repr__ = __str__
