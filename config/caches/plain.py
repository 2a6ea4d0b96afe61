"""How the cache writes things down: plain, and under a MAC that ties each to the key it lies under.

Whoever writes to the cache without our secret changes nothing: what she puts there is not there, nor is a page that she
moved to another address. An integer stands as it is, since Redis counts with it; everything else is MAC (32 bytes),
length of the head (4), head as JSON, body. Nothing is executed to be read, as a pickle would be.

The MAC's key comes from SECRET_KEY, not from the key file: every process that makes pages has it, and what is lost when
it changes is ten minutes' pages. The file that opens people's words is read by no more code than need be.
"""

import hmac
import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

SIZE = 32  # bytes of a MAC
NOTHING = object()


def seal(key: str, value: Any) -> int | bytes:
    """Raises TypeError for what is neither a page (bytes, headers) nor made of JSON's kinds."""
    if type(value) is int:
        return value
    content, said = value if is_page(value) else (b"", [value])
    head = json.dumps(flat(said)).encode()
    text = b"".join((len(head).to_bytes(4), head, content))
    return mac(key, text) + text


def unseal(key: str, data: int | bytes | None) -> Any:
    """NOTHING where nothing is there, or something that we did not write there."""
    if data is None:
        return NOTHING
    if isinstance(data, int) or len(data) < SIZE:
        return number_in(data)
    text = data[SIZE:]
    if not hmac.compare_digest(data[:SIZE], mac(key, text)):
        return NOTHING
    end = 4 + int.from_bytes(text[:4])
    said = json.loads(text[4:end], object_hook=lambda found: dict(found["pairs"]))
    return (text[end:], said) if isinstance(said, dict) else said[0]


def number_in(data: int | bytes) -> Any:
    try:
        return int(data)
    except ValueError:
        return NOTHING


def is_page(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes) and isinstance(value[1], dict)


def flat(value: Any) -> Any:
    """As JSON says it and nothing is lost: its own objects turn every key into text. A tuple comes back as a list."""
    if isinstance(value, dict):
        return {"pairs": [[flat(name), flat(one)] for name, one in value.items()]}
    if isinstance(value, list | tuple):
        return [flat(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"The cache keeps no {type(value).__name__}.")


def mac(key: str, text: bytes = b"", *, of: str = "what lies there") -> bytes:
    """32 bytes over the key and the text under it."""
    name = key.encode()
    return hmac.digest(secret(of, settings.SECRET_KEY), b"".join((len(name).to_bytes(4), name, text)), "sha256")


@lru_cache(maxsize=8)
def secret(of: str, secret_key: str) -> bytes:
    return salted_hmac("config.caches", of, secret=secret_key, algorithm="sha256").digest()
