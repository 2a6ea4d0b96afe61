"""Loading the term base: content/terms.yaml, one file for all languages, word by word past what an editor changed."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from toolkit.actions.rows import RowLoader, save_row
from toolkit.models import Rendering, TermBaseEntry
from toolkit.uploads import read_yaml


class TermBaseLoader(RowLoader):
    """Its rows are remembered as English ones: they are called by their English."""

    def load_terms(self, file: Path) -> None:
        have = {entry.key: entry for entry in TermBaseEntry.objects.prefetch_related("renderings")}
        for data in read_yaml(file):
            row = have.get(data["key"])
            fill = partial(self.fill_entry, data=data)
            self.write(f"terms/{data['key']}", row, data, row or TermBaseEntry(key=data["key"]), fill, save_row)

    def fill_entry(self, row: TermBaseEntry, data: dict[str, Any]) -> None:
        row.english = data["english"]
        row.avoid, row.note = data.get("avoid") or "", data.get("note") or ""
        before = {one.language: one for one in row.renderings.all()}
        renderings = []
        for language, said in data["renderings"].items():
            one = before.get(language) or Rendering(language=language)
            one.text, one.sure = said["text"], said["sure"]
            renderings.append(one)
        row.renderings.set(renderings)


def load_term_base(folder: Path) -> TermBaseLoader:
    """Loads terms.yaml of a content folder, where there is one. Raises ValueError where it cannot be read."""
    loader = TermBaseLoader(folder / settings.LANGUAGE_CODE)
    if (file := folder / "terms.yaml").exists():
        loader.load_terms(file)
    return loader
