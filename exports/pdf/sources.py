"""What goes into a render, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class Source:
    """All a render depends on. Two equal sources give two identical files.

    `language` is the portal's code (en, fr, ar, fa, prs, ps, ur, bn); it decides the reading
    direction of the file. `manifest` is JSON, attached as manifest.json. `links` maps an `href`, as
    written in the HTML, to what the link is called where its own words do not say it. `assets` maps
    a name to the bytes that `asset:<name>` stands for.
    """

    html: str
    manifest: bytes
    language: str
    fillable: bool = False
    links: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, bytes] = field(default_factory=dict)


class RenderError(Exception):
    """No file was made. The message never quotes the document, so it may be logged and shown.

    `code` is "too-long" (time), "too-big" (memory, crash, absurd nesting), "refused" (an address
    outside the document) or "broken" (anything else, a breach of the contract included). `again` says
    that the document is not to blame (killed from outside, not started): only then another try may help.
    """

    def __init__(self, code: str, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.again = again


class Progress(NamedTuple):
    """How far a render is: "reading", "layout", "writing", "finishing", and the highest page so far."""

    stage: str
    page: int
