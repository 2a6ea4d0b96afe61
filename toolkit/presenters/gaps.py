"""What of a translation is still English, found when it is shown: an editor may publish one with gaps, and the library
then leaves the English words where a translation would stand."""

from typing import Any

from django.conf import settings

from toolkit.domain.passages import TranslationGaps, find_gaps, pair_passages
from toolkit.presenters.passages import has_passages, list_passages
from toolkit.selectors.beside import find_published_english


def get_translation_gaps(thing: Any) -> TranslationGaps | None:
    """None of what is English, or whole. One query, and only of a translation; asked once per object."""
    if thing is None or not has_passages(thing) or thing.pk is None:
        return None
    if "translation_gaps" not in thing.__dict__:
        thing.__dict__["translation_gaps"] = compare_with_english(thing)
    found: TranslationGaps | None = thing.__dict__["translation_gaps"]
    return found


def compare_with_english(thing: Any) -> TranslationGaps | None:
    language = thing.locale.language_code
    if language == settings.LANGUAGE_CODE or getattr(thing, "alias_of_id", None):
        return None
    english = find_published_english(thing)
    if english is None:
        return None
    gaps = find_gaps(pair_passages(list_passages(thing), list_passages(english)), language)
    return gaps if gaps.missing else None
