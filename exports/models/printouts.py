"""What a client hands over to be put on paper, its address (the key) and its stored form."""

import hashlib
import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from django.utils.crypto import salted_hmac

FILENAME = re.compile(r"[\w][\w.-]{0,110}\.pdf")
LONGEST_RENDER = 150  # seconds; the worker's soft time limit (170 s) must still leave room to store the file


@dataclass(frozen=True, kw_only=True)
class Printout:
    """One document, complete: nothing is looked up between asking for it and rendering it.

    `seconds` is the longest time a render may take. `options` are the choices it was made with (form, size).
    `version_note` ("Version 4, published 12 May") and `title` are shown to the reader in `language`;
    `page_url` leads back to the web page. A private one is never shared and is gone within the hour.
    """

    kind: str
    subject: str
    title: str
    language: str
    filename: str
    html: str
    manifest: bytes
    fillable: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    seconds: int = 30
    private: bool = False
    page_url: str = ""
    version_note: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a name unsafe in an address or a header, or a limit out of range."""
        if not FILENAME.fullmatch(self.filename):
            raise ValueError("A file name is letters, digits, dots and hyphens, and ends in .pdf.")
        if not 1 <= self.seconds <= LONGEST_RENDER:
            raise ValueError(f"A render may take 1 to {LONGEST_RENDER} seconds.")

    def key(self, fingerprint: str, *, reader: str = "") -> str:
        """The address of the file: 64 hexadecimal digits over everything but the time limit.

        `fingerprint` names the renderer, `reader` whoever a private printout belongs to. A private key is
        keyed with the site's secret, so that who finds one in a browser history cannot test guesses with it.
        """
        content: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        del content["seconds"]
        content |= {"fingerprint": fingerprint, "reader": reader}
        text = json.dumps(content, sort_keys=True, default=digest)
        if self.private:
            return salted_hmac("exports.key", text, algorithm="sha256").hexdigest()
        return hashlib.sha256(text.encode()).hexdigest()

    def pack(self) -> bytes:
        """What the renderer needs, compressed. `unpack` reads it."""
        return zlib.compress(
            json.dumps(
                {
                    "html": self.html,
                    "manifest": b64encode(self.manifest).decode(),
                    "language": self.language,
                    "fillable": self.fillable,
                    "links": dict(self.links),
                    "assets": {name: b64encode(data).decode() for name, data in self.assets.items()},
                }
            ).encode()
        )


def digest(value: bytes | Mapping[str, Any]) -> Any:
    """Bytes as their hash, a mapping as a dict: what json.dumps cannot write itself."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else dict(value)


def unpack(packed: bytes) -> dict[str, Any]:
    """The fields of exports.pdf.Source, from what `Printout.pack` wrote."""
    content: dict[str, Any] = json.loads(zlib.decompress(packed))
    content["manifest"] = b64decode(content["manifest"])
    content["assets"] = {name: b64decode(data) for name, data in content["assets"].items()}
    return content
