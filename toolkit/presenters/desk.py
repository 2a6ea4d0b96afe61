"""The desk's screen of one translation: each passage in both languages, and what belongs beside it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from toolkit.domain.segment_words import digest_words, has_markup, show_words
from toolkit.domain.term_base import TermFinder, pick_avoided
from toolkit.domain.translation_checks import list_faults
from toolkit.domain.word_changes import Piece, compare_words
from toolkit.models import Rendering, SegmentComment, TermBaseEntry, TranslationState
from toolkit.selectors.forbidden_words import read_forbidden_words

MOST_TERMS = 8  # beside one passage
MOST_ELSEWHERE = 3


@dataclass
class Passage:
    """One segment. `changes`: the English as words that went and came; empty where nobody changed it. `elsewhere`: how
    the same English was translated in other places, where it was otherwise."""

    pk: int
    place: str
    english: str
    words: str
    markup: bool
    has_words: bool
    fault: str
    hints: list[str]
    changes: list[Piece]
    is_new: bool
    terms: list[tuple[TermBaseEntry, Rendering | None, str]]
    elsewhere: list[str] = field(default_factory=list)
    comments: list[SegmentComment] = field(default_factory=list)
    kept: str = ""  # as the table has it, whatever stands in the field

    @property
    def was(self) -> str:
        return digest_words(self.kept)

    @property
    def lines(self) -> int:
        """Of the field for its words."""
        return min(14, max(2, (len(self.words or self.english) // 45) + 2))

    @property
    def is_older(self) -> bool:
        """Whether nobody has looked at it since its English changed."""
        return bool(self.changes) or self.is_new


def read_segments(translation: Translation) -> list[StringSegment]:
    rows = StringSegment.objects.filter(source_id=translation.source_id)
    return list(rows.select_related("string", "context").order_by("order"))


def read_words(translation: Translation) -> dict[tuple[int, int], StringTranslation]:
    """What is translated, by the numbers of context and English string."""
    rows = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, locale_id=translation.target_locale_id
    ).select_related("translation_of", "context")
    return {(row.context_id, row.translation_of_id): row for row in rows}


def pick_segments(
    segments: Sequence[StringSegment],
    words: dict[tuple[int, int], StringTranslation],
    state: TranslationState,
    comments: Sequence[SegmentComment],
    show: str,
) -> list[StringSegment]:
    """All of them, or those that wait: "open" (no words, or marked), "changed" in English, with "comments"."""
    said = {(one.path, one.order) for one in comments if not one.is_settled}
    places = number_places(segments)

    def is_open(segment: StringSegment) -> bool:
        row = words.get((segment.context_id, segment.string_id))
        return row is None or row.has_error

    tests: dict[str, Callable[[StringSegment], bool]] = {
        "open": is_open,
        "changed": lambda segment: segment.context.path in state.older,
        "comments": lambda segment: (segment.context.path, places[segment.pk]) in said,
    }
    return [one for one in segments if tests[show](one)] if show in tests else list(segments)


def build_passages(
    segments: Sequence[StringSegment],
    every: Sequence[StringSegment],
    words: dict[tuple[int, int], StringTranslation],
    state: TranslationState,
    comments: Sequence[SegmentComment],
) -> list[Passage]:
    """Of some segments of `every`. Three queries for however many: the term base, its renderings, and what was said of
    the same English elsewhere."""
    builder = PassageBuilder(segments, every, words, state, comments)
    return [builder.build(segment) for segment in segments]


class PassageBuilder:
    """What belongs beside the passages of one screen, read once for all of them."""

    def __init__(
        self,
        segments: Sequence[StringSegment],
        every: Sequence[StringSegment],
        words: dict[tuple[int, int], StringTranslation],
        state: TranslationState,
        comments: Sequence[SegmentComment],
    ) -> None:
        self.words, self.state, self.language = words, state, state.locale.language_code
        self.entries = TermBaseEntry.objects.in_bulk()
        self.finder = TermFinder({pk: entry.english for pk, entry in self.entries.items()})
        self.renderings = {row.entry_id: row for row in Rendering.objects.filter(language=self.language)}
        self.places, self.memory = number_places(every), read_memory(segments, state)
        self.comments: dict[tuple[str, int], list[SegmentComment]] = defaultdict(list)
        for comment in comments:
            self.comments[comment.path, comment.order].append(comment)

    def build(self, segment: StringSegment) -> Passage:
        row = self.words.get((segment.context_id, segment.string_id))
        english, markup = segment.string.data, has_markup(segment.string.data)
        shown = show_words(row.data, markup=markup) if row else ""
        path, place = segment.context.path, self.places[segment.pk]
        return Passage(
            pk=segment.pk,
            place=name_place(segment.context.field_path),
            english=show_words(english, markup=markup),
            words=shown,
            markup=markup,
            has_words=row is not None,
            fault=(row.get_error() or "") if row else "",
            hints=list_hints(english, row, self.language),
            changes=compare_english(self.state.older.get(path), english, place),
            is_new=self.state.older.get(path) == [],
            terms=self.find_terms(english),
            elsewhere=list_others(self.memory[segment.string_id], shown, markup=markup),
            comments=self.comments[path, place],
            kept=shown,
        )

    def find_terms(self, english: str) -> list[tuple[TermBaseEntry, Rendering | None, str]]:
        found = self.finder.find(english)[:MOST_TERMS]
        return [
            (self.entries[n], self.renderings.get(n), pick_avoided(self.entries[n].avoid, self.language)) for n in found
        ]


def read_memory(segments: Sequence[StringSegment], state: TranslationState) -> dict[int, list[str]]:
    """By English string, what it was translated as in other things of this language, the newest first. Of what was
    taken to the desk. One query."""
    rows = StringTranslation.objects.filter(
        locale_id=state.locale_id, translation_of_id__in=[one.string_id for one in segments], has_error=False
    ).exclude(context__object_id=state.english_id)
    found: dict[int, list[str]] = defaultdict(list)
    for string, data in rows.order_by("-updated_at", "-pk").values_list("translation_of_id", "data"):
        found[string].append(data)
    return found


def list_others(said: list[str], shown: str, *, markup: bool) -> list[str]:
    words = dict.fromkeys(show_words(data, markup=markup) for data in said)
    return [one for one in words if one != shown][:MOST_ELSEWHERE]


def number_places(segments: Sequence[StringSegment]) -> dict[int, int]:
    """Which string of its passage each one is: a rich text has several under one path."""
    counts: dict[int, int] = defaultdict(int)
    places = {}
    for segment in segments:
        places[segment.pk] = counts[segment.context_id]
        counts[segment.context_id] += 1
    return places


def compare_english(older: list[str] | None, english: str, place: int) -> list[Piece]:
    """Nothing where this string of a passage is the older one's, too."""
    if not older or english in older:
        return []
    before = older[place] if place < len(older) else ""
    markup = has_markup(english) or has_markup(before)
    return compare_words(show_words(before, markup=markup), show_words(english, markup=markup))


def list_hints(english: str, row: StringTranslation | None, language: str) -> list[str]:
    """What a program finds odd in words that may be right: for a person to judge."""
    if row is None or row.has_error:
        return []
    return list_faults(english, row.data, language, read_forbidden_words().get(language, []))


def name_place(field_path: str) -> str:
    """Where in the thing it stands, in words: of "sections.section.items.item.why" the last."""
    return capfirst(field_path.rpartition(".")[2].replace("_", " "))


def name_kind(kind: Any) -> str:
    model = kind.model_class()
    return capfirst(str(model._meta.verbose_name)) if model else str(kind)
