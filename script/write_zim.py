"""Writes a ZIM file: python3 -I script/write_zim.py OUTPUT.zim <PACKED.zip, or --version.

A program of its own, since libzim is under the GPL (3.0 or later) and the toolkit under the BSD licence: the toolkit
starts it and hands it a ZIP (toolkit/packages/zim.py); neither imports the other. This file is under the toolkit's
licence as well, which agrees with the GPL; together with libzim, while it runs, the GPL holds. It needs libzim and
nothing else: Debian's python3-libzim, or `pip install libzim` (3.6 or later) somewhere.

What libzim makes up at random is set from the content, so that the same content gives the same bytes.
"""

import hashlib
import io
import json
import re
import struct
import sys
import tempfile
import uuid
import zipfile
from pathlib import Path

MISSING = (
    "libzim is missing in {}. On Debian or Ubuntu: apt-get install python3-libzim. Elsewhere: pip install libzim "
    "into some Python, and name that one by --python."
)
try:
    from libzim.reader import Archive
    from libzim.version import get_versions
    from libzim.writer import Creator, Hint, IndexData, Item, StringProvider
except ImportError:
    sys.exit(MISSING.format(sys.executable))

KINDS = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
    "pdf": "application/pdf",
}
COMPRESSED = ("text/", "image/svg")
UUID, CHECKSUM = 8, 72  # where the header has its id, and says where the checksum is
# An index of Xapian begins so; after its version stands an id.
INDEX = re.compile(rb"\x0f\rXapian Glass..", re.DOTALL)
INDEXES = 2  # of titles and of words


class Words(IndexData):
    """What a reader's own search finds a page by."""

    def __init__(self, title, text):
        super().__init__()
        self.title, self.text = title, text

    def has_indexdata(self):
        return bool(self.text)

    def get_title(self):
        return self.title

    def get_content(self):
        return self.text

    def get_keywords(self):
        return ""

    def get_wordcount(self):
        return self.text.count(" ") + 1


class File(Item):
    """One file of the toolkit; `found` is its title and its words where a search may lead to it."""

    def __init__(self, name, data, found):
        super().__init__()
        self.name, self.data, self.found = name, data, found

    def get_path(self):
        return self.name

    def get_title(self):
        return self.found[0] if self.found else ""

    def get_mimetype(self):
        return KINDS[self.name.rpartition(".")[2].lower()]

    def get_contentprovider(self):
        return StringProvider(self.data)

    def get_hints(self):
        return {Hint.FRONT_ARTICLE: bool(self.found), Hint.COMPRESS: self.get_mimetype().startswith(COMPRESSED)}

    def get_indexdata(self):
        return Words(*self.found) if self.found else Words("", "")


def write(packed, output):
    """One worker: several would put the files into another order each time."""
    asked = json.loads(packed.read("zim.json"))
    creator = Creator(output).config_indexing(True, asked["metadata"]["Language"]).config_nbworkers(1)
    creator.set_mainpath(asked["main"])
    with creator:
        creator.add_illustration(48, packed.read("picture.png"))
        for name, words in sorted(asked["metadata"].items()):
            creator.add_metadata(name, words)
        for entry in sorted(packed.namelist()):
            if entry.startswith("files/"):
                name = entry.removeprefix("files/")
                creator.add_item(File(name, packed.read(entry), asked["found"].get(name)))


def settle_ids(data):
    """Sets the ids of the file and of its two indexes from all the rest, and the checksum anew."""
    end = struct.unpack_from("<Q", data, CHECKSUM)[0]
    places = [UUID, *(found.end() for found in INDEX.finditer(data, 0, end))]
    if len(places) != 1 + INDEXES or len(data) != end + 16:
        sys.exit("This libzim writes its ids elsewhere: each file would be another one. Take an older libzim.")
    for place in places:
        data[place : place + 16] = bytes(16)
    digest = hashlib.sha256(memoryview(data)[:end]).digest()
    for place in places:
        data[place : place + 16] = uuid.UUID(bytes=digest[:16], version=5).bytes
    data[end:] = hashlib.md5(memoryview(data)[:end], usedforsecurity=False).digest()


def main():
    (argument,) = sys.argv[1:]
    if argument == "--version":
        print(", ".join(f"{name} {version}" for name, version in get_versions().items()))
        return
    output = Path(argument)
    packed = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        made = Path(folder, output.name)
        write(packed, made)
        data = bytearray(made.read_bytes())
        settle_ids(data)
        made.write_bytes(data)
        if not Archive(made).check():
            sys.exit(f"{output} does not pass libzim's own check.")
        made.replace(output)


if __name__ == "__main__":
    main()
