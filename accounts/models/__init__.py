"""People and what keeps them safe. Import from here."""

from accounts.models.letters import Letter, Subject
from accounts.models.limits import Purse
from accounts.models.people import SEALED_DOMAIN, User, UserManager, random_username, sealed_address
from accounts.models.rights import Deed, RightsChange, acting
from accounts.models.sealing import (
    EVERYWHERE,
    NoKeys,
    Sealed,
    SealedField,
    Shredded,
    blind_index,
    lock,
    new_key,
    seal,
    unlock,
    unseal,
)
from accounts.models.sessions import SignIn

__all__ = [
    "EVERYWHERE",
    "SEALED_DOMAIN",
    "Deed",
    "Letter",
    "NoKeys",
    "Purse",
    "RightsChange",
    "Sealed",
    "SealedField",
    "Shredded",
    "SignIn",
    "Subject",
    "User",
    "UserManager",
    "acting",
    "blind_index",
    "lock",
    "new_key",
    "random_username",
    "seal",
    "sealed_address",
    "unlock",
    "unseal",
]
