"""Text that is readable only with the keys: sealed before it reaches the database, opened on purpose.

AES-256-GCM (NIST SP 800-38D) from the cryptography library. A sealed text reads "<key number>.<scope>.<base64>".
"""

import base64
import hashlib
import hmac
import os
from typing import Any

from django.db import models

from accounts.models.keys import EVERYWHERE, KeyRing, NoKeys, Shredded

__all__ = [
    "EVERYWHERE",
    "NoKeys",
    "Sealed",
    "SealedField",
    "Shredded",
    "blind_index",
    "blind_indexes",
    "lock",
    "new_key",
    "seal",
    "unlock",
    "unseal",
]
NONCE_BYTES = 12


def seal(text: str, scope: str = EVERYWHERE) -> str:
    """What only the scope's key opens again. Raises NoKeys for a scope without one."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    number, key = KeyRing.load().current(scope)
    label = f"{number}.{scope}"
    nonce = os.urandom(NONCE_BYTES)
    body = AESGCM(key).encrypt(nonce, text.encode(), label.encode())
    return f"{label}.{base64.b64encode(nonce + body).decode()}"


def unseal(text: str) -> str:
    """What was sealed. Raises Shredded where its key was destroyed, InvalidTag where the text was tampered with."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    number, scope, body = text.split(".", 2)
    raw = base64.b64decode(body)
    key = KeyRing.load().key(scope, number)
    return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{number}.{scope}".encode()).decode()


def new_key() -> str:
    """A key for one file, as text: keep it in a SealedField beside what it locks."""
    return base64.b64encode(os.urandom(32)).decode()


def lock(content: bytes, *, key: str, about: str) -> bytes:
    """Bytes that only this key opens again, and only as what `about` names: one put in another's place stays shut."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(base64.b64decode(key)).encrypt(nonce, content, about.encode())


def unlock(locked: bytes, *, key: str, about: str) -> bytes:
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
    def of(cls, plain: str, scope: str = EVERYWHERE) -> "Sealed":
        """Sealed now; an empty text stays empty, so that "nothing was given" can be told without keys."""
        return cls(seal(plain, scope) if plain else "")

    @property
    def scope(self) -> str:
        return self.text.split(".", 2)[1] if self.text else ""

    @property
    def number(self) -> str:
        return self.text.split(".", 1)[0] if self.text else ""

    def open(self) -> str:
        """The text. Raises Shredded where its key was destroyed."""
        return unseal(self.text) if self.text else ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return "•••" if self.text else ""

    __repr__ = __str__


class SealedField(models.TextField):
    """A text that the database never sees. Assign a str; what comes back is a `Sealed`.

    The model says under which scope its rows are sealed: `def sealed_scope(self) -> str`, else everywhere.
    """

    # For mypy: a text goes in, sealed or not; sealed it comes out.
    _pyi_private_set_type: str | Sealed  # type: ignore[assignment]
    _pyi_private_get_type: Sealed  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        """Seals what was assigned, and seals again what belongs to another scope by now."""
        value = getattr(model_instance, self.attname)
        scope = model_instance.sealed_scope() if hasattr(model_instance, "sealed_scope") else EVERYWHERE
        if not isinstance(value, Sealed):
            value = Sealed.of(value or "", scope)
        elif value and value.scope != scope:
            value = Sealed.of(value.open(), scope)
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> str:
        """Raises TypeError for a plain text: `.update()` has no row to ask for the scope. Use `Sealed.of`."""
        if isinstance(value, Sealed):
            return value.text
        if not value:
            return ""
        raise TypeError("A sealed field takes a Sealed here, never a plain text.")

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.text if isinstance(value, Sealed) else ""

    def formfield(self, **kwargs: Any) -> None:
        """Never in an automatic form."""
