"""What is to be translated, and what changed in English since: the desk's knowledge, kept in step with publications."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from toolkit.models import EnglishWords, TranslationState
from toolkit.selectors.translatable import fill_blanks, is_english, is_on_desk, list_desk_models

Stage, Shown = TranslationState.Stage, TranslationState.Shown
WORD = re.compile(r"[^\W\d_][\w’'-]*")
TAG = re.compile(r"<[^>]*>")


def read_passages(thing: Any) -> dict[str, list[str]]:
    """What a translator gets to see of it: by path, one string or, of a rich text, one for each of its paragraphs."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(fill_blanks(thing)):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return dict(found)


def enrol_translations() -> int:
    """A row for every translation that has none yet. How many there were; nothing where all have one."""
    made = 0
    for model in list_desk_models():
        rows = model._default_manager.exclude(locale__language_code=settings.LANGUAGE_CODE)
        if issubclass(model, Page):
            rows = rows.filter(alias_of=None)
        have = TranslationState.objects.filter(english_id=models.OuterRef("translation_key"))
        rows = rows.exclude(models.Exists(have.filter(locale_id=models.OuterRef("locale_id"))))
        made += enrol(model, list(rows.select_related("locale")))
    return made


@transaction.atomic
def enrol(model: type[models.Model], things: Iterable[Any]) -> int:
    """Of one kind. Nothing is translated that English lacks."""
    by_key: dict[Any, list[Any]] = defaultdict(list)
    for thing in things:
        by_key[thing.translation_key].append(thing)
    if not by_key:
        return 0
    english = model._default_manager.filter(locale__language_code=settings.LANGUAGE_CODE, translation_key__in=by_key)
    known = set(EnglishWords.objects.filter(key__in=by_key).values_list("key", flat=True))
    beside = [name for name in ("locale", "instrument") if name in {field.name for field in model._meta.fields}]
    originals: list[Any] = list(english.select_related(*beside))
    EnglishWords.objects.bulk_create(
        [describe_english(one) for one in originals if one.translation_key not in known], ignore_conflicts=True
    )
    states = [begin_state(thing) for one in originals for thing in by_key[one.translation_key]]
    TranslationState.objects.bulk_create(states, ignore_conflicts=True)
    return len(states)


def describe_english(thing: Any) -> EnglishWords:
    texts = read_passages(thing)
    return EnglishWords(
        key=thing.translation_key,
        kind=ContentType.objects.get_for_model(type(thing)),
        title=str(thing)[:300],
        texts=texts,
        **count(texts),
    )


def count(texts: dict[str, list[str]]) -> dict[str, int]:
    strings = [string for found in texts.values() for string in found]
    words = sum(len(WORD.findall(TAG.sub(" ", string))) for string in strings)
    return {"words": words, "passages": len(strings)}


def begin_state(thing: Any) -> TranslationState:
    """What a row says of a translation that nobody at the desk has touched."""
    shown = Shown.MACHINE if thing.machine_translated else Shown.EDITED
    stage = Stage.MACHINE if thing.machine_translated else Stage.EDITED if thing.live else Stage.WAITING
    return TranslationState(
        english_id=thing.translation_key,
        locale_id=thing.locale_id,
        stage=stage,
        since=timezone.now(),
        shown=shown,
    )


def note_publication(thing: Any) -> None:
    """What follows for the desk when a page or entry of any language is published."""
    if not is_on_desk(thing):
        return
    if is_english(thing):
        note_english_words(thing)
    else:
        note_translated_words(thing)


@transaction.atomic
def note_english_words(thing: Any) -> None:
    """Tells each translation which passages say something else now. The same words published again tell nobody."""
    row = EnglishWords.objects.select_for_update().filter(key=thing.translation_key).first()
    if row is None:
        return
    now = read_passages(thing)
    changed = {path: row.texts[path] for path, strings in now.items() if row.texts.get(path, strings) != strings}
    added = [path for path in now if path not in row.texts]
    row.title, row.texts = str(thing)[:300], now
    for name, value in count(now).items():
        setattr(row, name, value)
    row.save()
    if not changed and not added:
        return
    for state in TranslationState.objects.select_for_update().filter(english=row):
        state.older = {path: strings for path, strings in {**changed, **state.older}.items() if path in now}
        state.older |= {path: [] for path in added}
        state.stage, state.since = Stage.CHANGED, timezone.now()
        state.profession, state.signed_on = "", None
        state.english_changed_on = state.english_changed_on or timezone.localdate()
        state.save()


def note_translated_words(thing: Any) -> None:
    """An editor, or a load, published a translation past the desk: what a reviewer signed is no longer what readers
    see. What the desk itself published it has noted already."""
    state = TranslationState.objects.filter(english_id=thing.translation_key, locale_id=thing.locale_id).first()
    if state is None or (state.revision is not None and state.revision == thing.live_revision_id):
        return
    before = (state.shown, state.stage)
    state.shown = Shown.MACHINE if thing.machine_translated else Shown.EDITED
    state.shown_profession, state.shown_on = "", None
    if not thing.machine_translated and not state.older:
        state.english_changed_on = None
    if state.stage in (Stage.MACHINE, Stage.WAITING, Stage.PUBLISHED):
        state.stage = Stage.MACHINE if thing.machine_translated else Stage.EDITED
    if before != (state.shown, state.stage):
        state.since = timezone.now()
    state.save()


def settle_loaded_words(thing: Any) -> None:
    """A load brought newer words of a machine: they are of the English as it is."""
    TranslationState.objects.filter(
        english_id=thing.translation_key, locale_id=thing.locale_id, stage=Stage.CHANGED, shown=Shown.MACHINE
    ).update(stage=Stage.MACHINE, older={}, english_changed_on=None, since=timezone.now())


def enrol_one(key: Any, locale: Locale, kind: type[models.Model]) -> None:
    """Of a translation that an editor just began."""
    if kind in list_desk_models():
        enrol(kind, kind._default_manager.filter(translation_key=key, locale=locale).select_related("locale"))


@transaction.atomic
def note_edit(state: TranslationState, paths: set[str]) -> None:
    """Somebody wrote words for these passages, or looked at them. A sign-off holds for the words that were read."""
    state = TranslationState.objects.select_for_update().get(pk=state.pk)
    state.older = {path: texts for path, texts in state.older.items() if path not in paths}
    stage = Stage.SENT_BACK if state.stage == Stage.SENT_BACK else Stage.EDITED
    move_state(state, Stage.CHANGED if state.older else stage)


def note_written_words(written: Any) -> None:
    """Of one string, by whichever way it came: the desk, the library's editor, a file."""
    if written.has_error or written.context is None:
        return
    context = written.context
    state = TranslationState.objects.filter(english_id=context.object_id, locale_id=written.locale_id).first()
    if state is not None:
        note_edit(state, {context.path})


def move_state(state: TranslationState, stage: str, **fields: Any) -> None:
    """To another stage. A profession and a day are those of a sign-off, and go with it."""
    if state.stage != stage:
        state.since = timezone.now()
    state.stage, state.profession, state.signed_on = stage, "", None
    for name, value in fields.items():
        setattr(state, name, value)
    state.save()


def forget_translation(thing: Any) -> None:
    """Of a page or entry that was deleted: no list leads to it any more. With the English one all of its translations
    leave the desk; the pages themselves stay."""
    if is_english(thing):
        EnglishWords.objects.filter(key=thing.translation_key).delete()
    else:
        TranslationState.objects.filter(english_id=thing.translation_key, locale_id=thing.locale_id).delete()
