"""The words that mean the same: content/search-words.yaml, read once in each process."""

from functools import lru_cache

import yaml
from django.conf import settings

from toolkit.domain.queries import extract_words
from toolkit.domain.search_words import Thesaurus

FILE = settings.BASE_DIR / "content" / "search-words.yaml"


@lru_cache(maxsize=1)
def read_thesaurus() -> Thesaurus:
    rows = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader) or []
    return Thesaurus(
        [{code: [tuple(extract_words(name)) for name in names] for code, names in row.items()} for row in rows]
    )
