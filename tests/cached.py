"""What lies in the cache, whichever it is: for tests that look for what must not be there."""

from pathlib import Path
from typing import Any

from django.core.cache import caches


def entries() -> dict[str, bytes]:
    """Every name with its bytes. Names of files are digests of their keys."""
    cache: Any = caches["default"]
    if hasattr(cache, "folder"):
        folder = Path(cache.folder)
        return {file.name: file.read_bytes() for file in folder.glob("[!.]*")}
    client = cache._cache.get_client()
    return {key.decode(): client.get(key) or b"" for key in client.scan_iter(match=f"{cache.key_prefix}:*")}
