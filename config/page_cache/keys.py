"""Where a page lies: under a MAC over all that it may depend on. Nobody without our secret can tell what lies where."""

import hashlib
import json
from functools import cache as once
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from config.caches.encoding import compute_mac
from config.page_cache.rules import choose_encoding
from toolkit.caching.content_version import get_content_version

KEY_LAYOUT = "4"  # of the key and of what lies there


def get_page_key(request: HttpRequest) -> str:
    """Where the page that this request asks for lies. Raises what the cache raises that knows the content's version."""
    request.content_version = token = get_content_version()  # type: ignore[attr-defined]  # for get_version_for_request
    name = request.META.get("HTTP_HOST") or request.get_host()  # as config/middleware/hosts.py spelled it
    return build_page_key(token, request.scheme or "", name, request.path_info, choose_encoding(request))


@lru_cache(maxsize=1024)
def build_page_key(token: str, scheme: str, name: str, path: str, encoding: str) -> str:
    prefix = settings.FORCE_SCRIPT_NAME or ""
    facts = (KEY_LAYOUT, token, get_release_digest(), scheme, name, prefix, path, encoding)
    return f"pages.{compute_mac('pages', join_with_lengths(facts), of='keys of pages').hex()}"


def join_with_lengths(facts: tuple[str, ...]) -> bytes:
    """Each behind its length: no two lists of facts become the same text."""
    parts = [fact.encode() for fact in facts]
    return b"".join(len(part).to_bytes(4) + part for part in parts)


@once
def get_release_digest() -> str:
    """Templates, translations and style of this installation: while a new one is rolled out, each keeps its own.

    By what is in them, never by when they were written: hosts that were built apart share their pages.
    """
    digest = hashlib.sha256(repr(list_static_files()).encode())
    for folder, kind in (("templates", "html"), ("locale", "mo")):
        root = settings.BASE_DIR / folder
        for path in sorted(root.rglob(f"*.{kind}")):
            digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def list_static_files() -> list[tuple[str, str]]:
    """Every collected file with the name that has its hash; their order in the manifest is the file system's."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return sorted(json.loads(manifest.read_text())["paths"].items()) if manifest.exists() else []
