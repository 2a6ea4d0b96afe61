"""The session engine (settings.SESSION_ENGINE): Django's table, with every session's data sealed.

While somebody signs in, what she typed lies in her session: an address that nobody may read in a stolen database.
"""

from typing import Any

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.db import SessionStore as PlainStore

from accounts.models.keys import NoKeys, Shredded
from accounts.models.sealing import seal, unseal


class SessionStore(PlainStore):
    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Empty where the keys have gone or the text is not ours: the person signs in again."""
        try:
            plain = unseal(str(session_data))
        except (Shredded, NoKeys, InvalidTag, ValueError):
            return {}
        return super().decode(plain)
