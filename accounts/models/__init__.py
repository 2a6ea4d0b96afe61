"""People and what keeps them safe. Import from here."""

from accounts.models.letters import Letter, Subject
from accounts.models.limits import Purse
from accounts.models.people import SEALED_DOMAIN, User, UserManager, random_username, sealed_address
from accounts.models.rights import Deed, RightsChange, acting
from accounts.models.sealing import SealedField
from accounts.models.sessions import SignIn

__all__ = [
    "SEALED_DOMAIN",
    "Deed",
    "Letter",
    "Purse",
    "RightsChange",
    "SealedField",
    "SignIn",
    "Subject",
    "User",
    "UserManager",
    "acting",
    "random_username",
    "sealed_address",
]
