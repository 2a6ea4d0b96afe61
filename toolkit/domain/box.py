"""The toolkit in a box: a folder that a browser opens by itself, without a portal, a line or a program beside it.

How its files are called, what it says of itself, and what has changed since an older one. Every script in the box
writes the manifest in the same way, since a signature counts each of its bytes.
"""

import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

FORMAT = "rights-gender-box"
MANIFEST, SIGNATURE, KEY, DELTA = "manifest.json", "manifest.sig", "key.txt", "delta.json"
START = "index.html"
# The first word after the language of pages that stay outside: they live from the portal, or are about a phone.
OUTSIDE = ("network", "saved")
# Public pages of other apps, which no list of ours names: a link leads to them.
FOLLOWED = frozenset(f"modules:{name}" for name in ("catalogue", "module", "part", "assessment", "readings"))
# Names that every file system keeps, however it counts letters. Two that differ in case alone are one on a USB stick.
SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")

type Files = Mapping[str, bytes]
type Manifest = dict[str, Any]


def name_page(path: str) -> str:
    """The file of a page: a folder for each word of its address, and in the last one what browsers look for."""
    return "/".join([*(name_part(unquote(part)) for part in path.strip("/").split("/")), START])


def name_part(part: str) -> str:
    return part if SAFE.fullmatch(part) else f"u{hashlib.sha256(part.encode()).hexdigest()[:12]}"


def write_link(source: str, target: str) -> str:
    """From a file to another one, as an address in it."""
    return quote(posixpath.relpath(target, posixpath.dirname(source) or "."))


def describe_box(files: Files, *, languages: Iterable[str], portal: str, as_of: str) -> Manifest:
    """What the box says of itself: every file with size and hash, and a version that is the digest of these."""
    facts = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in sorted(files.items())}
    version = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]
    told = {"format": FORMAT, "version": version, "languages": list(languages), "portal": portal, "as_of": as_of}
    return {**told, "files": facts}


def write_manifest(manifest: Manifest) -> bytes:
    """static/box/update.py writes it the same way."""
    return json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()


def read_manifest(content: bytes) -> Manifest:
    """Raises ValueError where it is none of ours."""
    found = json.loads(content)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError("This is not the list of a box.")
    return found


def compare_boxes(old: Manifest, new: Files) -> dict[str, bytes]:
    """The files of an update: what changed or came, the new signature, and what the new list says differently. The
    list itself stays behind: it would be most of a small update, and the script in the box writes it anew."""
    manifest = read_manifest(new[MANIFEST])
    before, now = old["files"], manifest.pop("files")
    changed = {name: facts for name, facts in now.items() if before.get(name) != facts}
    gone = sorted(before.keys() - now.keys())
    told = {"from": old["version"], "manifest": manifest, "files": changed, "gone": gone}
    return {**{name: new[name] for name in changed}, SIGNATURE: new[SIGNATURE], DELTA: write_manifest(told)}
