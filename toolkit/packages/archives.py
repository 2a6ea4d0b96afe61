"""Archives whose bytes depend on nothing but their content."""

import zipfile
from collections.abc import Mapping
from typing import BinaryIO

# The oldest time a ZIP can name: when a package was made is nobody's business, and it would change the bytes.
MADE = (1980, 1, 1, 0, 0, 0)


def write_archive(file: BinaryIO, content: Mapping[str, bytes | str], *, first: str = "") -> None:
    """Every entry under its name, sorted, with one fixed time. `first` stands first and is not compressed (EPUB)."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(content, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            data = content[name]
            archive.writestr(entry, data.encode() if isinstance(data, str) else data)
