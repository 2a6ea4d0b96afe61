"""What every file that is asked for has in common, and its address: the key."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from django.utils.crypto import salted_hmac

PDF = "application/pdf"
LONGEST_RENDER = 150  # seconds; the worker's soft time limit (170 s) must still leave room to store the file


@dataclass(frozen=True, kw_only=True)
class ExportRequest:
    """One file, completely described: a Printout (a PDF) or a Package (anything else).

    `options` are the choices it was made with. `seconds` is the longest time the making may take. `version_note`
    ("Version 4, published 12 May") and `title` are shown to the reader in `language`; `page_url` leads back to the web
    page. A private one is never shared and is gone within the hour.
    """

    FILENAME: ClassVar[re.Pattern[str]]
    WHAT_NAMES_ARE: ClassVar[str]

    kind: str
    subject: str
    title: str
    language: str
    filename: str
    media_type: str = PDF
    options: Mapping[str, str] = field(default_factory=dict)
    seconds: int = 30
    private: bool = False
    page_url: str = ""
    version_note: str = ""
    fillable: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a name unsafe in an address or a header, or a limit out of range."""
        if not self.FILENAME.fullmatch(self.filename):
            raise ValueError(self.WHAT_NAMES_ARE)
        if not 1 <= self.seconds <= LONGEST_RENDER:
            raise ValueError(f"A render may take 1 to {LONGEST_RENDER} seconds.")

    def pack(self) -> bytes:
        """What the worker needs, as the ledger keeps it until the file is there. Raises NotImplementedError: each kind
        says how."""
        raise NotImplementedError

    def key(self, fingerprint: str, *, reader: str = "") -> str:
        """The address of the file: 64 hexadecimal digits over everything but the time limit.

        `fingerprint` names what makes the file, `reader` whoever a private file belongs to. A private key is
        keyed with the site's secret, so that who finds one in a browser history cannot test guesses with it.
        """
        content: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        del content["seconds"]
        content |= {"fingerprint": fingerprint, "reader": reader}
        text = json.dumps(content, sort_keys=True, default=digest)
        if self.private:
            return salted_hmac("exports.key", text, algorithm="sha256").hexdigest()
        return hashlib.sha256(text.encode()).hexdigest()


def digest(value: bytes | Mapping[str, Any]) -> Any:
    """Bytes as their hash, a mapping as a dict: what json.dumps cannot write itself."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else dict(value)
