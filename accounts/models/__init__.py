"""People and what keeps them safe. Import from here."""

from accounts.models.letters import Letter, LetterSubject
from accounts.models.limits import Purse
from accounts.models.people import SEALED_DOMAIN, User, UserManager, random_username, sealed_address
from accounts.models.rights import RightsChange, RightsChangeKind, attribute_changes_to
from accounts.models.sealing import SealedField
from accounts.models.sessions import SignIn

__all__ = [
    "SEALED_DOMAIN",
    "Letter",
    "LetterSubject",
    "Purse",
    "RightsChange",
    "RightsChangeKind",
    "SealedField",
    "SignIn",
    "User",
    "UserManager",
    "attribute_changes_to",
    "random_username",
    "sealed_address",
]
