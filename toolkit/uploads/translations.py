"""The starter content in another language: the English file with the words of a PO file in place of its own.

content/fa/tools/legislation.po belongs to content/en/tools/01-legislation.yaml. Each entry says where its words stand
(`msgctxt`, a path of toolkit/domain/wording.py), the English that was translated (`msgid`) and the translation. Where
the English has changed since, `msgid` is the older one: the words stay until somebody has looked.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polib

from toolkit.domain.wording import put_words


@dataclass(frozen=True)
class TranslatedFile:
    """One file of content and its translation. Raises ValueError where the PO file cannot be read."""

    data: Any  # as the English file has it
    file: Path

    @cached_property
    def entries(self) -> dict[str, polib.POEntry]:
        """By path; what is not translated has none. Raises ValueError where the file cannot be read."""
        if not self.file.exists():
            return {}
        try:
            po = polib.pofile(str(self.file), encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ValueError(f"{self.file.name}: {error}") from error
        return {entry.msgctxt: entry for entry in po if entry.msgstr and not entry.obsolete}

    def read(self) -> tuple[Any, list[str]]:
        """The file in the other language, and the paths of what is still English in it."""
        missing: list[str] = []

        def translate(path: str, words: str) -> str:
            if entry := self.entries.get(path):
                return entry.msgstr
            missing.append(path)
            return words

        return put_words(self.data, translate), missing

    def read_changed(self) -> list[str]:
        """The paths whose English changed after it was translated."""
        changed: list[str] = []

        def compare(path: str, words: str) -> str:
            if (entry := self.entries.get(path)) and entry.msgid != words:
                changed.append(path)
            return words

        put_words(self.data, compare)
        return changed
