"""What a client hands over to be put on paper, and its stored form."""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from exports.domain.export_requests import ExportRequest


@dataclass(frozen=True, kw_only=True)
class Printout(ExportRequest):
    """One document, complete: nothing is looked up between asking for it and rendering it.

    `manifest`, `links` and `assets` are those of exports.pdf.Source.
    """

    FILENAME: ClassVar[re.Pattern[str]] = re.compile(r"[\w][\w.-]{0,110}\.pdf")
    WHAT_NAMES_ARE: ClassVar[str] = "A file name is letters, digits, dots and hyphens, and ends in .pdf."

    html: str
    manifest: bytes
    links: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)

    def pack(self) -> bytes:
        """What the renderer needs, compressed. `unpack_printout` reads it."""
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


def unpack_printout(packed: bytes) -> dict[str, Any]:
    """The fields of exports.pdf.Source, from what `Printout.pack` wrote."""
    content: dict[str, Any] = json.loads(zlib.decompress(packed))
    content["manifest"] = b64decode(content["manifest"])
    content["assets"] = {name: b64decode(data) for name, data in content["assets"].items()}
    return content
