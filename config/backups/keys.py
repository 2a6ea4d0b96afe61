"""Whether the keys that are here open what a backup holds. It tells by their fingerprints; keys are in no backup."""

import base64
import hashlib
import hmac
from collections.abc import Collection

from django.conf import settings

from accounts.sealing import Sealed
from accounts.sealing.keys import KeyRing, NoKeys, UnreadableKeys
from config.backups.encryption import BackupError
from network.keys.actions import NEVER, find_rows_of_scope, find_sealed_models

ABOUT = b"portal: which key is this"
BLIND = "blind"  # beside the scopes: the keys that recognise addresses

# Scope -> number of the key -> its fingerprint.
Fingerprints = dict[str, dict[str, str]]
# Scope -> numbers of the keys that are missing here, or are others.
LostKeys = dict[str, list[str]]


def fingerprint_keys() -> Fingerprints:
    """Of every key that is here. None where there is no key file: such a portal has sealed nothing. Raises BackupError
    where there is one that cannot be read."""
    try:
        data = KeyRing.load().data
    except UnreadableKeys as error:
        raise BackupError(str(error)) from error
    except NoKeys:
        return {}
    rings = {**data["scopes"], BLIND: data["blind"]}
    return {scope: {number: fingerprint(key) for number, key in ring.items()} for scope, ring in rings.items()}


def fingerprint(key: str) -> str:
    """Sixteen digits that say nothing about a random key but whether another one is the same."""
    return hmac.new(base64.b64decode(key), ABOUT, hashlib.sha256).hexdigest()[:16]


def find_lost_keys(then: Fingerprints, without: Collection[str]) -> LostKeys:
    """What the backup needs and is not here. Raises BackupError unless `without` names each of those scopes.

    A missing key is refused like another one: the key file may be a copy from before a country joined, and only
    an operator who destroyed keys on purpose knows that she did.
    """
    now = fingerprint_keys()
    lost = {
        scope: numbers
        for scope, ring in sorted(then.items())
        if (numbers := [number for number, mark in ring.items() if now.get(scope, {}).get(number) != mark])
    }
    if refused := [scope for scope in lost if scope not in without]:
        raise BackupError(
            f"The keys in {settings.KEYS_FILE} are not those this backup was sealed with: missing, or others, for "
            f"{', '.join(refused)}. Put the copy of the key file from the backup's time in its place. Where keys were "
            "destroyed on purpose or are lost: --without-keys SCOPE for each; what they sealed stays unreadable."
        )
    return lost


def mark_texts_unreadable(lost: LostKeys) -> None:
    """Says of texts that nobody can open that their key is gone. A new key of the same number would be tried on them
    else, and who looks at one, or erases it, would meet an error."""
    for scope, numbers in lost.items():
        for number in numbers:
            for model, names in find_sealed_models():
                for name in names:
                    rows = find_rows_of_scope(model, name, scope).filter(sealed_text__startswith=f"{number}.{scope}.")
                    gone = Sealed(f"{NEVER}.{scope}.")
                    model._base_manager.filter(pk__in=rows.values("pk")).update(**{name: gone})
