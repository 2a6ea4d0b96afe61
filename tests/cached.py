"""What lies in the cache, whichever it is: for tests that look for what must not be there."""

import os
from pathlib import Path
from typing import Any

from django.core.cache import caches


def entries() -> dict[str, bytes]:
    """Every name with its bytes. Names of files are digests of their keys."""
    cache: Any = caches["default"]
    if hasattr(cache, "folder"):
        folder = Path(cache.folder)
        return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}
    client = cache._cache.get_client()
    return {key.decode(): client.get(key) or b"" for key in client.scan_iter(match=f"{cache.key_prefix}:*")}


def plant(key: str, data: bytes) -> None:
    """As somebody does who can write where the cache lies, and has none of our secrets."""
    cache: Any = caches["default"]
    name = cache.make_key(key)
    if hasattr(cache, "folder"):
        cache.set(key, 1)
        place = Path(cache.place(name))
        ends = place.stat().st_mtime
        place.write_bytes(data)
        os.utime(place, (ends, ends))
    else:
        cache._cache.get_client(write=True).set(name, data)


def raw(key: str) -> bytes:
    cache: Any = caches["default"]
    name = cache.make_key(key)
    if hasattr(cache, "folder"):
        return Path(cache.place(name)).read_bytes()
    return cache._cache.get_client().get(name)
