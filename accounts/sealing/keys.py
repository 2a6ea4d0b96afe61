"""The keys that seal personal data: in a file of their own, never in the database, never in a backup.

The file is JSON: {"blind": {"1": key}, "scopes": {"*": {"1": key}, "AF": {"1": key}}}. Keys are 32 random bytes in
base64; the highest number is the one in use, the others only open what they once sealed. A country has a scope of
its own, so that destroying its keys makes what its people wrote unreadable for ever, in old backups too.
"""

import base64
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

EVERYWHERE = "*"
# Where the network began. A country that joins later gets its keys by `manage.py make_keys`.
FIRST_COUNTRIES = ["AF", "BD", "IR", "IQ", "PK"]


class NoKeys(Exception):
    """There is no key file, or no key of that name: nothing can be sealed."""


class UnreadableKeys(NoKeys):
    """There is a key file, and it cannot be read: nothing may be written in its place."""


class Shredded(Exception):
    """The key is gone on purpose: what it sealed is unreadable for ever."""


class KeyRing:
    """The key file, read once per change of the file."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @classmethod
    def load(cls) -> "KeyRing":
        """Raises NoKeys where there is no file, UnreadableKeys where there is one that cannot be read."""
        file = Path(settings.KEYS_FILE)
        try:
            return cls(read(str(file), file.stat().st_mtime_ns))
        except FileNotFoundError as error:
            raise NoKeys("There is no key file. Run `manage.py make_keys` and keep the file safe.") from error
        except (OSError, ValueError) as error:
            raise UnreadableKeys(
                f"The key file {file} is there, but cannot be read ({type(error).__name__}). It was left as it is. Give"
                " it to the portal's own user, or put a whole copy in its place."
            ) from error

    def current(self, scope: str) -> tuple[str, bytes]:
        """(number, key) that seals now. Raises NoKeys for a scope without keys."""
        keys = self.data["scopes"].get(scope)
        if not keys:
            raise NoKeys(f"There is no key for {scope!r}. Run `manage.py make_keys {scope}`.")
        number = max(keys, key=int)
        return number, base64.b64decode(keys[number])

    def key(self, scope: str, number: str) -> bytes:
        """The key that sealed something. Raises Shredded where it was destroyed."""
        try:
            return base64.b64decode(self.data["scopes"][scope][number])
        except KeyError:
            raise Shredded(scope) from None

    def blind(self) -> bytes:
        numbers = self.data["blind"]
        return base64.b64decode(numbers[max(numbers, key=int)])

    def blinds(self) -> list[bytes]:
        """The one in use, then those that some addresses are still recognised by."""
        numbers = self.data["blind"]
        return [base64.b64decode(numbers[number]) for number in sorted(numbers, key=int, reverse=True)]

    def scopes(self) -> list[str]:
        return sorted(self.data["scopes"])

    def add(self, scope: str) -> None:
        """A first or a further key for a scope; the new one seals from now on."""
        grow(self.data["scopes"].setdefault(scope, {}))

    def add_blind(self) -> None:
        grow(self.data["blind"])

    def retire(self, scope: str) -> None:
        """Forgets all keys of a scope but the one in use. Raises NoKeys for a scope without keys."""
        number, _key = self.current(scope)
        self.data["scopes"][scope] = {number: self.data["scopes"][scope][number]}

    def retire_blind(self) -> None:
        """Forgets all keys for recognising addresses but the one in use."""
        numbers = self.data["blind"]
        newest = max(numbers, key=int)
        self.data["blind"] = {newest: numbers[newest]}

    def destroy(self, scope: str) -> None:
        """Forgets a scope. There is no way back."""
        self.data["scopes"].pop(scope, None)

    def save(self) -> None:
        """Writes the file anew, readable by its owner only, and never half."""
        file = Path(settings.KEYS_FILE)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            json.dump(self.data, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, file)


def create_key_ring() -> KeyRing:
    ring = KeyRing({"blind": {}, "scopes": {}})
    ring.add_blind()
    return ring


def grow(keys: dict[str, str]) -> None:
    number = str(max(map(int, keys), default=0) + 1)
    keys[number] = base64.b64encode(secrets.token_bytes(32)).decode()


@lru_cache(maxsize=4)
def read(path: str, changed: int) -> dict[str, Any]:
    data = json.loads(Path(path).read_text())
    if not isinstance(data, dict) or not {"blind", "scopes"} <= set(data):
        raise ValueError("This is no key file.")
    return data
