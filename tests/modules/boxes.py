"""Packages as tests look at them: packed once, opened with tools that know nothing of our writers."""

import functools
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from modules.domain.outlines import Outline
from modules.packages.formats import PACKAGE_FORMATS
from modules.packages.payloads import serialize_outline

CODES = list(PACKAGE_FORMATS)


def packed(code: str, outline: Outline) -> bytes:
    return from_payload(code, serialize_outline(outline))


@functools.lru_cache(maxsize=64)
def from_payload(code: str, payload: bytes) -> bytes:
    """As the worker makes it."""
    file = BytesIO()
    PACKAGE_FORMATS[code].pack(payload, file, lambda _number: None)
    return file.getvalue()


def opened(data: bytes) -> dict[str, bytes]:
    """The files of an archive; anything else is one file."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return {"": data}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def unpacked(code: str, outline: Outline) -> dict[str, bytes]:
    return opened(packed(code, outline))


def everything_in(code: str, outline: Outline) -> str:
    """All text of a package, names included: where a leak would be."""
    files = unpacked(code, outline)
    return "\n".join([*files, *(data.decode("utf-8", "replace") for data in files.values())])


class Page(HTMLParser):
    """What a browser would find in a page: its language, headings, links, words, and anything it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root: dict[str, str | None] = {}
        self.headings: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.inline: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.root = values
        if tag == "a" and "href" in values:
            self.links.append(values["href"] or "")
        if tag in {"link", "script", "img", "video", "audio", "source", "track", "iframe"}:
            self.fetched += [values[name] or "" for name in ("href", "src") if name in values]
        self.inline += [name for name in values if name == "style" or name.startswith("on")]
        if tag in {"script", "style"} and not {"src"} & set(values):
            self.inline.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, ""))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.open and self.headings and self.open[-1] == self.headings[-1][0]:
            tag, text = self.headings[-1]
            self.headings[-1] = (tag, text + data)


def pages_of(files: dict[str, bytes]) -> dict[str, Page]:
    ends = (".html", ".xhtml")
    return {name: Page(data.decode()) for name, data in files.items() if name.endswith(ends)}


def json_of(files: dict[str, bytes], name: str = "manifest.json") -> Any:
    import json

    return json.loads(files[name])
