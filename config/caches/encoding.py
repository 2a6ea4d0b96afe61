"""How the cache writes things down: plain, and under a MAC that ties each to the key it lies under.

An attacker who writes to the cache without our secret changes nothing: what she puts there is not there, nor is a page
that she moved to another address, nor one that is over. An integer stands as it is, since Redis counts with it;
everything else is MAC (32 bytes), when it is over (8, seconds since 1970), length of the head (4), head as JSON, body.
Nothing is executed to be read, as a pickle would be.

What remains to her: the token of the content (toolkit/caching/content_version.py), noted earlier and put back with the
pages under it, brings those back until each is over, ten minutes after it was made.

The MAC's key comes from SECRET_KEY, not from the key file: every process that makes pages has it, and what is lost when
it changes is ten minutes' pages. The file that opens people's words is read by no more code than need be.
"""

import hmac
import json
import math
import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

SIZE = 32  # bytes of a MAC
NEVER = 2**32  # seconds since 1970, for what does not run out
WHAT_LIES_THERE = "what lies there, and until when"  # another for another layout: releases read only their own
MISSING = object()


def encode_value(key: str, value: Any, ends: float | None = None) -> int | bytes:
    """Good until `ends`, in seconds since 1970, or for ever. Raises TypeError for what is neither a page (bytes,
    headers) nor made of JSON's kinds."""
    if type(value) is int:
        return value
    content, said = value if is_page(value) else (b"", [value])
    head = json.dumps(flat(said)).encode()
    over = math.ceil(NEVER if ends is None else ends)
    text = b"".join((over.to_bytes(8), len(head).to_bytes(4), head, content))
    return compute_mac(key, text) + text


def decode_value(key: str, data: int | bytes | None) -> Any:
    """MISSING where nothing is there, or something that is over or that we did not write there."""
    if data is None:
        return MISSING
    if isinstance(data, int) or len(data) < SIZE:
        return number_in(data)
    text = data[SIZE:]
    if not hmac.compare_digest(data[:SIZE], compute_mac(key, text)) or int.from_bytes(text[:8]) <= time.time():
        return MISSING
    end = 12 + int.from_bytes(text[8:12])
    said = json.loads(text[12:end], object_hook=lambda found: dict(found["pairs"]))
    return (text[end:], said) if isinstance(said, dict) else said[0]


def number_in(data: int | bytes) -> Any:
    try:
        return int(data)
    except ValueError:
        return MISSING


def is_page(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes) and isinstance(value[1], dict)


def flat(value: Any) -> Any:
    """As JSON says it and nothing is lost: its own objects turn every key into text. A tuple comes back as a list.

    Raises TypeError for what JSON does not know."""
    if isinstance(value, dict):
        return {"pairs": [[flat(name), flat(one)] for name, one in value.items()]}
    if isinstance(value, list | tuple):
        return [flat(one) for one in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"The cache keeps no {type(value).__name__}.")


def compute_mac(key: str, text: bytes = b"", *, of: str = WHAT_LIES_THERE) -> bytes:
    """32 bytes over the key and the text under it."""
    name = key.encode()
    return hmac.digest(secret(of, settings.SECRET_KEY), b"".join((len(name).to_bytes(4), name, text)), "sha256")


@lru_cache(maxsize=8)
def secret(of: str, secret_key: str) -> bytes:
    return salted_hmac("config.caches", of, secret=secret_key, algorithm="sha256").digest()
