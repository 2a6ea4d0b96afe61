"""Taking a translation to the desk: what was loaded as plain pages and entries becomes segments of wagtail-localize.

Blocks have the same ids in all languages, so a segment and its translation have one path. Nothing that readers see
changes.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from toolkit.models import Provision, Term
from toolkit.selectors.translatable import fill_blanks, find_english

type Links = dict[str, dict[str, str]]
LINKED: dict[str, type[Any]] = {"page": Page, "provision": Provision, "term": Term}


@transaction.atomic
def take_to_desk(thing: Any) -> Translation | None:
    """wagtail-localize's record of the translation `thing`, with the English as it is now and every segment filled
    that has words. None where there is no English. It may be called at each visit."""
    english = find_english(thing)
    if english is None:
        return None
    fill_blanks(thing)
    source, _is_new = TranslationSource.update_or_create_from_instance(english)
    translation, is_new = Translation.objects.get_or_create(source=source, target_locale_id=thing.locale_id)
    fill_segments(translation, thing, is_new=is_new)
    keep_translated_pages(translation, thing)
    return translation


def keep_translated_pages(translation: Translation, thing: Any) -> None:
    """Where English names a page and `thing` the same one in its own language, that stays: the library would bring the
    English one back."""
    segments = OverridableSegment.objects.filter(source_id=translation.source_id).select_related("context")
    theirs = {one.path: one.data for one in extract_segments(thing) if isinstance(one, OverridableSegmentValue)}
    named = {
        segment: theirs[segment.context.path]
        for segment in segments
        if isinstance(segment.data, int) and theirs.get(segment.context.path, segment.data) != segment.data
    }
    numbers = {*named.values(), *(segment.data for segment in named)}
    keys = dict(Page.objects.filter(pk__in=numbers).values_list("pk", "translation_key"))
    have = SegmentOverride.objects.filter(context__object_id=translation.source.object_id)
    kept = set(have.filter(locale_id=translation.target_locale_id).values_list("context_id", flat=True))
    SegmentOverride.objects.bulk_create(
        SegmentOverride(
            locale_id=translation.target_locale_id, context_id=segment.context_id, data_json=json.dumps(page)
        )
        for segment, page in named.items()
        if segment.context_id not in kept and keys.get(page) is not None and keys.get(page) == keys.get(segment.data)
    )


def fill_segments(translation: Translation, thing: Any, *, is_new: bool) -> None:
    """Gives each segment without a translation the words that stand in its place in `thing`. Of a translation that an
    editor began empty, only what was translated before its English changed."""
    segments = StringSegment.objects.filter(source_id=translation.source_id).select_related("string", "context")
    by_context: dict[int, list[StringSegment]] = defaultdict(list)
    for segment in segments.order_by("order"):
        by_context[segment.context_id].append(segment)
    said = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    )
    filled: dict[int, dict[int, str]] = defaultdict(dict)
    for row in said.order_by("updated_at"):
        filled[row.context_id][row.translation_of_id] = row.data
    if all(one.string_id in filled[context] for context, found in by_context.items() for one in found):
        return
    is_machine = bool(thing.machine_translated)
    words = read_words(thing) if is_new or is_machine or thing.live else {}
    new = [
        StringTranslation(
            translation_of_id=segment.string_id,
            context_id=context,
            locale_id=translation.target_locale_id,
            data=data,
            translation_type="machine" if is_machine else "manual",
            updated_at=timezone.now(),
        )
        for context, found in by_context.items()
        for segment, data in pair(found, filled[context], words)
        if data and segment.string_id not in filled[context] and (thing.live or data != segment.string.data)
    ]
    StringTranslation.objects.bulk_create(new, ignore_conflicts=True)


def pair(
    segments: list[StringSegment], filled: dict[int, str], words: dict[str, list[tuple[str, Links]]]
) -> Iterator[tuple[StringSegment, str]]:
    """The segments of one path, each with the words to begin with: those that somebody wrote for its older English,
    else those in the same place. Nothing where the places do not match."""
    if len(segments) == 1 and filled:
        yield segments[0], list(filled.values())[-1]
        return
    theirs = words.get(segments[0].context.path, [])
    if len(theirs) == len(segments):
        for segment, (data, links) in zip(segments, theirs, strict=True):
            yield segment, name_links(data, links, segment.attrs)


def read_words(thing: Any) -> dict[str, list[tuple[str, Links]]]:
    """By path, each string with what its links lead to."""
    found: dict[str, list[tuple[str, Links]]] = defaultdict(list)
    for segment in extract_segments(thing):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append((segment.string.data, segment.attrs or {}))
    return found


def name_links(data: str, links: Links, attrs: str) -> str:
    """The string with its links called as in English: a translated sentence may turn them round, and then a1 is not
    the same link. Where the links are not the same ones, as they stand."""
    english: Links = (json.loads(attrs) if attrs else None) or {}
    if len(links) < 2 or len(links) != len(english):
        return data
    names = {identify(link): name for name, link in reversed(english.items())}
    called = {mine: names.get(identify(link), "") for mine, link in links.items()}
    if len(set(called.values())) != len(links) or "" in called.values():
        return data
    soup = BeautifulSoup(data, "html.parser")
    for element in soup.find_all(id=True):
        element["id"] = called.get(str(element["id"]), element["id"])
    return str(soup)


def identify(link: dict[str, str]) -> tuple[str, str]:
    """What a link leads to, in whichever language."""
    kind, number = link.get("linktype", ""), link.get("id", "")
    model = LINKED.get(kind)
    if model is None or not str(number).isdigit():
        return kind, link.get("href", str(number))
    keys = model._base_manager.filter(pk=number).values_list("translation_key", flat=True)
    return kind, str(next(iter(keys), number))
