"""What a phone may keep of the public toolkit: below which addresses, and how its pages travel together.

Pages share their frame, so sent apart they cost five times what they cost together: they go as a table of all their
lines, and each page as where its lines stand in it. A phone keeps none whose hash is not the one in the list.
"""

import gzip
import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# The first word after the language. A service worker is registered for each and for nothing above: what is personal
# never has one. Modules stand outside: below /modules/ lecturers have their own pages.
SCOPES = ("tools", "checklists", "law", "glossary", "practice", "kit", "saved")
HOME = "saved/"  # opens where a page is not on the phone
# Names of sets: all pages, and the kit without its forms. The others are called by the address of their tool.
EVERYTHING, COMPANION = "everything", "companion"
# What a page that comes from the phone has to say again, or it would run without.
POLICIES = (
    *("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"),
    *("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"),
)
FILE = re.compile(r'\b(?:href|src)="(/static/[^"#?]+)')
NAMED = re.compile(r'\bhref="(/[^"#?]+)')


@dataclass(frozen=True, kw_only=True)
class SavedEdition:
    """Everything of one language that may be saved: pages and static files by address, and which pages go together."""

    language: str
    pages: Mapping[str, bytes]
    files: Mapping[str, bytes]
    policies: Mapping[str, str]
    sets: Mapping[str, list[str]] = field(default_factory=dict)


def is_in_scope(path: str, languages: Iterable[str]) -> bool:
    """Whether an address lies below one for which a service worker may be registered."""
    _root, language, area, *_rest = [*path.split("/"), "", ""]
    return area in SCOPES and language in languages and path.startswith(f"/{language}/{area}/")


def digest_content(content: bytes) -> str:
    """The first 128 bits of its SHA-256: nobody finds another text for them, and the list stays short."""
    return urlsafe_b64encode(hashlib.sha256(content).digest()[:16]).decode().rstrip("=")


def find_static_files(page: bytes) -> set[str]:
    return set(FILE.findall(page.decode()))


def find_named_addresses(page: bytes) -> list[str]:
    """The portal's own addresses that a page links to, in its order."""
    return list(dict.fromkeys(NAMED.findall(page.decode())))


def pack_pages(pages: Mapping[str, bytes]) -> bytes:
    """Several pages as one compressed file. The same pages give the same bytes."""
    lines: dict[str, int] = {}
    table = {path: write_runs(page.decode().split("\n"), lines) for path, page in pages.items()}
    content = json.dumps({"lines": list(lines), "pages": table}, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(content.encode(), 9, mtime=0)


def write_runs(page: list[str], lines: dict[str, int]) -> list[int]:
    """Where the lines of a page stand in the table: start, number, start, number ... New ones are added at its end."""
    runs: list[int] = []
    for line in page:
        number = lines.setdefault(line, len(lines))
        if runs and runs[-2] + runs[-1] == number:
            runs[-1] += 1
        else:
            runs += [number, 1]
    return runs


def unpack_pages(content: bytes) -> dict[str, bytes]:
    """What `pack_pages` was given; static/js/saved.js does the same."""
    read = json.loads(gzip.decompress(content))
    return {path: join_runs(read["lines"], runs).encode() for path, runs in read["pages"].items()}


def join_runs(lines: list[str], runs: list[int]) -> str:
    places = zip(runs[::2], runs[1::2], strict=True)
    return "\n".join(line for start, number in places for line in lines[start : start + number])


def describe_edition(edition: SavedEdition, bundles: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The list: every page and file with its hash, the policies, and each set with its file and sizes."""
    places = {path: place for place, path in enumerate(edition.pages)}
    content = {
        "language": edition.language,
        "policies": dict(edition.policies),
        "pages": {path: digest_content(page) for path, page in edition.pages.items()},
        "files": {path: digest_content(file) for path, file in edition.files.items()},
        "sets": {
            name: {
                **bundles[name],
                "unpacked": sum(len(edition.pages[path]) for path in paths),
                # The set of everything needs no numbers.
                **({} if name == EVERYTHING else {"pages": [places[path] for path in paths]}),
            }
            for name, paths in edition.sets.items()
        },
    }
    return json.dumps(content, separators=(",", ":")).encode()
