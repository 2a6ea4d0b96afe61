"""What a client hands over to become a file that is no PDF: an archive, a document, a book."""

import re
import zlib
from dataclasses import dataclass
from typing import ClassVar

from exports.domain.export_requests import PDF, ExportRequest


@dataclass(frozen=True, kw_only=True)
class Package(ExportRequest):
    """A file that the function `pack` of its kind (kinds.py) writes from `payload`, and from nothing else.

    `payload` is the client's own: JSON, mostly. `version` names the packing code; raise it when the same payload
    gives other bytes. `media_type` is sent with the file, which always goes out as an attachment.
    """

    FILENAME: ClassVar[re.Pattern[str]] = re.compile(r"[\w][\w.-]{0,110}\.[a-z0-9]{2,8}")
    WHAT_NAMES_ARE: ClassVar[str] = "A file name is letters, digits, dots and hyphens, and has an ending."

    payload: bytes
    version: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.media_type == PDF:
            raise ValueError("A package says what it is, and a PDF is a Printout.")

    def pack(self) -> bytes:
        """The payload, compressed. `unpack_payload` reads it."""
        return zlib.compress(self.payload)


def unpack_payload(packed: bytes) -> bytes:
    return zlib.decompress(packed)
