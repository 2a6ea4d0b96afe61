"""Renderings that mislead: content/forbidden-words.yaml, read once in each process."""

from functools import lru_cache

import yaml
from django.conf import settings

from toolkit.domain.translation_checks import ForbiddenWord

FILE = settings.BASE_DIR / "content" / "forbidden-words.yaml"


@lru_cache(maxsize=1)
def read_forbidden_words() -> dict[str, list[ForbiddenWord]]:
    """By language."""
    rows = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
    return {code: [ForbiddenWord(**row) for row in found] for code, found in rows.items()}
