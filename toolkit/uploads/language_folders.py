"""The starter content of one language as plain data, in the order in which it must be written.

English files are YAML. Another language has its own YAML file for a page, or a PO file of the same name: then the page
is the English one with those words in its place, once all of them are there.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from toolkit.domain.wording import list_words, name_item
from toolkit.uploads import read_yaml
from toolkit.uploads.translations import TranslatedFile

# What holds for the English words alone: who compared them with what.
OF_ITS_WORDS = ("checked",)


class LanguageFolder:
    """The files of one language folder. Raises ValueError for one that cannot be read."""

    def __init__(self, folder: Path, source: Path) -> None:
        """`source` is the folder of the language that all others are translated from, which may be this one."""
        self.folder, self.source = folder, source
        self.has_translations = folder.name in settings.STARTER_TRANSLATIONS
        self.code = folder.name
        self.partly: dict[
            str, tuple[int, int]
        ] = {}  # by file: how many passages are translated, and how many there are

    def one(self, name: str) -> dict[str, Any]:
        return next(iter(self.read([name])), {})

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A file that is a list: in another language the rows that are translated whole."""
        own = self.folder / name
        if own.exists() or self.folder == self.source:
            return read_yaml(own) if own.exists() else []
        return list(self.read_rows(name))

    def pages(self, shelf: str) -> list[dict[str, Any]]:
        """Every page file of a shelf ("tools", "checklists", ...), in the order of the file names."""
        names = {file.stem for folder in (self.folder, self.source) for file in (folder / shelf).glob("*.yaml")}
        return list(self.read(f"{shelf}/{name}.yaml" for name in sorted(names)))

    def read(self, names: Any) -> Iterator[dict[str, Any]]:
        for name in names:
            if (self.folder / name).exists():
                yield read_yaml(self.folder / name)
            elif translated := self.find_translation(name):
                data, missing = translated.read()
                self.count(name, translated, missing)
                if not missing:
                    yield without_record(data)

    def read_rows(self, name: str) -> Iterator[dict[str, Any]]:
        if translated := self.find_translation(name):
            data, missing = translated.read()
            self.count(name, translated, missing)
            begun = {path.partition(".")[0] for path in missing}
            yield from (row for place, row in enumerate(data) if name_item(row, place) not in begun)

    def find_translation(self, name: str) -> TranslatedFile | None:
        file = (self.folder / name).with_suffix(".po")
        if not self.has_translations or not file.exists():
            return None
        return TranslatedFile(read_yaml(self.source / name), file)

    def count(self, name: str, translated: TranslatedFile, missing: list[str]) -> None:
        if missing:
            passages = len(list_words(translated.data))
            self.partly[name] = (passages - len(missing), passages)


def without_record(data: dict[str, Any]) -> dict[str, Any]:
    """Nobody compared the translation with the official text yet."""
    rules = [
        {name: value for name, value in rule.items() if name not in OF_ITS_WORDS}
        for rule in data.get("provisions") or []
        if isinstance(rule, dict)
    ]
    return {**data, "provisions": rules} if rules else data
