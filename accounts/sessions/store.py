"""The session engine (settings.SESSION_ENGINE): Django's table, with every session's data sealed.

While a user signs in, what was typed lies in the session: an address that nobody may read in a stolen database.
"""

from typing import Any

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError

from accounts.sealing import seal_text, unseal_text
from accounts.sealing.keys import NoKeys, Shredded

AWAY = (OperationalError, InterfaceError, InternalError)


class SessionNotSaved(DatabaseError):
    """Why stands in `__cause__`. Most often the view is done by now, and what it saved is saved."""


class SessionStore(PlainStore):
    def save(self, must_create: bool = False) -> None:
        """Django takes any failure for a session that was ended meanwhile, and answers with a bare 400. A database that
        is away ended nothing. Raises SessionNotSaved then, so that it is said so (config/health/outages.py)."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, AWAY):
                raise SessionNotSaved from error.__context__
            raise
        except AWAY as error:
            raise SessionNotSaved from error

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal_text(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Empty where the keys have gone or the text is not ours: the person signs in again."""
        try:
            plain = unseal_text(str(session_data))
        except (Shredded, NoKeys, InvalidTag, ValueError):
            return {}
        return super().decode(plain)
