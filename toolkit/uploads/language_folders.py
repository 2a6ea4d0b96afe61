"""The starter content of one language as plain data, in the order in which it must be written.

English files are YAML. Another language has its own YAML file for a page, or a PO file of the same name: then the page
is the English one with those words in its place, once all of them are there.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from toolkit.domain.wording import list_words, name_item
from toolkit.uploads import read_yaml
from toolkit.uploads.translations import TranslatedFile

# What holds for the English words alone: who compared them with what.
OF_ITS_WORDS = ("checked",)
# Files that hold no words: they have no PO file and are the same in every language.
WORDLESS = ("law-near.yaml",)


class LanguageFolder:
    """The files of one language folder. Raises ValueError for one that cannot be read."""

    def __init__(self, folder: Path, source: Path) -> None:
        """`source` is the folder of the language that all others are translated from, which may be this one."""
        self.folder, self.source = folder, source
        self.has_translations = folder.name in settings.STARTER_TRANSLATIONS and folder != source
        self.code = folder.name
        self.missing: dict[str, tuple[int, int]] = {}  # by file: passages that are not translated, and all
        self.changed: dict[str, int] = {}  # by file: passages whose English changed since

    def one(self, name: str) -> dict[str, Any]:
        return next(iter(self.read([name])), {})

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A file that is a list: in another language the rows that are translated whole."""
        own = self.folder / name
        if own.exists():
            return read_yaml(own)
        return list(self.read_rows(name))

    def pages(self, shelf: str) -> list[dict[str, Any]]:
        """Every page file of a shelf ("tools", "checklists", ...), in the order of the file names."""
        names = {file.stem for folder in (self.folder, self.source) for file in (folder / shelf).glob("*.yaml")}
        return list(self.read(f"{shelf}/{name}.yaml" for name in sorted(names)))

    def read(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        for name in names:
            if (self.folder / name).exists():
                yield read_yaml(self.folder / name)
            elif translated := self.find_translation(name):
                data, missing = self.translate(name, translated)
                if not missing:
                    yield without_record(data)

    def read_rows(self, name: str) -> Iterator[dict[str, Any]]:
        if translated := self.find_translation(name):
            data, missing = self.translate(name, translated)
            begun = {path.partition(".")[0] for path in missing}
            yield from (row for place, row in enumerate(data) if name_item(row, place) not in begun)

    def find_translation(self, name: str) -> TranslatedFile | None:
        """Also of a file that holds no words, as it is: what is near to what is the same in every language."""
        file = (self.folder / name).with_suffix(".po")
        if not self.has_translations or not (self.source / name).exists():
            return None
        data = read_yaml(self.source / name) if file.exists() or name in WORDLESS else None
        return None if data is None else TranslatedFile(data, file)

    def translate(self, name: str, translated: TranslatedFile) -> tuple[Any, list[str]]:
        data, missing = translated.read()
        if missing:
            self.missing[name] = (len(missing), len(list_words(translated.data)))
        if changed := translated.read_changed():
            self.changed[name] = len(changed)
        return data, missing

    def list_half_translated(self) -> list[str]:
        return [f"{self.code}/{name} ({left} of {all_} passages left)" for name, (left, all_) in self.missing.items()]

    def list_changed_since(self) -> list[str]:
        return [f"{self.code}/{name} ({passages} passages)" for name, passages in self.changed.items()]


def without_record(data: dict[str, Any]) -> dict[str, Any]:
    """Nobody compared the translation with the official text yet."""
    rules = [
        {name: value for name, value in rule.items() if name not in OF_ITS_WORDS}
        for rule in data.get("provisions") or []
        if isinstance(rule, dict)
    ]
    return {**data, "provisions": rules} if rules else data
